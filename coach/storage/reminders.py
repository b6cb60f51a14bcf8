"""Stored reminders. Their rules are text here; `coach.remind` reads them."""

from __future__ import annotations

import json
import unicodedata
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from coach.errors import ReminderError, StoreError, nearest
from coach.storage.timestamps import from_timestamp, to_timestamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from coach.storage.database import Database

FOREVER = datetime.max.replace(microsecond=0, tzinfo=UTC)
"""The end of a pause without an end."""

_SHOWN = 5
"""How many names are shown if the start of a name fits several."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder: what is said, and when."""

    id: int
    """Never used again, even when the reminder is removed."""
    name: str
    """Unique without regard to case."""
    routine: str
    """A routine's name, or an absolute path."""
    rules: tuple[str, ...]
    """Each as written by `str(rule)`."""
    nudge: bool
    """Say the line only, without the routine."""
    message: str
    """The spoken line; empty for the usual one."""
    paused_until: datetime | None
    """In UTC; FOREVER: until it is resumed. A time in the past means that it is not paused."""
    uid: str
    """Its identifier in calendars; never changes."""
    sequence: int
    """Counts the changes of what a calendar shows."""
    since: datetime
    """When it was made, resumed, or its rules last changed, in UTC: earlier occurrences do not count."""


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
    """Store a new reminder. Raises StoreError if the name is taken."""
    with db.transaction() as connection:
        _refuse_taken(connection, name, None)
        made = connection.execute(
            "INSERT INTO reminder (name, folded, routine, rules, nudge, message, uid, sequence, since)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
            (name, _folded(name), routine, json.dumps(rules), nudge, message, str(uuid.uuid4()), to_timestamp(now)),
        )
        return _by_id(connection, made.lastrowid)


def every_reminder(db: Database) -> list[Reminder]:
    """All reminders, sorted by name."""
    return [_reminder(row) for row in db.read("SELECT * FROM reminder ORDER BY folded")]


def find_reminder(db: Database, name: str) -> Reminder:
    """The reminder called `name`, or the only one whose name starts with it, ignoring case. Raises ReminderError."""
    found = {_folded(reminder.name): reminder for reminder in every_reminder(db)}
    wanted = _folded(name)
    if wanted in found:
        return found[wanted]
    matches = [reminder for folded, reminder in found.items() if wanted and folded.startswith(wanted)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        names = ", ".join(f"'{reminder.name}'" for reminder in matches[:_SHOWN]) + ", …" * (len(matches) > _SHOWN)
        raise ReminderError(f"'{name}' could be {names}: give more of the name.")
    hint = nearest(name, [reminder.name for reminder in found.values()])
    raise ReminderError(f"There is no reminder '{name}'.{hint or ' `coach remind list` shows all.'}")


def change_reminder(db: Database, reminder: Reminder, now: datetime) -> Reminder:
    """Store all fields of `reminder`, except those that the database maintains: uid, sequence and since.

    Raises StoreError if the name is taken, ReminderError if it was removed meanwhile.
    """
    with db.transaction() as connection:
        before = _by_id(connection, reminder.id, reminder.name)
        _refuse_taken(connection, reminder.name, reminder.id)
        resumed = _is_paused(before, now) and not _is_paused(reminder, now)
        since = now if resumed or reminder.rules != before.rules else before.since
        return _keep(connection, replace(reminder, since=since))


def remove_reminder(db: Database, reminder: Reminder) -> None:
    """Delete it and its snooze; its history stays. It is no error if it was removed already."""
    with db.transaction() as connection:
        connection.execute("DELETE FROM reminder WHERE id = ?", (reminder.id,))


def pause(db: Database, reminder: Reminder, until: datetime, now: datetime) -> Reminder:
    """Pause it until an instant, or FOREVER; an instant in the past ends the pause. A snooze that would end during the
    pause is deleted, so that it does not speak after it. Raises ReminderError if the reminder was removed meanwhile.
    """
    with db.transaction() as connection:
        before = _by_id(connection, reminder.id, reminder.name)
        ahead = until > now
        if ahead:
            connection.execute(
                "DELETE FROM snooze WHERE reminder_id = ? AND until < ?", (reminder.id, to_timestamp(until))
            )
        return _keep(connection, replace(before, paused_until=until if ahead else None))


def resume(db: Database, reminder: Reminder, now: datetime) -> Reminder:
    """End its pause; occurrences during it are not made up for. Raises ReminderError if it was removed meanwhile."""
    with db.transaction() as connection:
        before = _by_id(connection, reminder.id, reminder.name)
        # If the pause is over already, occurrences since its end still count.
        since = now if _is_paused(before, now) else before.since
        return _keep(connection, replace(before, paused_until=None, since=since))


def note_skip(db: Database, reminder: Reminder) -> None:
    """Count a skipped time as a change, so that a calendar takes it over. No error if it was removed meanwhile."""
    with db.transaction() as connection:
        connection.execute("UPDATE reminder SET sequence = sequence + 1 WHERE id = ?", (reminder.id,))


def _keep(connection: sqlite3.Connection, reminder: Reminder) -> Reminder:
    """Update a stored reminder; returns it as stored."""
    until = reminder.paused_until
    connection.execute(
        "UPDATE reminder SET name = ?, folded = ?, routine = ?, rules = ?, nudge = ?, message = ?, paused_until = ?,"
        " since = ?, sequence = sequence + 1 WHERE id = ?",
        (
            reminder.name, _folded(reminder.name), reminder.routine, json.dumps(reminder.rules), reminder.nudge,
            reminder.message, None if until is None else to_timestamp(until), to_timestamp(reminder.since), reminder.id,
        ),
    )  # fmt: skip
    return _by_id(connection, reminder.id)


def _is_paused(reminder: Reminder, now: datetime) -> bool:
    return reminder.paused_until is not None and reminder.paused_until > now


def _folded(name: str) -> str:
    """The form in which two names that a person would call the same are equal."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _refuse_taken(connection: sqlite3.Connection, name: str, by: int | None) -> None:
    found = connection.execute("SELECT id, name FROM reminder WHERE folded = ?", (_folded(name),)).fetchone()
    if found is not None and found["id"] != by:
        raise StoreError(f"There is a reminder '{found['name']}' already. Choose another name.")


def _by_id(connection: sqlite3.Connection, number: int | None, name: str = "") -> Reminder:
    row = connection.execute("SELECT * FROM reminder WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise ReminderError(f"The reminder '{name}' was removed meanwhile.")
    return _reminder(row)


def _reminder(row: sqlite3.Row) -> Reminder:
    """A reminder from its row. Raises StoreError if its texts make no sense, such as after damage."""
    try:
        until = row["paused_until"]
        return Reminder(
            id=row["id"], name=row["name"], routine=row["routine"], rules=_rules(row["rules"]),
            nudge=bool(row["nudge"]), message=row["message"],
            paused_until=None if until is None else from_timestamp(until), uid=row["uid"],
            sequence=row["sequence"], since=from_timestamp(row["since"]),
        )  # fmt: skip
    except (ValueError, TypeError, RecursionError) as error:
        raise StoreError(
            f"The reminder '{row['name']}' cannot be read: its file is damaged. Move the file away, or restore a copy."
        ) from error


def _rules(text: str) -> tuple[str, ...]:
    rules = json.loads(text)
    if not isinstance(rules, list) or not all(isinstance(rule, str) for rule in rules):
        raise ValueError(text)
    return tuple(rules)
