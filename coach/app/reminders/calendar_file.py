"""The reminders as a file for a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.app.reminders.naming import look_up
from coach.errors import CoachError
from coach.remind import calendar as ics
from coach.storage.firings import taken
from coach.units import MINUTE

if TYPE_CHECKING:
    from coach.app.reminders.book import ReminderBook


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """An .ics file."""

    content: bytes
    """In UTF-8."""
    events: int
    troubles: list[str]
    """Why some events have no title, in sentences."""


def calendar_file(book: ReminderBook) -> CalendarFile:
    """The reminders from now on as an .ics file; without events if there are none, or all are paused or over."""
    reminders = book.reminders()
    known, troubles = {}, []
    for routine in dict.fromkeys(reminder.routine for reminder in reminders):
        try:
            known[routine] = look_up(routine, book.settings)
        except CoachError as error:
            troubles.append(f"{error} Its events have no title.")
    content = ics.calendar(
        reminders,
        {routine: about.title for routine, about in known.items()},
        book.zone,
        book.now,
        {routine: -(-about.length // MINUTE) for routine, about in known.items()},
        {reminder.id: taken(book.db, reminder.id, book.now) for reminder in reminders},
    )
    return CalendarFile(content, content.count(b"BEGIN:VEVENT"), troubles)
