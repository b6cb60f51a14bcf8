"""Music that can be read again, after samples rendered ahead were discarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.units import samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.sound.music.music import Music

KEPT = samples(12_000)
"""How many samples can be read again."""


class Replay:
    """Reads music by position; the last samples are kept."""

    def __init__(self, music: Music) -> None:
        self._music = music
        self._kept = np.zeros((KEPT, 2), np.int16)  # the sample at place p lies at p % KEPT
        self._read = 0

    def at(self, place: int, count: int) -> NDArray[np.int16]:
        """`count` samples from `place`, shape (count, 2); `place` must be at most `KEPT` samples back."""
        assert self._read - KEPT <= place <= self._read
        there = min(self._read - place, count)
        block = np.empty((count, 2), np.int16)
        block[:there] = self._kept[np.arange(place, place + there) % KEPT]
        if there < count:
            block[there:] = new = self._music.read(count - there)
            new = new[-KEPT:]
            self._read = place + count
            self._kept[np.arange(self._read - len(new), self._read) % KEPT] = new
        return block
