"""Reminders as data for a page: codes, figures and instants; a page makes the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.app.as_json import firing, instant
from coach.units import SECOND

if TYPE_CHECKING:
    from datetime import datetime

    from coach.app.as_json import Data
    from coach.app.reminders.book import Coming, ReminderBook
    from coach.app.reminders.standing import Standing
    from coach.app.reminders.trial import TrialState


def standing_data(standing: Standing, book: ReminderBook) -> Data:
    """How a reminder stands."""
    reminder, about, first = standing.reminder, standing.about, standing.first
    paused = book.is_paused(reminder)
    until = reminder.paused_until if paused and not book.is_paused_for_good(reminder) else None
    return {
        "id": reminder.id,
        "name": reminder.name,
        "routine": reminder.routine,
        "title": about.title if about else None,
        "seconds": about.length / SECOND if about else None,
        "when": list(reminder.rules),
        "nudge": reminder.nudge,
        "say": reminder.message,
        "paused": paused,
        "paused_until": _at(until, book),
        "next": _at(first.at if first else None, book),
        "snoozed": first is not None and first.snoozed,
        "last": firing(standing.last, book.zone) if standing.last else None,
        "unspoken": _at(standing.unspoken, book),
        "trouble": standing.trouble,
    }


def coming_data(coming: Coming, book: ReminderBook) -> Data:
    """A time at which a reminder will speak, and which rule or snooze makes it. `leapt`: the time in its rule, if the
    clock skips that time on this day."""
    return {
        "id": coming.reminder.id,
        "name": coming.reminder.name,
        "at": instant(coming.at, book.zone),
        "rule": str(coming.rule) if coming.rule is not None else None,
        "snoozed": coming.snoozed,
        "leapt": f"{coming.leapt.hour}:{coming.leapt:%M}" if coming.leapt else None,
    }


def trial_data(state: TrialState | None) -> Data | None:
    """What is tried, or what came of it."""
    if state is None:
        return None
    return {"id": state.reminder, "outcome": state.outcome, "note": state.note, "seconds": round(state.seconds, 1)}


def _at(at: datetime | None, book: ReminderBook) -> str | None:
    return instant(at, book.zone) if at else None
