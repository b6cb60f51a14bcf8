"""The clocks: real ones woken, and the zone of this computer."""

from __future__ import annotations

import signal
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from coach.remind.clock import FakeClock, SystemClock


def test_a_wait_ends_when_woken() -> None:
    """A wait ends at once when another thread wakes it, and a clock woken before does not wait at all, once."""
    clock, began = SystemClock(), time.monotonic()
    threading.Timer(0.05, clock.wake).start()
    clock.wait(60)
    clock.wake()
    clock.wake()
    clock.wait(60)
    assert time.monotonic() - began < 30
    clock.wait(0.01)
    clock.wait(-5)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs signals")
def test_a_wait_ends_by_a_signal() -> None:
    """A signal handler may wake the very thread that waits."""
    clock, began = SystemClock(), time.monotonic()
    before = signal.signal(signal.SIGALRM, lambda _number, _frame: clock.wake())
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        clock.wait(60)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - began < 30


def test_two_independent_clocks() -> None:
    """The fake's clocks go on together while waiting and apart when one is set or the computer sleeps."""
    clock = FakeClock(datetime(2026, 11, 23, tzinfo=UTC))
    clock.wait(30)
    clock.jump(timedelta(hours=-1))
    clock.suspend(timedelta(hours=2))
    assert clock.now() == datetime(2026, 11, 23, 1, 0, 30, tzinfo=UTC)
    assert clock.monotonic() == 30
    assert clock.waits == [30]
    clock.wake()
    clock.wait(30)
    assert clock.monotonic() == 30
