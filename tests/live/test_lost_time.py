"""The time that a player has lost."""

from __future__ import annotations

import time

import numpy as np
import pytest

from coach.live.lost_time import LostTime
from coach.output.players.ring import Ring
from coach.units import samples

BUFFER = samples(50)


def played(ring: Ring, begin: float, buffers: int) -> float:
    """Play so many buffers on time from a time on, in seconds; returns when the last one began."""
    for number in range(buffers):
        ring.write(np.zeros((BUFFER, 1), np.int16))
        ring.tell(begin + number * 0.05, 0)
        ring(BUFFER)
    return begin + (buffers - 1) * 0.05


def test_what_a_player_lost_is_counted_once() -> None:
    """A second in which nothing was played is lost, and is told once; what passes until another player is ready is
    told apart, and not counted."""
    ring = Ring(1)
    try:
        lost = LostTime(ring)
        begin = time.perf_counter() - 30
        stopped = played(ring, begin, 200)
        ended = played(ring, stopped + 1.05, 200)
        assert lost.look() == pytest.approx(samples(1000), abs=1)
        assert lost.total == pytest.approx(samples(1000), abs=1)
        assert lost.look() == 0
        before = time.perf_counter()
        gone = lost.restart() / samples(1000)
        assert before - ended - 0.001 <= gone <= time.perf_counter() - ended + 0.001
        assert lost.total == pytest.approx(samples(1000), abs=1)
    finally:
        ring.close()
