"""What came of reminders: the claims, the history, the snoozes, and how far the waiting process has looked."""

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
"""The note of what was speaking when its process ended."""

_LONGEST = timedelta(days=1)
"""After this nothing is still speaking."""

_GUARD = timedelta(days=8)
"""So long a claim is kept whatever their number: a day more than the waiting process ever looks back."""


@dataclass(frozen=True, slots=True)
class Firing:
    """What came of one occurrence."""

    reminder: str
    """The name it had."""
    routine: str
    scheduled: datetime
    """The instant it was due, in UTC."""
    at: datetime
    """The instant this came of it, in UTC; of what is speaking, when it began."""
    outcome: FiringOutcome
    note: str
    """Why; may be empty."""
    seconds: float
    """How long it guided."""


def claim(
    db: Database,
    reminder: Reminder,
    scheduled: datetime,
    now: datetime,
    outcome: FiringOutcome = "speaking",
    note: str = "",
) -> bool:
    """Take an occurrence for oneself, for ever; False where somebody has it, or the reminder was removed meanwhile.

    On the disk when it returns, if not called inside a transaction. Raises StoreError: then it is not claimed.
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
    """Tell what came of a claim. Raises StoreError, also where there is none."""
    with db.transaction() as connection:
        changed = connection.execute(
            "UPDATE firing SET at = ?, outcome = ?, note = ?, seconds = ? WHERE reminder_id = ? AND scheduled = ?",
            (to_timestamp(now), outcome, note, seconds, reminder_id, to_timestamp(scheduled)),
        )
        if changed.rowcount == 0:
            raise StoreError(
                f"{db.path} knows nothing of what was due at {to_timestamp(scheduled)}: its end is not kept."
            )


def finish_interrupted(db: Database, now: datetime) -> None:
    """Tell of all that is said to be speaking that it was interrupted, as when a process starts after a crash.

    Where another process does speak, it tells the true end when it is done.
    """
    with db.transaction() as connection:
        connection.execute(
            # A clock that was put back must not leave it in the future.
            "UPDATE firing SET outcome = 'stopped', note = ?, at = min(at, ?) WHERE outcome = 'speaking'",
            (INTERRUPTED, to_timestamp(now)),
        )


def still_to_come(db: Database, now: datetime) -> None:
    """Take back what a clock that ran ahead had us call missed."""
    with db.transaction() as connection:
        connection.execute("DELETE FROM firing WHERE outcome = 'missed' AND scheduled > ?", (to_timestamp(now),))


def taken(db: Database, reminder_id: int, since: datetime) -> set[datetime]:
    """What is claimed of a reminder's occurrences at `since` and later."""
    rows = db.read(
        "SELECT scheduled FROM firing WHERE reminder_id = ? AND scheduled >= ?", (reminder_id, to_timestamp(since))
    )
    return {from_timestamp(row["scheduled"]) for row in rows}


def history(db: Database, limit: int = 50, name: str | None = None, *, now: datetime | None = None) -> list[Firing]:
    """What came of reminders, or of those of one name, newest first: in the order it was claimed, whatever the clock.

    What has been speaking for more than a day is told as interrupted; without `now`, by the last the store has heard.
    """
    rows = db.read(
        "SELECT * FROM firing WHERE ? IS NULL OR reminder = ? ORDER BY id DESC LIMIT ?", (name, name, max(limit, 0))
    )
    heard = now or _heard(db)
    return [_firing(row, heard) for row in rows]


def stretched(db: Database, since: datetime) -> list[tuple[datetime, float]]:
    """When something was guided since, to its end or not, ascending, and for how many seconds."""
    rows = db.read("SELECT at, seconds FROM firing WHERE seconds > 0 AND at >= ? ORDER BY at", (to_timestamp(since),))
    return [(from_timestamp(row["at"]), row["seconds"]) for row in rows]


def snooze(db: Database, reminder: Reminder, until: datetime, now: datetime) -> None:
    """Let a reminder speak again then; an earlier snooze of it is forgotten. Raises ReminderError where that is not
    ahead, StoreError where the reminder was removed meanwhile.
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
    """The ids of the reminders that are snoozed, and until when, ascending."""
    return [
        (row["reminder_id"], from_timestamp(row["until"])) for row in db.read("SELECT * FROM snooze ORDER BY until")
    ]


def end_snooze(db: Database, reminder_id: int) -> None:
    """Forget a reminder's snooze, if there is one."""
    with db.transaction() as connection:
        connection.execute("DELETE FROM snooze WHERE reminder_id = ?", (reminder_id,))


def watermark(db: Database) -> datetime | None:
    """The instant until which the waiting process has looked; None if none ever did."""
    rows = db.read("SELECT at FROM mark WHERE name = 'watermark'")
    return from_timestamp(rows[0]["at"]) if rows else None


def set_watermark(db: Database, now: datetime) -> None:
    """Keep the instant until which the waiting process has looked, earlier or later than before."""
    with db.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO mark VALUES ('watermark', ?)", (to_timestamp(now),))


def prune(db: Database, keep: int = 5000) -> None:
    """Forget all but the newest `keep` of the history, so that it never grows without end.

    What was due in the last days or is yet to come stays whatever its number, for its claim may still be needed.
    """
    with db.transaction() as connection:
        newest = connection.execute("SELECT at FROM firing ORDER BY id DESC LIMIT 1").fetchone()
        if newest is not None:
            connection.execute(
                "DELETE FROM firing WHERE scheduled < ?"
                " AND id <= (SELECT id FROM firing ORDER BY id DESC LIMIT 1 OFFSET ?)",
                (to_timestamp(from_timestamp(newest["at"]) - _GUARD), max(keep, 0)),
            )


def _heard(db: Database) -> datetime | None:
    """The latest instant the store knows to have been; None where it knows nothing."""
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
