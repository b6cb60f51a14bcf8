"""The time that a player has lost, as the times at which it takes frames from the ring show."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from coach.live.lateness import Lateness
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from coach.output.players.ring import Ring

_LOOK = 0.5
"""Seconds between two measurements."""


class LostTime:
    """Measures how late the sound is, in frames."""

    def __init__(self, ring: Ring) -> None:
        self.total = 0
        """Frames lost so far; what a device gains is taken off."""
        self._ring = ring
        self._lateness = Lateness()
        self._seen = 0  # the number of the ring's reports that were measured
        self._looked = 0.0  # when, in seconds

    def look(self) -> int:
        """Frames lost since the last time; negative if the device is fast; 0 if there is nothing new."""
        now = time.perf_counter()
        if now - self._looked < _LOOK:
            return 0
        self._looked = now
        self._seen, times, taken = self._ring.log(self._seen)
        lost = self._lateness.look(times.tolist(), taken.tolist())
        self.total += lost
        return lost

    def restart(self) -> int:
        """Measure another device from now on; returns the frames since the last report of the one before."""
        _, times, _ = self._ring.log(self._seen - 1)
        self._lateness = Lateness()
        return round((time.perf_counter() - times[-1]) * SAMPLE_RATE) if len(times) else 0
