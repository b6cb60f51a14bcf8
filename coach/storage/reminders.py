"""Reminders as they are kept. Their rules are text here; what it means is known a floor above."""

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
"""The end of a pause that has none."""

_SHOWN = 5
"""Names told where a beginning fits several."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is said when."""

    id: int
    """Never used again, even when the reminder is removed."""
    name: str
    """Unique without regard to case."""
    routine: str
    """A routine's name, or an absolute path."""
    rules: tuple[str, ...]
    """Each as `str(rule)` writes it."""
    nudge: bool
    """Say the line only, without the routine."""
    message: str
    """The spoken line; empty for the usual one."""
    paused_until: datetime | None
    """In UTC; FOREVER until it is resumed. A time in the past means it is not paused."""
    uid: str
    """What calendars know it by; stays for as long as it lives."""
    sequence: int
    """One more at each change of what a calendar shows."""
    since: datetime
    """When it was made, its rules last changed, or it was resumed, in UTC: nothing scheduled before counts."""


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
        _refuse_taken(connection, name, None)
        made = connection.execute(
            "INSERT INTO reminder (name, folded, routine, rules, nudge, message, uid, sequence, since)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
            (name, _folded(name), routine, json.dumps(rules), nudge, message, str(uuid.uuid4()), to_timestamp(now)),
        )
        return _by_id(connection, made.lastrowid)


def every_reminder(db: Database) -> list[Reminder]:
    """All of them, by name."""
    return [_reminder(row) for row in db.read("SELECT * FROM reminder ORDER BY folded")]


def find_reminder(db: Database, name: str) -> Reminder:
    """The one of this name, or the only one whose name begins so; case does not matter. Raises ReminderError."""
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
    raise ReminderError(f"There is no reminder '{name}'.{hint or ' `coach remind list` shows what there is.'}")


def change_reminder(db: Database, reminder: Reminder, now: datetime) -> Reminder:
    """Keep all fields of `reminder`, but for what the store looks after itself: uid, sequence and since.

    Raises StoreError where the name is taken, ReminderError where it was removed meanwhile.
    """
    with db.transaction() as connection:
        before = _by_id(connection, reminder.id, reminder.name)
        _refuse_taken(connection, reminder.name, reminder.id)
        resumed = _is_paused(before, now) and not _is_paused(reminder, now)
        since = now if resumed or reminder.rules != before.rules else before.since
        return _keep(connection, replace(reminder, since=since))


def remove_reminder(db: Database, reminder: Reminder) -> None:
    """Forget it and its snooze; what came of it stays in the history. One that was removed already is not an error."""
    with db.transaction() as connection:
        connection.execute("DELETE FROM reminder WHERE id = ?", (reminder.id,))


def pause(db: Database, reminder: Reminder, until: datetime, now: datetime) -> Reminder:
    """Pause it until an instant, or FOREVER; an instant in the past ends the pause. A snooze that would end in the
    pause goes, so that it is not made up for after it. Raises ReminderError where the reminder was removed meanwhile.
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
    """End its pause; what fell into it is not made up for. Raises ReminderError where it was removed meanwhile."""
    with db.transaction() as connection:
        before = _by_id(connection, reminder.id, reminder.name)
        # Where the pause is over already, what was due since then still counts.
        since = now if _is_paused(before, now) else before.since
        return _keep(connection, replace(before, paused_until=None, since=since))


def _keep(connection: sqlite3.Connection, reminder: Reminder) -> Reminder:
    """Write a reminder that is there; returns what is now kept."""
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
    """What two names have in common that a person would call the same."""
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
    """A reminder from its row. Raises StoreError where its texts make no sense, as after damage."""
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
            f"The reminder '{row['name']}' cannot be read: its file is damaged. Move the file away, or put back a copy."
        ) from error


def _rules(text: str) -> tuple[str, ...]:
    rules = json.loads(text)
    if not isinstance(rules, list) or not all(isinstance(rule, str) for rule in rules):
        raise ValueError(text)
    return tuple(rules)
