"""Ducking: the music is turned down before a voice speaks, and up again after it."""

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
"""Decibels by which the music is turned down while a voice speaks."""
FALL, RISE = 600, 1500
"""Milliseconds to turn down, and to turn up. It begins to turn down this long before a word."""
BREATHER = 2500
"""Between two spoken cues closer than this, in milliseconds, the music stays down: coming up would be restless."""

# The gain moves in whole steps, a whole number of them per sample in either direction. So it depends only on what was
# spoken, not on the block size.
_STEPS = samples(FALL) * 5
_DOWN, _UP = _STEPS // samples(FALL), _STEPS // samples(RISE)
assert _DOWN * samples(FALL) == _UP * samples(RISE) == _STEPS

Stretch = tuple[int, int]
"""The first sample, and the one after the last one."""


class Ducking:
    """The gain of the music at each sample."""

    def __init__(self) -> None:
        self.step = 0
        """The gain's position: 0 is up, _STEPS is down."""

    def gains(self, count: int, speech: Sequence[Stretch]) -> NDArray[np.float32]:
        """The factors for the next `count` samples of music, given where in them it must be down.

        `speech` is in order and between 0 and `count`; stretches may touch, but not overlap.
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
    """Where in the `count` samples from sample `start` of the plan the music must be down.

    That is from shortly before a spoken cue to its end, and through a short gap between two. Counted from `start`, in
    order, and not touching.
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
