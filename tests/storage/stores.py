"""Stores to try things on, and what stands in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.errors import StoreError
from coach.storage.database import Database
from coach.storage.firings import claim
from coach.storage.reminders import add_reminder, every_reminder

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def filled(path: Path, count: int = 20) -> bytes:
    """A store with that many reminders, each with a firing; returns the file's bytes."""
    with Database(path) as db:
        for number in range(count):
            made = add_reminder(db, f"reminder {number}", "breath-break", ("at 11:00",), now=NOW)
            assert claim(db, made, NOW + timedelta(hours=1), NOW, "missed", "nothing waited for it then")
    return path.read_bytes()


def names(path: Path) -> list[str]:
    """The names of all reminders in a store that is closed."""
    with Database(path) as db:
        return [reminder.name for reminder in every_reminder(db)]


def names_of(db: Database) -> list[str]:
    """The names of all reminders."""
    return sorted(reminder.name for reminder in every_reminder(db))


def add(db: Database, name: str) -> str:
    """Add a reminder of that name."""
    return add_reminder(db, name, "breath-break", ("at 11:00",), now=NOW).name


def add_many(db: Database) -> None:
    """Add more than a megabyte of reminders, one by one."""
    for number in range(1000):
        add_reminder(db, f"more {number}", "x" * 1000, ("at 11:00",), now=NOW)


def add_many_at_once(db: Database) -> None:
    """Add them all or none."""
    with db.transaction():
        add_many(db)


def add_both(db: Database, first: str, second: str) -> None:
    """Add two reminders or none."""
    with db.transaction():
        add(db, first)
        add(db, second)


def aside(path: Path) -> list[Path]:
    """What was set aside, the stores themselves."""
    return sorted(p for p in path.parent.glob("coach.db.damaged-*") if not p.name.endswith(("-wal", "-shm")))


def refused(path: Path) -> str:
    """The sentence with which a store is not opened."""
    with pytest.raises(StoreError) as raised:
        Database(path)
    assert len(str(raised.value).splitlines()) == 1
    return str(raised.value)
