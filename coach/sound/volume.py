"""The volume that a person sets, changed without audible steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.units import samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = 10
STEP_DB = 3.0
"""The size of one step: enough to be noticed."""
_RAMP = samples(100)
"""The time from silence to full volume."""


class Volume:
    """From 1 to 10; it starts at full, at which the player plays the same samples as a file."""

    def __init__(self) -> None:
        self.level = STEPS
        self.gain = 1.0
        """The current gain, on the way to the set volume."""

    @property
    def per_cent(self) -> int:
        """The volume in per cent."""
        return 100 * self.level // STEPS

    def turn(self, by: int) -> None:
        """So many steps louder or, below zero, softer; it is never quite silent."""
        self.level = min(max(self.level + by, 1), STEPS)

    def over(self, block: NDArray[np.int16]) -> NDArray[np.int16]:
        """A block, (count, channels), as loud as is asked for."""
        goal = 10 ** ((self.level - STEPS) * STEP_DB / 20)
        if self.gain == goal == 1.0:
            return block
        way = np.arange(1, len(block) + 1) / _RAMP
        gains = np.maximum(self.gain - way, goal) if goal < self.gain else np.minimum(self.gain + way, goal)
        self.gain = float(gains[-1])
        return np.rint(block * gains[:, None]).astype(np.int16)
