"""Mixing: the sounds of a stretch of the clock, laid over one another sample by sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.breath import breath
from coach.sound.tones import tone
from coach.units import SAMPLES_PER_MS, samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from coach.plan import Cue, Plan, Utterance


class Mixer:
    """The sound of a plan, without the bed.

    All sources are whole numbers and their ceilings add up to less than full scale (voice 0.71, breath 0.11,
    bed 0.003), so mixing is adding: nothing clips, and no limiter need look ahead while a session runs.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def block(self, start: int, count: int, clips: Mapping[Utterance, NDArray[np.int16]]) -> NDArray[np.int16]:
        """`count` samples from sample `start` on. `clips` holds every clip that sounds in them."""
        mixed = np.zeros(count, np.int16)
        for cue in self.plan.between(start // SAMPLES_PER_MS, -(-(start + count) // SAMPLES_PER_MS)):
            first = samples(cue.start)
            for sound in _sources(cue, clips):
                begin, end = max(first, start), min(first + len(sound), start + count)
                if begin < end:
                    mixed[begin - start : end - start] += sound[begin - first : end - first]
        return mixed


def _sources(cue: Cue, clips: Mapping[Utterance, NDArray[np.int16]]) -> Iterator[NDArray[np.int16]]:
    if cue.kind == "chime" and cue.sound:
        yield tone(cue.sound, cue.end - cue.start)
    elif cue.kind == "breath" and cue.sound:
        yield breath(cue.sound, cue.end - cue.start)
    if cue.utterance is not None:
        yield clips[cue.utterance]
