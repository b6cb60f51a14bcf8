"""A reminder to speak, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from coach.remind.rule import Once
from coach.remind.schedule import Due
from coach.storage.reminders import Reminder

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DUE = Due(NOW, NOW.replace(tzinfo=None), Once(NOW.replace(tzinfo=None)))


def reminder(routine: Path | str, nudge: bool = False, message: str = "", name: str = "neck") -> Reminder:
    """A reminder of a routine."""
    return Reminder(1, name, str(routine), ("at 11:00",), nudge, message, None, "u", 0, NOW)
