"""Mixing: the sounds of a part of the plan, added sample by sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.breath import breath
from coach.sound.routing import BOTH, hears_sound, hears_speech
from coach.sound.tones import tone
from coach.units import SAMPLES_PER_MS, samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from coach.plan import Cue, Plan, Utterance
    from coach.sound.routing import Channels, Routing


COUNTING = 2
"""Spoken counts are softer than other words by this factor: 6 dB."""


class Mixer:
    """Mixes plans without bed and music, on one or two channels.

    All sources are int16, and the peaks of those that can sound together add up to less than full scale. So mixing
    is adding: nothing clips, and no limiter has to look ahead while a session runs.

    - Words 0.708, a breath under them 0.1, a sign 0.065, music or a bed 0.12, and air 0.003: 0.996.
    - A tone 0.28, a sign, music and air: 0.47. Cues follow one another, so a tone of the plan never sounds with
    its words or breaths; answers and tones wait for each other.
    """

    def __init__(self, routing: Routing, channels: int) -> None:
        self.routing, self.channels = routing, channels

    def block(
        self, plan: Plan, start: int, count: int, clips: Mapping[Utterance, NDArray[np.int16]]
    ) -> NDArray[np.int16]:
        """`count` samples of a plan from sample `start`, shape (count, channels). `clips` must have every clip that
        sounds in them."""
        mixed = np.zeros((count, self.channels), np.int16)
        for cue in plan.between(start // SAMPLES_PER_MS, -(-(start + count) // SAMPLES_PER_MS)):
            first = samples(cue.start)
            for sound, heard in self._sources(cue, clips):
                begin, end = max(first, start), min(first + len(sound), start + count)
                if begin < end:
                    lay(mixed[begin - start : end - start], sound[begin - first : end - first], heard)
        return mixed

    def _sources(
        self, cue: Cue, clips: Mapping[Utterance, NDArray[np.int16]]
    ) -> Iterator[tuple[NDArray[np.int16], Channels]]:
        if cue.kind == "chime" and cue.sound:
            yield tone(cue.sound, cue.end - cue.start), hears_sound(self.routing, cue)
        elif cue.kind == "breath":
            yield breath(cue.lungs, cue.end - cue.start), hears_sound(self.routing, cue)
        if cue.utterance is not None:
            clip = clips[cue.utterance]
            yield clip // COUNTING if cue.role == "count" else clip, hears_speech(self.routing, cue.to)


def lay(onto: NDArray[np.int16], sound: NDArray[np.int16], heard: Channels) -> None:
    """Add mono `sound` to a block of the same length, on the channels where it is heard."""
    if onto.shape[1] == 1:
        if any(heard):
            onto[:, 0] += sound
    elif heard == BOTH:
        onto += sound[:, None]
    else:
        for channel in (0, 1):
            if heard[channel]:
                onto[:, channel] += sound
