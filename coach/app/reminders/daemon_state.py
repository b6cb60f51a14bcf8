"""Whether the reminder daemon runs, seen from outside of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from coach.remind.daemon_lock import is_anybody_present
from coach.storage.firings import history, watermark

if TYPE_CHECKING:
    from coach.app.reminders.book import ReminderBook

_HEARTBEAT = timedelta(seconds=90)
"""It looks every 30 s; one look may be late."""

_LONGEST = timedelta(hours=3)
"""While it guides a routine it does not look; none takes longer."""


def is_daemon_running(book: ReminderBook) -> bool:
    """Whether a process is there that waits for the reminders, or guides one; not one that hangs or was suspended."""
    if not is_anybody_present(book.settings.data_path()):
        return False
    looked = watermark(book.db)
    if looked is not None and abs(book.now - looked) < _HEARTBEAT:
        return True
    lately = history(book.db, limit=5, now=book.now)
    return any(firing.outcome == "speaking" and book.now - firing.at < _LONGEST for firing in lately)
