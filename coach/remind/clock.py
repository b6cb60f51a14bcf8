"""The clocks a reminder goes by: the one on the wall, which people and networks set, and one that only counts on."""

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
    """What time it is, and waiting."""

    def now(self) -> datetime:
        """What the computer's clock says, in UTC; it may leap either way."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back, and on most systems stands still while the computer sleeps."""
        ...

    def zone(self) -> tzinfo:
        """The zone of the clock on the wall, which may change at any time."""
        ...

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass, or fewer when woken."""
        ...

    def wake(self) -> None:
        """End the present wait, or the next; from any thread or signal handler."""
        ...


class SystemClock(Clock):
    """The clocks of this computer."""

    def __init__(self) -> None:
        # A queue, since of all that wakes a thread it alone may be used by a signal handler of that very thread.
        self._woken: queue.SimpleQueue[None] = queue.SimpleQueue()

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since the computer started or so."""
        return time.monotonic()

    def zone(self) -> tzinfo:
        """The zone the computer is set to now."""
        return local_zone()

    def wait(self, seconds: float) -> None:
        """Sleep so long, or until woken."""
        try:
            self._woken.get(timeout=max(0.0, seconds))
            while True:  # woken twice is woken
                self._woken.get_nowait()
        except queue.Empty:
            pass

    def wake(self) -> None:
        """End the present wait, or the next."""
        self._woken.put(None)


class FakeClock(Clock):
    """Two clocks set by hand: time passes only when somebody waits, or says so. For tests."""

    def __init__(self, now: datetime, zone: tzinfo = UTC, meanwhile: Callable[[], object] = lambda: None) -> None:
        """`meanwhile` is called in each wait, before its time has passed; it may wake the one who waits."""
        self.waits: list[float] = []
        """Seconds of every wait asked for, in order."""
        self.meanwhile = meanwhile
        self._now, self._zone = now.astimezone(UTC), zone
        self._monotonic = 0.0
        self._woken = False

    def now(self) -> datetime:
        """What the wall clock was set to, and what passed since."""
        return self._now

    def monotonic(self) -> float:
        """Seconds that passed awake."""
        return self._monotonic

    def zone(self) -> tzinfo:
        """As set."""
        return self._zone

    def wait(self, seconds: float) -> None:
        """Let both clocks go on by so much at once, or not at all when woken."""
        self.waits.append(seconds)
        self.meanwhile()
        if not self._woken:
            self.advance(timedelta(seconds=seconds))
        self._woken = False

    def wake(self) -> None:
        """End the present wait, or the next."""
        self._woken = True

    def advance(self, passed: timedelta) -> None:
        """Let time pass, awake."""
        self._now += passed
        self._monotonic += passed.total_seconds()

    def jump(self, leap: timedelta) -> None:
        """Set the wall clock forward, or back, by so much; no time passes."""
        self._now += leap

    def suspend(self, asleep: timedelta) -> None:
        """Let the computer sleep for so long: the wall clock goes on, the other stands still."""
        self._now += asleep

    def set_zone(self, zone: tzinfo) -> None:
        """Travel."""
        self._zone = zone
