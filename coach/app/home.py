"""What a person sees first: a session to go on with, the routines, the next reminder, and what was done last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.app.history import SessionHistory
from coach.app.reminders.book import open_book
from coach.errors import StoreError
from coach.remind.clock import SystemClock
from coach.remind.do_not_disturb import guided_session

if TYPE_CHECKING:
    from datetime import tzinfo

    from coach.app.reminders.book import Coming, ReminderBook
    from coach.app.routine_reader import RoutineReader, RoutineShelf
    from coach.settings import Settings
    from coach.storage.session_records import SessionRecord

_LAST = 5
"""How many sessions are shown."""


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session that was done."""

    record: SessionRecord
    outcome: str
    """As of `SessionHistory.outcome`."""


@dataclass(frozen=True, slots=True)
class Home:
    """What is there now."""

    shelf: RoutineShelf
    resumable: tuple[SessionRecord, ...]
    """The sessions that can be gone on with, newest first."""
    last: tuple[PastSession, ...]
    """The last sessions, newest first."""
    coming: Coming | None
    """When a reminder will speak next."""
    reminders: int
    """How many reminders there are."""
    zone: tzinfo
    troubles: tuple[str, ...]
    """Sentences about what cannot be read; the rest is still there."""


def home(settings: Settings, reader: RoutineReader) -> Home:
    """What is there now. What cannot be read is told in `troubles`, and the rest is still there. Raises
    SettingsError."""
    shelf = reader.shelf()
    try:
        # Not waiting for the lock: while a session plays, its record says so itself.
        with open_book(settings) as book, guided_session(settings.data_path(), wait=0) as alone:
            return _home(shelf, book, alone=alone)
    except StoreError as error:
        return Home(shelf, (), (), None, 0, SystemClock().zone(), (*shelf.errors, str(error)))


def _home(shelf: RoutineShelf, book: ReminderBook, *, alone: bool) -> Home:
    sessions = SessionHistory(book.db, book.now, alone=alone)
    resumable = tuple(sessions.resumable())
    last = tuple(PastSession(record, sessions.outcome(record)) for record in sessions.latest(_LAST))
    reminders = book.reminders()
    coming = next(book.coming(reminders), None)
    troubles = (*shelf.errors, *map(str, book.unreadable), *book.db.notices)
    return Home(shelf, resumable, last, coming, len(reminders), book.zone, troubles)
