"""Whether the reminder daemon runs, as other processes see it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from coach.remind.daemon_lock import is_anybody_present
from coach.storage.firings import history, watermark

if TYPE_CHECKING:
    from coach.app.reminders.book import ReminderBook

_HEARTBEAT = timedelta(seconds=90)
"""It checks every 30 s; one check may be late."""

_LONGEST = timedelta(hours=3)
"""It does not check while it guides a routine; no routine takes longer than this."""


def is_daemon_running(book: ReminderBook) -> bool:
    """Whether a daemon waits for reminders or guides one; a hanging or suspended one does not count."""
    if not is_anybody_present(book.settings.data_path()):
        return False
    looked = watermark(book.db)
    if looked is not None and abs(book.now - looked) < _HEARTBEAT:
        return True
    lately = history(book.db, limit=5, now=book.now)
    return any(firing.outcome == "speaking" and book.now - firing.at < _LONGEST for firing in lately)
