"""The lead-in: soft air before the first word, for loudspeakers that must wake up, and eat what wakes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.breath import breath
from coach.units import samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLUETOOTH = 1500
"""Milliseconds: measured loudspeakers eat 0.5 to 1.5 s."""
_LEVEL = 0.38
"""As a part of a breath's loudness: -28 dBFS, loud enough to wake, soft enough for a start."""


def lead_in(length: int) -> NDArray[np.int16]:
    """Air that swells and sinks again over `length` milliseconds, mono; nothing for 0."""
    if length <= 0:
        return np.zeros(0, np.int16)
    swell = breath("inhale", length)
    sinking = np.minimum(1, np.arange(samples(length))[::-1] / max(samples(length) // 3, 1))
    return np.asarray(np.rint(swell * _LEVEL * sinking), np.int16)
