"""What happened to reminders: claims, history, snoozes, and until when the daemon has checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, cast

from coach.errors import ReminderError, StoreError
from coach.storage.timestamps import from_timestamp, to_timestamp

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from coach.storage.database import Database
    from coach.storage.reminders import Reminder

FiringOutcome = Literal["speaking", "done", "nudged", "stopped", "snoozed", "skipped", "missed", "failed"]

INTERRUPTED = "interrupted"
"""The note of a reminder that was speaking when its process ended."""

_LONGEST = timedelta(days=1)
"""A reminder that began longer ago than this is no longer speaking."""

_GUARD = timedelta(days=8)
"""Claims this recent are always kept: a day more than the daemon ever looks back."""


@dataclass(frozen=True, slots=True)
class Firing:
    """One occurrence of a reminder, and what happened to it."""

    reminder: str
    """The reminder's name at that time."""
    routine: str
    scheduled: datetime
    """The instant it was due, in UTC."""
    at: datetime
    """When the outcome was reached, in UTC; while it is speaking, when it began."""
    outcome: FiringOutcome
    note: str
    """The reason; may be empty."""
    seconds: float
    """How many seconds of a routine were guided."""


def claim(
    db: Database,
    reminder: Reminder,
    scheduled: datetime,
    now: datetime,
    outcome: FiringOutcome = "speaking",
    note: str = "",
) -> bool:
    """Claim an occurrence for this process; False if it is claimed already, or the reminder was removed meanwhile.

    Unless called inside a transaction, the claim is on the disk on return. Raises StoreError: then it is not claimed.
    """
    with db.transaction() as connection:
        claimed = connection.execute(
            "INSERT INTO firing (reminder_id, reminder, routine, scheduled, at, outcome, note, seconds)"
            " SELECT id, ?, ?, ?, ?, ?, ?, 0 FROM reminder WHERE id = ?"
            " ON CONFLICT (reminder_id, scheduled) DO NOTHING",
            (reminder.name, reminder.routine, to_timestamp(scheduled), to_timestamp(now), outcome, note, reminder.id),
        )
        return claimed.rowcount == 1


def finish(
    db: Database, reminder_id: int, scheduled: datetime, now: datetime, outcome: FiringOutcome, note: str = "",
    seconds: float = 0.0,
) -> None:  # fmt: skip
    """Record the outcome of a claim. Raises StoreError, also if there is no such claim."""
    with db.transaction() as connection:
        changed = connection.execute(
            "UPDATE firing SET at = ?, outcome = ?, note = ?, seconds = ? WHERE reminder_id = ? AND scheduled = ?",
            (to_timestamp(now), outcome, note, seconds, reminder_id, to_timestamp(scheduled)),
        )
        if changed.rowcount == 0:
            raise StoreError(
                f"{db.path} has no claim of what was due at {to_timestamp(scheduled)}: its outcome is not stored."
            )


def finish_interrupted(db: Database, now: datetime) -> None:
    """Record everything marked as speaking as interrupted, such as when a process starts after a crash.

    If another process is still speaking, it records the true outcome when it is done.
    """
    with db.transaction() as connection:
        connection.execute(
            # If the clock was set back, the time must not stay in the future.
            "UPDATE firing SET outcome = 'stopped', note = ?, at = min(at, ?) WHERE outcome = 'speaking'",
            (INTERRUPTED, to_timestamp(now)),
        )


def forget_future_misses(db: Database, now: datetime) -> None:
    """Delete misses that lie in the future: a clock that was ahead recorded them too early."""
    with db.transaction() as connection:
        connection.execute("DELETE FROM firing WHERE outcome = 'missed' AND scheduled > ?", (to_timestamp(now),))


def taken(db: Database, reminder_id: int, since: datetime) -> set[datetime]:
    """A reminder's claimed occurrences at `since` and later."""
    rows = db.read(
        "SELECT scheduled FROM firing WHERE reminder_id = ? AND scheduled >= ?", (reminder_id, to_timestamp(since))
    )
    return {from_timestamp(row["scheduled"]) for row in rows}


