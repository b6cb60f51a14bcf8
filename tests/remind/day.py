"""A day in the life of the waiting process: clocks set by hand, a real store, and a voice that only keeps count."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from coach.remind.clock import FakeClock
from coach.remind.daemon import Daemon
from coach.remind.delivery import Result
from coach.remind.notify import SilentNotifier
from coach.remind.schedule import Due
from coach.storage.database import Database
from coach.storage.firings import Firing, history
from coach.storage.reminders import Reminder, add_reminder

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def wall(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    """The instant, in UTC, at which the clock on the wall shows this."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


class Day:
    """A store, two clocks, and one who waits."""

    def __init__(self, folder: Path, now: str = "2026-11-23T09:00", zone: ZoneInfo = BERLIN) -> None:
        self.db = Database(folder / "coach.db")
        self.db.read("PRAGMA synchronous = OFF")  # a day is thousands of looks, and has no power cut
        self.clock = FakeClock(wall(now, zone), zone)
        self.zone = zone
        self.spoken: list[tuple[str, datetime]] = []
        """Who spoke, and when it began."""
        self.late: list[bool] = []
        self.lasts = timedelta()
        """How long each reminder speaks."""
        self.result: Callable[[Reminder], Result] = lambda reminder: Result("done", "", 60.0)
        self.reason: Callable[[], str | None] = lambda: None
        self.alone: Callable[[], AbstractContextManager[bool]] = lambda: nullcontext(True)
        self.notifier = SilentNotifier()
        self.told: list[str] = []
        self.waiting = self.another()

    def another(self) -> Daemon:
        """One more who waits for the same reminders, or the same one started again."""
        return Daemon(
            self.db, self.clock, self._speak, lambda: self.reason(), self.notifier, tell=self.told.append,
            alone=lambda: self.alone(),
        )  # fmt: skip

    def remind(self, name: str, *rules: str, message: str = "") -> Reminder:
        """Make a reminder, now."""
        return add_reminder(self.db, name, "breath-break", list(rules), message=message, now=self.clock.now())

    def live(self, until: str, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Let the process run until the wall clock shows this."""
        end, stop = wall(until, self.zone), threading.Event()

        def between() -> None:
            meanwhile()
            if self.clock.now() >= end:
                stop.set()
                self.clock.wake()

        self.clock.meanwhile = between
        self.waiting.run(stop)

    @property
    def said(self) -> list[str]:
        """Who spoke, and what the clock on the wall showed."""
        return [f"{name} {at.astimezone(self.zone):%a %H:%M:%S}" for name, at in self.spoken]

    def history(self) -> list[Firing]:
        """What the store remembers, by the instants, oldest first."""
        return sorted(history(self.db, limit=5000), key=lambda firing: (firing.scheduled, firing.reminder))

    @property
    def outcomes(self) -> list[str]:
        """What came of each time, oldest first."""
        return [firing.outcome for firing in self.history()]

    def _speak(self, reminder: Reminder, due: Due, late: bool) -> Result:
        self.spoken.append((reminder.name, self.clock.now()))
        self.late.append(late)
        self.clock.advance(self.lasts)
        return self.result(reminder)
