"""The sound before the first word: air that wakes the loudspeaker, and a test of both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.lead_in import lead_in
from coach.units import samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_GAP = 700
"""Milliseconds after each test."""


def opening(air: int, tests: Sequence[NDArray[np.int16]], channels: int) -> NDArray[np.int16]:
    """Air for `air` milliseconds, then the clips that test the left and the right side, if any."""
    parts = [np.repeat(lead_in(air)[:, None], channels, axis=1)]
    for side, clip in enumerate(tests):
        part = np.zeros((len(clip) + samples(_GAP), channels), np.int16)
        part[: len(clip), side % channels] = clip
        parts.append(part)
    return np.concatenate(parts)