def history(db: Database, limit: int = 50, name: str | None = None, *, now: datetime | None = None) -> list[Firing]:
    """The outcomes of all reminders, or of those called `name`: the newest claim first, whatever the clock said.

    What has been speaking for more than a day counts as interrupted. Without `now`, the latest stored time is used.
    """
    rows = db.read(
        "SELECT * FROM firing WHERE ? IS NULL OR reminder = ? ORDER BY id DESC LIMIT ?", (name, name, max(limit, 0))
    )
    heard = now or _latest_time(db)
    return [_firing(row, heard) for row in rows]


def guided_since(db: Database, since: datetime) -> list[tuple[datetime, float]]:
    """When routines were guided at or after `since`, completed or not, ascending, and for how many seconds."""
    rows = db.read("SELECT at, seconds FROM firing WHERE seconds > 0 AND at >= ? ORDER BY at", (to_timestamp(since),))
    return [(from_timestamp(row["at"]), row["seconds"]) for row in rows]


def snooze(db: Database, reminder: Reminder, until: datetime, now: datetime) -> None:
    """Let a reminder speak again at `until`, replacing an earlier snooze. Raises ReminderError if that is not in the
    future, StoreError if the reminder was removed meanwhile.
    """
    if until <= now:
        raise ReminderError("A snooze must end later than now.")
    with db.transaction() as connection:
        kept = connection.execute(
            "INSERT OR REPLACE INTO snooze SELECT id, ? FROM reminder WHERE id = ?", (to_timestamp(until), reminder.id)
        )
        if kept.rowcount == 0:
            raise StoreError(f"The reminder '{reminder.name}' was removed meanwhile.")


def snoozes(db: Database) -> list[tuple[int, datetime]]:
    """The ids of the snoozed reminders, and until when; ascending by time."""
    return [
        (row["reminder_id"], from_timestamp(row["until"])) for row in db.read("SELECT * FROM snooze ORDER BY until")
    ]


def end_snooze(db: Database, reminder_id: int) -> None:
    """Delete a reminder's snooze, if there is one."""
    with db.transaction() as connection:
        connection.execute("DELETE FROM snooze WHERE reminder_id = ?", (reminder_id,))


def watermark(db: Database) -> datetime | None:
    """The instant until which the daemon has checked for due reminders; None if it never ran."""
    rows = db.read("SELECT at FROM mark WHERE name = 'watermark'")
    return from_timestamp(rows[0]["at"]) if rows else None


def set_watermark(db: Database, now: datetime) -> None:
    """Store the instant until which the daemon has checked; it may be earlier than the one before."""
    with db.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO mark VALUES ('watermark', ?)", (to_timestamp(now),))


def prune(db: Database, keep: int = 5000) -> None:
    """Delete all but the newest `keep` entries of the history, so that it does not grow without limit.

    Recent and future occurrences always stay, because their claims may still be needed.
    """
    with db.transaction() as connection:
        newest = connection.execute("SELECT at FROM firing ORDER BY id DESC LIMIT 1").fetchone()
        if newest is not None:
            connection.execute(
                "DELETE FROM firing WHERE scheduled < ?"
                " AND id <= (SELECT id FROM firing ORDER BY id DESC LIMIT 1 OFFSET ?)",
                (to_timestamp(from_timestamp(newest["at"]) - _GUARD), max(keep, 0)),
            )


def _latest_time(db: Database) -> datetime | None:
    """The latest stored time; None if there is none."""
    marks = [
        watermark(db),
        *(from_timestamp(row[0]) for row in db.read("SELECT at FROM firing ORDER BY id DESC LIMIT 1")),
    ]
    return max((at for at in marks if at is not None), default=None)


def _firing(row: sqlite3.Row, heard: datetime | None) -> Firing:
    at = from_timestamp(row["at"])
    outcome, note = cast("FiringOutcome", row["outcome"]), row["note"]
    if outcome == "speaking" and heard is not None and heard - at > _LONGEST:
        outcome, note = "stopped", INTERRUPTED
    return Firing(row["reminder"], row["routine"], from_timestamp(row["scheduled"]), at, outcome, note, row["seconds"])
