"""Lateness: how far the sound falls behind the wall clock, from when the device took what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.units import SAMPLE_RATE, samples

if TYPE_CHECKING:
    from collections.abc import Sequence

SETTLED = 3.0
"""Seconds after which a device that began keeps its own pace: some take a while to wake."""
WINDOW = 2.0
"""Seconds looked at together. The device takes its sound early or late by the length of its buffer; the earliest time
in a window tells, within a few milliseconds, how much it has had."""
NOTICED = samples(4)
"""Samples of lateness that are told: less is within what can be measured."""


class Lateness:
    """Compares what was taken with the time that went by since the device had settled."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._window: float | None = None  # when the present one began
        self._ahead = 0.0  # the most in it, in samples, that was taken before its time
        self._settled: float | None = None  # that much at first
        self._told = 0

    def look(self, times: Sequence[float], taken: Sequence[int]) -> int:
        """Samples lost since the last were told, below zero where the device is fast; 0 where nothing is new.

        `taken`: samples the device had in all at each of `times`, in seconds; all since the last look.
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
        lost = round(self._settled - self._ahead) - self._told
        if abs(lost) < NOTICED:
            return 0
        self._told += lost
        return lost
