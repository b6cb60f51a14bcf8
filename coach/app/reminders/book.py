"""The reminder book: all reminders at one instant, and when each will speak."""

from __future__ import annotations

import heapq
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from coach.errors import ReminderError
from coach.remind.clock import SystemClock
from coach.remind.due_check import GRACE
from coach.remind.rule_reader import parse_rule
from coach.remind.schedule import between, occurrences
from coach.storage.database import Database
from coach.storage.firings import snoozes, taken, watermark
from coach.storage.reminders import FOREVER, every_reminder, find_reminder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, time, tzinfo

    from coach.remind.rule import Rule
    from coach.settings import Settings
    from coach.storage.reminders import Reminder

_BACK = timedelta(days=7)
"""How far back to look for occurrences that were not spoken."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A time at which a reminder will speak."""

    at: datetime
    """In UTC."""
    reminder: Reminder
    rule: Rule | None
    """The rule that makes it speak then; None: it was snoozed until then."""
    leapt: time | None = None
    """The time of day in its rule, if the clock skips that time on this day."""
    snoozed_until: datetime | None = None

    @property
    def snoozed(self) -> bool:
        """Whether it was snoozed until then."""
        return self.rule is None


@dataclass(frozen=True, slots=True)
class ReminderBook:
    """The reminders of a data folder at one instant."""

    db: Database
    now: datetime
    """In UTC."""
    zone: tzinfo
    settings: Settings
    unreadable: list[ReminderError] = field(default_factory=list)
    """Errors of reminders whose rules could not be read; the other reminders are still listed."""

    @property
    def wall(self) -> datetime:
        """The local time, naive."""
        return self.now.astimezone(self.zone).replace(tzinfo=None)

    def reminders(self) -> list[Reminder]:
        """All reminders, sorted by name."""
        return every_reminder(self.db)

    def find(self, name: str) -> Reminder:
        """The reminder whose name is `name` or starts with it. Raises ReminderError."""
        return find_reminder(self.db, name)

    def is_paused(self, reminder: Reminder) -> bool:
        """Whether it is paused now."""
        return reminder.paused_until is not None and reminder.paused_until > self.now

    def is_paused_for_good(self, reminder: Reminder) -> bool:
        """Whether it is paused until a person resumes it."""
        return self.is_paused(reminder) and for_good(reminder.paused_until)

    def coming(self, reminders: list[Reminder]) -> Iterator[Coming]:
        """When these reminders will speak, ascending; snoozes, pauses and skipped times are taken into account."""
        snoozed = dict(snoozes(self.db))
        lines = (self._line(reminder, snoozed.get(reminder.id)) for reminder in reminders)
        return heapq.merge(*lines, key=lambda coming: coming.at)

    def first(self, reminder: Reminder) -> Coming | None:
        """When this reminder will speak next; None if never."""
        return next(self.coming([reminder]), None)

    def unspoken(self, reminder: Reminder) -> datetime | None:
        """The latest time within a week at which it was due but no daemon was running; None if there was none."""
        begin = self.now - _BACK
        looked = watermark(self.db)
        if looked is not None and looked < self.now:
            begin = max(begin, looked)
        return self._due_after(begin, reminder)

    def due_since(self, reminder: Reminder) -> datetime | None:
        """Since when it is due and will still be spoken, once nothing holds it back; None if it is not due."""
        return self._due_after(self.now - GRACE, reminder)

    def _due_after(self, begin: datetime, reminder: Reminder) -> datetime | None:
        """The latest time after `begin` at which it was due and nothing was spoken or recorded."""
        if self.is_paused(reminder):
            return None
        begin = max(reminder.since, begin)
        try:
            due = between(rules(reminder), self.zone, begin, self.now) if begin < self.now else []
        except ReminderError:
            return None
        gone = taken(self.db, reminder.id, begin)
        return next((one.at for one in reversed(due) if one.at not in gone), None)

    def _line(self, reminder: Reminder, snoozed: datetime | None) -> Iterator[Coming]:
        ruled = self._ruled(reminder)
        pause = reminder.paused_until
        if snoozed is None or (pause is not None and snoozed < pause):
            return ruled  # a snooze that ends during a pause is not spoken
        # A snooze that is already due is spoken at once; one that coincides with a rule is spoken once.
        again = Coming(max(snoozed, self.now), reminder, None, snoozed_until=snoozed)
        others = (coming for coming in ruled if coming.at != snoozed)
        return heapq.merge([again], others, key=lambda coming: coming.at)

    def _ruled(self, reminder: Reminder) -> Iterator[Coming]:
        try:
            known = rules(reminder)
        except ReminderError as error:
            self.unreadable.append(error)
            return
        after, until = self.now, reminder.paused_until
        if until is not None and until > after:
            if for_good(until):
                return
            after = until - timedelta(seconds=1)  # a time exactly at the end of a pause counts
        gone = None
        for due in occurrences(known, self.zone, after):
            if gone is None:
                gone = taken(self.db, reminder.id, after)
            if due.at not in gone:
                leapt = due.at.astimezone(self.zone).replace(tzinfo=None) != due.wall
                yield Coming(due.at, reminder, due.rule, due.wall.time() if leapt else None)


@contextmanager
def open_book(settings: Settings) -> Iterator[ReminderBook]:
    """The reminders of this data folder, now. Raises StoreError."""
    clock = SystemClock()
    with Database(settings.database_path()) as db:
        yield ReminderBook(db, clock.now(), clock.zone(), settings)


def rules(reminder: Reminder) -> list[Rule]:
    """A reminder's rules. Raises ReminderError if one cannot be read."""
    try:
        return [parse_rule(text) for text in reminder.rules]
    except ReminderError as error:
        raise ReminderError(f"The reminder '{reminder.name}' cannot be read: {error}") from error


def for_good(until: datetime | None) -> bool:
    """Whether a pause has no end."""
    return until is not None and until >= FOREVER
