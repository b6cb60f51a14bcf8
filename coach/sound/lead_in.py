"""The lead-in: soft air before the first word, because a loudspeaker that wakes up loses the first sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.breath import breath
from coach.units import samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLUETOOTH = 1500
"""Milliseconds: measured loudspeakers lose 0.5 to 1.5 s."""
_LEVEL = 0.38
"""Its level relative to a breath: -28 dBFS, loud enough to wake a loudspeaker, soft enough for a start."""


def lead_in(length: int) -> NDArray[np.int16]:
    """Air that swells and fades over `length` milliseconds, mono; empty for 0."""
    if length <= 0:
        return np.zeros(0, np.int16)
    swell = breath((0, 1), length)
    sinking = np.minimum(1, np.arange(samples(length))[::-1] / max(samples(length) // 3, 1))
    return np.asarray(np.rint(swell * _LEVEL * sinking), np.int16)
