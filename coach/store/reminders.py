"""Reminders as they are kept; their rules are text here."""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from coach.errors import ReminderError, StoreError, nearest
from coach.store.stamp import stamp, unstamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.store.database import Database

FOREVER = datetime.max.replace(microsecond=0, tzinfo=UTC)
"""The end of a pause that has none."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """When to speak, and what."""

    id: int
    name: str
    """Unique, whatever its capitals."""
    routine: str
    """A routine's name, or an absolute path."""
    rules: tuple[str, ...]
    """When it is due, as `str(rule)` has it."""
    nudge: bool
    """Only the line is spoken, not the routine."""
    message: str
    """The line; empty for the usual one."""
    paused_until: datetime | None
    """Nothing is due before this instant; FOREVER until it is resumed."""
    uid: str
    """What calendars know it by; never changes."""
    sequence: int
    """Goes up with each change of what a calendar shows."""
    since: datetime
    """When it was made, its rules last changed, or it was resumed: nothing scheduled before is due."""


def add_reminder(
    db: Database,
    name: str,
    routine: str,
    rules: Sequence[str],
    *,
    nudge: bool = False,
    message: str = "",
    now: datetime,
) -> Reminder:
    """Keep a new reminder. Raises StoreError where the name is taken."""
    with db.transaction() as connection:
        try:
            connection.execute(
                "INSERT INTO reminder (name, folded, routine, rules, nudge, message, uid, sequence, since) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
                (name, name.casefold(), routine, "\n".join(rules), nudge, message, uuid.uuid4().hex, stamp(now)),
            )
        except sqlite3.IntegrityError as error:
            raise _taken(name) from error
    return _exact(db, name)[0]


def every_reminder(db: Database) -> list[Reminder]:
    """All of them, by name."""
    return [_reminder(row) for row in db.read("SELECT * FROM reminder ORDER BY folded")]


def find_reminder(db: Database, name: str) -> Reminder:
    """The one of that name, or whose name alone begins so. Raises ReminderError."""
    if exact := _exact(db, name):
        return exact[0]
    every = every_reminder(db)
    found = [reminder for reminder in every if name and reminder.name.casefold().startswith(name.casefold())]
    if len(found) == 1:
        return found[0]
    if found:
        raise ReminderError(
            f"'{name}' could be {', '.join(reminder.name for reminder in found)}: give more of the name."
        )
    hint = nearest(name, [reminder.name for reminder in every]) or " `coach remind list` shows those there are."
    raise ReminderError(f"There is no reminder '{name}'.{hint}")


def change_reminder(db: Database, reminder: Reminder, now: datetime) -> Reminder:
    """Keep the reminder as it is now, known by its `id`. Raises StoreError where its new name is taken."""
    with db.transaction() as connection:
        kept = connection.execute("SELECT rules FROM reminder WHERE id = ?", (reminder.id,)).fetchone()
        if kept is None:
            raise ReminderError(f"There is no reminder '{reminder.name}' any more.")
        rules = "\n".join(reminder.rules)
        reminder = replace(
            reminder,
            sequence=reminder.sequence + 1,
            since=reminder.since if rules == kept["rules"] else now.replace(microsecond=0),
        )
        try:
            connection.execute(
                "UPDATE reminder SET name = ?, folded = ?, routine = ?, rules = ?, nudge = ?, message = ?, paused_until = ?, "
                "sequence = ?, since = ? WHERE id = ?",
                (
                    reminder.name, reminder.name.casefold(), reminder.routine, rules, reminder.nudge, reminder.message,
                    stamp(reminder.paused_until) if reminder.paused_until else None,
                    reminder.sequence, stamp(reminder.since), reminder.id,
                ),
            )  # fmt: skip
        except sqlite3.IntegrityError as error:
            raise _taken(reminder.name) from error
    return reminder


def remove_reminder(db: Database, reminder: Reminder) -> None:
    """Forget it, and that it was snoozed; its history stays."""
    with db.transaction() as connection:
        connection.execute("DELETE FROM reminder WHERE id = ?", (reminder.id,))


def pause(db: Database, reminder: Reminder, until: datetime, now: datetime) -> Reminder:
    """Nothing is due before `until`."""
    return change_reminder(db, replace(reminder, paused_until=until), now)


def resume(db: Database, reminder: Reminder, now: datetime) -> Reminder:
    """End a pause; what would have been due in it is not."""
    return change_reminder(db, replace(reminder, paused_until=None, since=now.replace(microsecond=0)), now)


def _exact(db: Database, name: str) -> list[Reminder]:
    return [_reminder(row) for row in db.read("SELECT * FROM reminder WHERE folded = ?", (name.casefold(),))]


def _taken(name: str) -> StoreError:
    return StoreError(f"There is a reminder '{name}' already: choose another name, or `coach remind edit` it.")


def _reminder(row: sqlite3.Row) -> Reminder:
    return Reminder(
        row["id"], row["name"], row["routine"], tuple(row["rules"].split("\n")), bool(row["nudge"]), row["message"],
        unstamp(row["paused_until"]) if row["paused_until"] else None, row["uid"], row["sequence"], unstamp(row["since"]),
    )  # fmt: skip
