"""The daemon: it checks the clock and the database, and has each reminder spoken once, at its time."""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext, suppress
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from coach.errors import CoachError, StoreError
from coach.remind.delivery import SNOOZE, ButtonPress, Result
from coach.remind.do_not_disturb import GUIDED
from coach.remind.due_check import GRACE, DueReminder, check_due
from coach.remind.plain_text import one_line
from coach.remind.reminder_line import line_of
from coach.storage import firings
from coach.storage.reminders import every_reminder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from threading import Event

    from coach.remind.clock import Clock
    from coach.remind.due_check import DueCheck
    from coach.remind.notify import Notifier
    from coach.remind.schedule import Due
    from coach.storage.database import Database
    from coach.storage.reminders import Reminder

WAKE = 30.0
"""The most seconds between two checks: the clock may jump, and reminders may change, at any time."""
HELD = 5.0
"""Seconds between two checks while a guided session holds a reminder back."""
LOOK_BACK = timedelta(days=7)
"""Times missed longer ago are not recorded."""

_LATE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
_KEPT = 5000
"""Entries of history kept; more if there are very many reminders, so that claims are not deleted too early."""


class Daemon:
    """Waits for the reminders of one database. Several daemons may wait for the same ones: each is spoken once.

    It has no thread; `tick` is one check, and speaks everything that is due.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        speak: Callable[[Reminder, Due, bool], Result],
        quiet: Callable[[], str | None],
        notify: Notifier,
        *,
        grace: timedelta = GRACE,
        alone: Callable[[], AbstractContextManager[bool]] = lambda: nullcontext(True),
        line: Callable[[Reminder], str] = line_of,
        tell: Callable[[str], object] = lambda sentence: sys.stderr.write(f"{sentence}\n"),
        presses: SimpleQueue[ButtonPress] | None = None,
    ) -> None:
        """`speak` is told whether it comes late. `alone` sees to it that nothing else speaks, and says if it does.

        `line` is what a reminder says, `tell` takes sentences for a person, `presses` the buttons pressed on
        notifications; `speak` may take from it too.
        """
        self._db, self._clock, self._speak, self._quiet, self._notify = db, clock, speak, quiet, notify
        self._grace, self._alone, self._line, self._tell = grace, alone, line, tell
        self._presses: SimpleQueue[ButtonPress] = presses or SimpleQueue()
        self._stop: Event | None = None
        self._held: dict[tuple[int, datetime], str] = {}  # due reminders that are held back, and why
        self._guided = 0.0  # seconds awake for which it was held back by a guided session, one of ours or another
        self._guided_at: float | None = None  # monotonic time when a guided session was last seen
        self._looked: tuple[datetime, float] | None = None  # both clocks at the last check
        self._coming: datetime | None = None
        self._pruned: date | None = None
        self._problems: set[str] = set()
        self._told: set[str] = set()  # the problems of the last check
        self._unshown: set[str] = set()  # why notifications were not shown, as told

    def run(self, stop: Event) -> None:
        """Wait and speak until `stop` is set; to stop it, set that, then wake the clock."""
        self._stop = stop
        with self._surviving(), self._alone() as alone:
            if alone:  # nothing is speaking, so what the database marks as speaking was interrupted
                firings.finish_interrupted(self._db, self._clock.now())
        while not stop.is_set():
            self.tick()
            if not stop.is_set():
                self._clock.wait(self._rest())
        self._stop = None

    def tick(self) -> None:
        """Check once; due reminders are spoken, one after another."""
        tried: set[tuple[int, datetime]] = set()
        with self._surviving():
            self._obey()
            # Check again after each one: things may change while it speaks.
            while seen := self._check():
                call = seen.spoken[0]
                if self._is_stopped() or _key(call) in tried or self._is_held(seen) or not self._say(call):
                    break
                tried.add(_key(call))

    @contextmanager
    def _surviving(self) -> Iterator[None]:
        """Report each problem once, and continue: at the next check the database may be usable again."""
        self._problems = set()
        try:
            yield
        except StoreError as error:
            self._report(str(error))
        self._told = self._problems

    def _check(self) -> DueCheck | None:
        """Find what is due and record what was missed; None if there is nothing to speak."""
        now, mark = self._clock.now(), firings.watermark(self._db)
        if mark is not None and mark - now > _LATE:
            firings.forget_future_misses(self._db, now)
        patience = self._grace + timedelta(seconds=self._guided)
        # What was held back at the last check is checked again, even if it is only just in time.
        since = max(min(mark or now - LOOK_BACK, now) - patience - _SECOND, now - LOOK_BACK)
        seen = check_due(
            every_reminder(self._db),
            firings.snoozes(self._db),
            lambda reminder: firings.taken(self._db, reminder, since - _SECOND),
            since,
            now,
            self._clock.zone(),
            patience,
            timedelta(seconds=WAKE),
        )
        self._keep(seen, now)
        firings.set_watermark(self._db, now)
        if self._pruned != now.date():
            firings.prune(self._db, max(_KEPT, 20 * seen.count))
            self._pruned = now.date()
        self._looked, self._coming = (now, self._clock.monotonic()), seen.coming
        self._held = {_key(call): self._held.get(_key(call), "") for call in seen.spoken}
        if seen.spoken:
            return seen
        self._guided, self._guided_at = 0.0, None
        return None

    def _keep(self, seen: DueCheck, now: datetime) -> None:
        """Record what was missed, and why."""
        later = {call.reminder.id for call in seen.spoken}
        for call in seen.missed:
            note = self._held.get(_key(call)) or self._why_missed(call, now, later)
            if call.unlisted:
                note += f"; {call.unlisted} before it are not listed"
            firings.claim(self._db, call.reminder, call.due.at, now, "missed", note)
        for reminder in (*seen.vain, *(call.reminder for call in seen.missed if call.snoozed)):
            self._end_snooze(reminder, now)
        for reminder, problem in seen.unreadable:
            self._report(f"The reminder '{reminder.name}' cannot be read: {problem}")

    def _why_missed(self, call: DueReminder, now: datetime, later: set[int]) -> str:
        if call.reminder.id in later:
            return "a later one took its place"
        if self._looked is None:
            return "nothing waited for it then"
        # The local clock moved further than the monotonic one, which stops during sleep.
        awake = timedelta(seconds=self._clock.monotonic() - self._looked[1])
        leapt = now - self._looked[0] - awake > _LATE
        return "the computer slept, or its clock was set" if leapt else "it was noticed too late"

    def _is_held(self, seen: DueCheck) -> bool:
        """Whether something prevents speaking now; time during guided sessions does not make a reminder late."""
        reason = self._quiet()
        mono = self._clock.monotonic()
        if self._guided_at is not None:
            self._guided += mono - self._guided_at
        self._guided_at = mono if reason == GUIDED else None
        if reason is not None:
            self._held = {_key(call): reason for call in seen.spoken}
        return reason is not None

    def _say(self, call: DueReminder) -> bool:
        """Speak it, unless another process does; False if it must wait."""
        reminder, at = call.reminder, call.due.at
        with self._alone() as alone:
            began, now = self._clock.monotonic(), self._clock.now()
            if not alone:
                self._held[_key(call)], self._guided_at = GUIDED, began
                return False
            mine = firings.claim(self._db, reminder, at, now)
            if call.snoozed:
                self._end_snooze(reminder, now)
            if not mine:
                return True
            self._show(reminder, self._line(reminder), ", ".join(reminder.rules))
            result = self._spoken(call, now - at > _LATE)
            self._guided += self._clock.monotonic() - began
        firings.finish(self._db, reminder.id, at, self._clock.now(), result.outcome, result.note, result.seconds)
        if result.outcome == "snoozed":
            self._put_off(reminder.id, result.snooze)
        return True

    def _spoken(self, call: DueReminder, late: bool) -> Result:
        """The result of speaking; a failed reminder is shown with a bell, and does not affect others."""
        try:
            result = self._speak(call.reminder, call.due, late)
        except CoachError as error:
            result = Result("failed", str(error))
        except Exception as error:
            result = Result("failed", f"Something went wrong inside the program ({type(error).__name__}: {error}).")
        if result.outcome == "failed":
            said = one_line(self._line(call.reminder))
            self._tell(f"\a{said} {one_line(result.note)}")
            self._show(call.reminder, said, result.note)
        return result

    def _show(self, reminder: Reminder, title: str, text: str) -> None:
        def press(snooze: timedelta | None) -> Callable[[], None]:
            def pressed() -> None:
                self._presses.put(ButtonPress(reminder.id, snooze))
                self._clock.wake()

            return pressed

        buttons = {
            "Snooze 5 min": press(SNOOZE),
            "Snooze 30 min": press(6 * SNOOZE),
            "Skip": press(None),
        }
        shown = self._notify.show(one_line(title), one_line(text), buttons)
        if not shown and self._notify.problem not in self._unshown:  # it speaks all the same: once is enough
            self._unshown.add(self._notify.problem)
            self._tell(self._notify.problem)

    def _obey(self) -> None:
        """Handle buttons that were pressed after the reminder had spoken."""
        with suppress(Empty):
            while press := self._presses.get_nowait():
                if press.snooze is not None:
                    self._put_off(press.reminder, press.snooze)

    def _put_off(self, number: int, length: timedelta) -> None:
        """Snooze a reminder, if it still exists."""
        now = self._clock.now()
        for reminder in every_reminder(self._db):
            if reminder.id == number:
                firings.snooze(self._db, reminder, now + length, now)

    def _end_snooze(self, reminder: Reminder, now: datetime) -> None:
        """End a snooze that is over, unless a new one was set since."""
        if any(until <= now for known, until in firings.snoozes(self._db) if known == reminder.id):
            firings.end_snooze(self._db, reminder.id)

    def _rest(self) -> float:
        """Seconds until the next check."""
        if GUIDED in self._held.values():
            return HELD
        if self._coming is None:
            return WAKE
        return min(WAKE, max(0.05, (self._coming - self._clock.now()).total_seconds()))

    def _is_stopped(self) -> bool:
        return self._stop is not None and self._stop.is_set()

    def _report(self, problem: str) -> None:
        if problem not in self._told | self._problems:
            self._tell(one_line(problem))
        self._problems.add(problem)


def _key(call: DueReminder) -> tuple[int, datetime]:
    return call.reminder.id, call.due.at
