"""Ducking: the music goes down before a voice speaks, and comes back after it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.units import SAMPLES_PER_MS, samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from coach.plan import Plan

DEPTH = 14.0
"""Decibels by which the music is down while somebody speaks."""
FALL, RISE = 600, 1500
"""Milliseconds to get down, and to come back. It begins to fall this long before a word."""
BREATHER = 2500
"""Milliseconds between two spoken cues below which the music stays down: coming up would only be unrest."""

# The way down is counted in whole steps, so many that a sample on either way takes a whole number of them:
# where the music is then depends on what was spoken alone, not on the blocks it was asked for in.
_STEPS = samples(FALL) * 5
_DOWN, _UP = _STEPS // samples(FALL), _STEPS // samples(RISE)
assert _DOWN * samples(FALL) == _UP * samples(RISE) == _STEPS

Stretch = tuple[int, int]
"""The first sample, and the one after the last."""


class Ducking:
    """The gain of the music, sample for sample."""

    def __init__(self) -> None:
        self.step = 0
        """Where it is: 0 up, _STEPS down."""

    def gains(self, count: int, speech: Sequence[Stretch]) -> NDArray[np.float32]:
        """What the next `count` samples of music are to be multiplied by, given where in them it must be down.

        `speech` is in order and lies within 0 and `count`; stretches may touch, not overlap.
        """
        steps = np.empty(count, np.int32)
        at = 0
        for start, stop in speech:
            self._go(steps[at:start], -_UP)
            self._go(steps[start:stop], _DOWN)
            at = stop
        self._go(steps[at:], -_UP)
        return _table()[steps]

    def _go(self, steps: NDArray[np.int32], each: int) -> None:
        if not len(steps):
            return
        np.clip(np.arange(1, len(steps) + 1) * each + self.step, 0, _STEPS, out=steps, casting="unsafe")
        self.step = int(steps[-1])


def under_speech(plan: Plan, start: int, count: int) -> list[Stretch]:
    """Where in the `count` samples from sample `start` of the plan on the music must be down.

    That is from a little before a spoken cue to its end, and through a short gap between two. Counted from
    `start`, in order, none touching another.
    """
    begin, end = start // SAMPLES_PER_MS, -(-(start + count) // SAMPLES_PER_MS)
    stretches: list[Stretch] = []
    spoken = None
    for cue in plan.between(begin - BREATHER, end + BREATHER):
        if cue.kind != "say" and cue.utterance is None:
            continue
        down = cue.start - FALL
        if spoken is not None and cue.start - spoken < BREATHER:
            down = spoken
        spoken = cue.end
        first, last = max(samples(down) - start, 0), min(samples(cue.end) - start, count)
        if first >= last:
            continue
        if stretches and stretches[-1][1] >= first:
            first = stretches.pop()[0]
        stretches.append((first, last))
    return stretches


@lru_cache(maxsize=1)
def _table() -> NDArray[np.float32]:
    return np.asarray(10 ** (np.linspace(0, -DEPTH, _STEPS + 1) / 20), np.float32)
