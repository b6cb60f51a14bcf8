"""Changing reminders by what a person says: adding, editing, skipping, putting off. Both faces call these."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.app.reminders.naming import fit_line, fit_name, free_name, meant
from coach.errors import ReminderError
from coach.remind.when import until_instant
from coach.storage import firings
from coach.storage.reminders import add_reminder, change_reminder, note_skip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coach.app.reminders.book import Coming, ReminderBook
    from coach.app.reminders.naming import Meant
    from coach.remind.rule import Rule
    from coach.storage.reminders import Reminder


def numbered(book: ReminderBook, number: int) -> Reminder:
    """The reminder with this id. Raises ReminderError."""
    for reminder in book.reminders():
        if reminder.id == number:
            return reminder
    raise ReminderError("This reminder was removed meanwhile.")


def add(
    book: ReminderBook, about: Meant, rules: Sequence[Rule], *, name: str | None = None, nudge: bool = False,
    say: str = "",
) -> Reminder:  # fmt: skip
    """Store a new reminder of a routine; without a name it has that of the routine. Raises CoachError."""
    known = [reminder.name for reminder in book.reminders()]
    called = free_name(about.name, known) if name is None else fit_name(name, book.now)
    return add_reminder(
        book.db, called, about.kept, [str(rule) for rule in rules], nudge=nudge, message=fit_line(say), now=book.now
    )


def edit(
    book: ReminderBook, reminder: Reminder, *, routine: str | None = None, rules: Sequence[Rule] | None = None,
    name: str | None = None, nudge: bool | None = None, say: str | None = None,
) -> Reminder:  # fmt: skip
    """Change a reminder; what is None stays. Returns it as it is now. Raises CoachError."""
    after = reminder
    if routine is not None and routine != reminder.routine:
        after = replace(after, routine=meant(routine, book.settings).kept)
    if name is not None and name != reminder.name:
        after = replace(after, name=fit_name(name, book.now))
    if rules is not None:
        after = replace(after, rules=tuple(map(str, rules)))
    if nudge is not None:
        after = replace(after, nudge=nudge)
    if say is not None:
        after = replace(after, message=fit_line(say))
    return reminder if after == reminder else change_reminder(book.db, after, book.now)


def skip(book: ReminderBook, reminders: list[Reminder]) -> Coming | None:
    """Skip the next time at which one of these speaks; returns it, or None if none of them will speak."""
    for coming in book.coming(reminders):
        if coming.snoozed:
            firings.end_snooze(book.db, coming.reminder.id)
        elif firings.claim(book.db, coming.reminder, coming.at, book.now, "skipped", "by hand"):
            note_skip(book.db, coming.reminder)
        else:
            continue  # another process claimed it first
        return coming
    return None


def snooze(book: ReminderBook, reminder: Reminder, until: str) -> datetime:
    """Let a reminder speak again in a while, such as "10 min" or "14:00"; returns when. Raises ReminderError."""
    if book.is_paused(reminder):
        raise ReminderError(f"'{reminder.name}' is paused. Resume it first.")
    end = until_instant(until, book.now, book.zone)
    firings.snooze(book.db, reminder, end, book.now)
    return end
