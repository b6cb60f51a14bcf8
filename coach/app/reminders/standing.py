"""How a reminder stands: when it speaks next, what came of it last, and why it may not speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.app.reminders.naming import look_up
from coach.errors import CoachError
from coach.storage.firings import history

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from coach.app.reminders.book import Coming, ReminderBook
    from coach.app.reminders.naming import Meant
    from coach.storage.firings import Firing
    from coach.storage.reminders import Reminder


@dataclass(frozen=True, slots=True)
class Standing:
    """How one reminder stands."""

    reminder: Reminder
    about: Meant | None
    """Its routine; None if that cannot be guided now."""
    trouble: str
    """Why its routine cannot be guided, as a sentence; empty if it can."""
    due: datetime | None
    """Since when it is due and held back; it is still spoken when that ends. None if it is not."""
    first: Coming | None
    """When it speaks next."""
    last: Firing | None
    """What came of it last."""
    unspoken: datetime | None
    """The latest time within a week at which it was due but nothing was running; None if there was none."""


def standings(book: ReminderBook, *, running: bool) -> Iterator[Standing]:
    """How all reminders stand, sorted by name. `running`: whether a process is waiting for their times."""
    known: dict[str, Meant | CoachError] = {}
    for reminder in book.reminders():
        if reminder.routine not in known:
            try:
                known[reminder.routine] = look_up(reminder.routine, book.settings)
            except CoachError as error:
                known[reminder.routine] = error
        about = known[reminder.routine]
        last = next(iter(history(book.db, 1, reminder.name, now=book.now)), None)
        missed = None if running else book.unspoken(reminder)
        yield Standing(
            reminder,
            None if isinstance(about, CoachError) else about,
            str(about) if isinstance(about, CoachError) else "",
            book.due_since(reminder) if running else None,
            book.first(reminder),
            last,
            missed if missed and (last is None or missed > last.scheduled) else None,
        )
