"""The minutes guided in each of the last weeks, by sessions and by reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from coach.storage.firings import guided_since
from coach.storage.session_diary import played_since

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from coach.app.reminders.book import ReminderBook

TARGET = 10
"""Minutes of stretching a week, near which the gain levels off in studies."""

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """What was guided in one week."""

    monday: date
    sessions: float
    """Minutes of sessions."""
    reminders: float
    """Minutes that reminders guided."""


def last_weeks(book: ReminderBook, count: int) -> list[Week]:
    """The last `count` weeks in local time, this one included, oldest first."""
    today = book.wall.date()
    this = today - timedelta(days=today.weekday())
    mondays = [this - back * _WEEK for back in reversed(range(count))]
    since = book.now - (count + 1) * _WEEK
    sessions = _by_week(book, played_since(book.db, since))
    reminders = _by_week(book, guided_since(book.db, since))
    return [Week(monday, sessions.get(monday, 0.0), reminders.get(monday, 0.0)) for monday in mondays]


def _by_week(book: ReminderBook, played: Iterable[tuple[datetime, float]]) -> dict[date, float]:
    """The minutes by the Monday of their week."""
    minutes: dict[date, float] = {}
    for at, seconds in played:
        day = at.astimezone(book.zone).date()
        monday = day - timedelta(days=day.weekday())
        minutes[monday] = minutes.get(monday, 0.0) + seconds / 60
    return minutes
