"""Lateness: how far the sound falls behind the wall clock, measured from the device's reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.units import SAMPLE_RATE, samples

if TYPE_CHECKING:
    from collections.abc import Sequence

SETTLED = 3.0
"""Seconds after which a started device reads steadily: some take a while to start."""
WINDOW = 2.0
"""The length of a window in seconds. A device reads early or late by the length of its buffer; the earliest read in a
window shows its position to within a few milliseconds."""
NOTICED = samples(4)
"""The least lateness in samples that is reported: less is within the error of measurement."""


class Lateness:
    """Compares the samples taken with the time passed since the device became steady."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._window: float | None = None  # when the current window began
        self._ahead = 0.0  # the most samples in it that were taken early
        self._settled: float | None = None  # its value in the first window
        self._reported = 0

    def look(self, times: Sequence[float], taken: Sequence[int]) -> int:
        """Samples lost since the last report, negative if the device is fast; 0 if there is nothing new.

        `taken`: the device's total of samples at each of `times`, in seconds; all since the last call.
        """
        news = 0
        for time, count in zip(times, taken, strict=True):
            if self._began is None:
                self._began = time
            if self._window is not None and time - self._window >= WINDOW:
                news += self._judge(self._window)
                self._window = None
            ahead = count - (time - self._began) * SAMPLE_RATE
            if self._window is None:
                self._window, self._ahead = time, ahead
            self._ahead = max(self._ahead, ahead)
        return news

    def _judge(self, window: float) -> int:
        assert self._began is not None
        if self._settled is None:
            if window - self._began >= SETTLED:
                self._settled = self._ahead
            return 0
        lost = round(self._settled - self._ahead) - self._reported
        if abs(lost) < NOTICED:
            return 0
        self._reported += lost
        return lost
