"""How late the sound is."""

from __future__ import annotations

import random

import pytest

from coach.live.lateness import Lateness
from coach.units import SAMPLE_RATE, samples


def told(lost_at: dict[float, float], pace: float = 1.0, buffer: float = 0.05, seconds: float = 60) -> int:
    """What is told in all of a device that takes a buffer at a time, stands still at some times, and is not on time."""
    late, lateness, total = random.Random(1), Lateness(), 0
    time, taken, times, counts = 100.0, 0, list[float](), list[int]()
    while time < 100 + seconds:
        time += buffer / pace
        for at in [at for at in lost_at if time >= 100 + at]:
            time += lost_at.pop(at)
        times.append(time + late.random() * buffer * 0.9)
        counts.append(taken)
        taken += round(buffer * SAMPLE_RATE)
        if len(times) == 10:
            total += lateness.look(sorted(times), counts)
            times, counts = [], []
    return total


def test_what_is_lost_is_told_to_a_few_milliseconds() -> None:
    """Drop-outs add up to what is told, though the device never asks on time; without any, nothing is told."""
    assert told({}) == 0
    assert told({20.0: 0.3, 31.0: 0.02, 40.0: 1.5}) == pytest.approx(samples(1820), abs=samples(8))


def test_a_device_that_is_slow_or_fast_is_told() -> None:
    """A device a thousandth too slow loses 56 ms in the 56 s after it settled; one too fast gains them."""
    assert told({}, pace=0.999) == pytest.approx(samples(56), abs=samples(8))
    assert told({}, pace=1.001) == pytest.approx(-samples(56), abs=samples(8))


def test_what_a_device_takes_to_wake_is_no_loss() -> None:
    """What happens in the first seconds, before the device has its pace, is not counted."""
    assert told({0.1: 1.4}) == 0
