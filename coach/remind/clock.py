"""The clocks for reminders: local time, which can be set, and a monotonic clock."""

from __future__ import annotations

import queue
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from coach.remind.local_zone import local_zone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo


class Clock(Protocol):
    """The current time, and waiting."""

    def now(self) -> datetime:
        """The computer's clock in UTC; it may jump either way."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back, and on most systems stops while the computer sleeps."""
        ...

    def zone(self) -> tzinfo:
        """The local time zone, which may change at any time."""
        ...

    def wait(self, seconds: float) -> None:
        """Wait for `seconds`, or until woken."""
        ...

    def wake(self) -> None:
        """End the current wait, or the next one; from any thread or signal handler."""
        ...


class SystemClock(Clock):
    """The clocks of this computer."""

    def __init__(self) -> None:
        # A SimpleQueue, because only that may be used by a signal handler in the waiting thread itself.
        self._woken: queue.SimpleQueue[None] = queue.SimpleQueue()

    def now(self) -> datetime:
        """The current instant in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds of the system's monotonic clock."""
        return time.monotonic()

    def zone(self) -> tzinfo:
        """The zone the computer is set to now."""
        return local_zone()

    def wait(self, seconds: float) -> None:
        """Sleep for `seconds`, or until woken."""
        try:
            self._woken.get(timeout=max(0.0, seconds))
            while True:  # several wakes count as one
                self._woken.get_nowait()
        except queue.Empty:
            pass

    def wake(self) -> None:
        """End the current wait, or the next one."""
        self._woken.put(None)


class FakeClock(Clock):
    """Two clocks set by hand: time passes only by `wait` and `advance`. For tests."""

    def __init__(self, now: datetime, zone: tzinfo = UTC, meanwhile: Callable[[], object] = lambda: None) -> None:
        """`meanwhile` is called in each wait, before its time has passed; it may wake the waiting thread."""
        self.waits: list[float] = []
        """The seconds of every wait, in order."""
        self.meanwhile = meanwhile
        self._now, self._zone = now.astimezone(UTC), zone
        self._monotonic = 0.0
        self._woken = False

    def now(self) -> datetime:
        """The time that was set, plus the time passed since."""
        return self._now

    def monotonic(self) -> float:
        """Seconds passed while awake."""
        return self._monotonic

    def zone(self) -> tzinfo:
        """The zone that was set."""
        return self._zone

    def wait(self, seconds: float) -> None:
        """Move both clocks on by `seconds` at once, or not at all if woken."""
        self.waits.append(seconds)
        self.meanwhile()
        if not self._woken:
            self.advance(timedelta(seconds=seconds))
        self._woken = False

    def wake(self) -> None:
        """End the current wait, or the next one."""
        self._woken = True

    def advance(self, passed: timedelta) -> None:
        """Let time pass while awake."""
        self._now += passed
        self._monotonic += passed.total_seconds()

    def jump(self, leap: timedelta) -> None:
        """Set the local clock forward or back; no time passes."""
        self._now += leap

    def suspend(self, asleep: timedelta) -> None:
        """Let the computer sleep: the local clock moves on, the monotonic one stops."""
        self._now += asleep

    def set_zone(self, zone: tzinfo) -> None:
        """Change the time zone."""
        self._zone = zone
