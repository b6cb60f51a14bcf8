"""The reminders as a command finds them: the store, the instant, and the zone."""

from __future__ import annotations

import heapq
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from coach.cli.options import print_json
from coach.cli.remind.time_words import iso, moment
from coach.errors import ReminderError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from coach.remind.rule import Rule
    from coach.settings import Settings
    from coach.storage.database import Database
    from coach.storage.reminders import Reminder


@dataclass(frozen=True, slots=True)
class Coming:
    """A time at which a reminder will speak."""

    at: datetime
    """In UTC."""
    reminder: Reminder
    why: str
    """What makes it speak then."""
    snoozed: bool


@dataclass(frozen=True, slots=True)
class Book:
    """What a command works with."""

    db: Database
    now: datetime
    """In UTC."""
    zone: tzinfo
    settings: Settings

    @property
    def wall(self) -> datetime:
        """What the clock on the wall shows, naive."""
        return self.now.astimezone(self.zone).replace(tzinfo=None)

    def reminders(self) -> list[Reminder]:
        """All of them, by name."""
        from coach.storage.reminders import every_reminder

        return every_reminder(self.db)

    def find(self, name: str) -> Reminder:
        """The reminder that `name` means, if only its beginning. Raises ReminderError."""
        from coach.storage.reminders import find_reminder

        return find_reminder(self.db, name)

    def coming(self, reminders: list[Reminder]) -> Iterator[Coming]:
        """When these will speak, ascending; snoozes and pauses counted in, what was skipped left out."""
        from coach.storage.firings import snoozes

        snoozed = dict(snoozes(self.db))
        lines = (self._line(reminder, snoozed.get(reminder.id)) for reminder in reminders)
        return heapq.merge(*lines, key=lambda coming: coming.at)

    def first(self, reminder: Reminder) -> Coming | None:
        """When this one will speak next; None if it never will."""
        return next(self.coming([reminder]), None)

    def told(self, at: datetime) -> str:
        """An instant, for a person."""
        return moment(at, self.zone, self.now)

    def pause_told(self, reminder: Reminder) -> str:
        """How long it is paused, for a person; empty if it is not."""
        until = reminder.paused_until
        if until is None or until <= self.now:
            return ""
        return "paused until you resume it" if for_good(until) else f"paused until {self.told(until)}"

    def data(self, reminder: Reminder) -> dict[str, Any]:
        """A reminder for other programs."""
        until = reminder.paused_until if self.pause_told(reminder) else None
        first = self.first(reminder)
        return {
            "reminder": reminder.name,
            "routine": reminder.routine,
            "when": list(reminder.rules),
            "nudge": reminder.nudge,
            "say": reminder.message,
            "paused": until is not None,
            "paused_until": None if until is None or for_good(until) else iso(until, self.zone),
            "next": iso(first.at, self.zone) if first else None,
        }

    def tell(self, reminder: Reminder, sentence: str, as_json: bool) -> None:
        """Say what was done, or print the reminder as it is now."""
        if as_json:
            print_json(self.data(reminder))
        else:
            click.echo(sentence)

    def _line(self, reminder: Reminder, snoozed: datetime | None) -> Iterator[Coming]:
        ruled = self._ruled(reminder)
        pause = reminder.paused_until
        if snoozed is None or (pause is not None and snoozed < pause):
            return ruled  # what a snooze brings into a pause is not spoken
        # A snooze that is due already is spoken at once; one that meets a rule is spoken once.
        again = Coming(max(snoozed, self.now), reminder, f"snoozed until {self.told(snoozed)}", True)
        others = (coming for coming in ruled if coming.at != snoozed)
        return heapq.merge([again], others, key=lambda coming: coming.at)

    def _ruled(self, reminder: Reminder) -> Iterator[Coming]:
        from coach.remind.schedule import occurrences
        from coach.storage.firings import taken

        try:
            known = rules(reminder)
        except ReminderError as error:  # the others must still be told
            click.echo(str(error), err=True)
            return
        after, until = self.now, reminder.paused_until
        if until is not None and until > after:
            if for_good(until):
                return
            after = until - timedelta(seconds=1)  # what is due at the very end of a pause is due
        gone = None
        for due in occurrences(known, self.zone, after):
            if gone is None:
                gone = taken(self.db, reminder.id, after)
            if due.at not in gone:
                leapt = due.at.astimezone(self.zone).replace(tzinfo=None) != due.wall
                note = f", as the clock leaps over {due.wall.hour}:{due.wall:%M}" if leapt else ""
                yield Coming(due.at, reminder, f"{due.rule}{note}", False)


@contextmanager
def opened(settings: Settings) -> Iterator[Book]:
    """The reminders of this data folder, at this instant; what their store has to say is told. Raises StoreError."""
    from coach.remind.clock import SystemClock
    from coach.storage.database import Database

    clock = SystemClock()
    with Database(settings.database_path()) as db:
        told = len(db.notices)
        for notice in db.notices:
            click.echo(notice, err=True)
        try:
            yield Book(db, clock.now(), clock.zone(), settings)
        finally:
            for notice in db.notices[told:]:
                click.echo(notice, err=True)


def rules(reminder: Reminder) -> list[Rule]:
    """A reminder's rules, read. Raises ReminderError where the store holds what is none."""
    from coach.remind.rule_reader import parse_rule

    try:
        return [parse_rule(text) for text in reminder.rules]
    except ReminderError as error:
        raise ReminderError(f"The reminder '{reminder.name}' cannot be read: {error}") from error


def when(reminder: Reminder) -> str:
    """All rules of a reminder, for a person."""
    return "; ".join(reminder.rules)


def for_good(until: datetime) -> bool:
    """Whether a pause has no end."""
    from coach.storage.reminders import FOREVER

    return until >= FOREVER
