"""What became of each time a reminder was due: claimed by one process, and told afterwards."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from coach.store.stamp import stamp, unstamp

if TYPE_CHECKING:
    from datetime import datetime

    from coach.store.database import Database
    from coach.store.reminders import Reminder

Outcome = Literal["speaking", "done", "nudged", "stopped", "snoozed", "skipped", "missed", "failed"]

_INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Firing:
    """One time a reminder was due."""

    reminder: str
    """Its name then."""
    routine: str
    scheduled: datetime
    at: datetime
    """When it was claimed."""
    outcome: Outcome
    note: str
    """Why, where the outcome does not say it."""
    seconds: float
    """How much of the routine was done."""


def claim(
    db: Database,
    reminder: Reminder,
    scheduled: datetime,
    now: datetime,
    outcome: Outcome = "speaking",
    note: str = "",
) -> bool:
    """Whether this time is ours: False if any process has claimed it before. Kept before it returns."""
    try:
        with db.transaction() as connection:
            connection.execute(
                "INSERT INTO firing (reminder_id, scheduled, reminder, routine, at, outcome, note, seconds) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
                (reminder.id, stamp(scheduled), reminder.name, reminder.routine, stamp(now), outcome, note),
            )
    except sqlite3.IntegrityError:
        return False
    return True


def finish(
    db: Database,
    reminder_id: int,
    scheduled: datetime,
    now: datetime,
    outcome: Outcome,
    note: str = "",
    seconds: float = 0.0,
) -> None:
    """Say what became of a claim."""
    with db.transaction() as connection:
        connection.execute(
            "UPDATE firing SET at = ?, outcome = ?, note = ?, seconds = ? WHERE reminder_id = ? AND scheduled = ?",
            (stamp(now), outcome, note, seconds, reminder_id, stamp(scheduled)),
        )


def finish_interrupted(db: Database, now: datetime) -> None:
    """Close what a process that is no more left open: a claim never finished was interrupted."""
    with db.transaction() as connection:
        connection.execute(
            "UPDATE firing SET outcome = 'stopped', note = ? WHERE outcome = 'speaking' AND at <= ?",
            (_INTERRUPTED, stamp(now)),
        )


def still_to_come(db: Database, now: datetime) -> None:
    """Take back what a clock that ran ahead had us call missed."""
    with db.transaction() as connection:
        connection.execute("DELETE FROM firing WHERE outcome = 'missed' AND scheduled > ?", (stamp(now),))


def taken(db: Database, reminder_id: int, since: datetime) -> set[datetime]:
    """The times from `since` on that were claimed."""
    sql = "SELECT scheduled FROM firing WHERE reminder_id = ? AND scheduled >= ?"
    return {unstamp(row["scheduled"]) for row in db.read(sql, (reminder_id, stamp(since)))}


def history(db: Database, limit: int = 50, name: str | None = None) -> list[Firing]:
    """The latest firings, newest first, of one reminder or of all."""
    rows = db.read(
        "SELECT * FROM firing WHERE ? IS NULL OR reminder = ? COLLATE NOCASE "
        "ORDER BY at DESC, scheduled DESC, reminder LIMIT ?",
        (name, name, limit),
    )
    return [
        Firing(
            row["reminder"], row["routine"], unstamp(row["scheduled"]), unstamp(row["at"]), row["outcome"], row["note"],
            row["seconds"],
        )
        for row in rows
    ]  # fmt: skip


def stretched(db: Database, since: datetime) -> list[tuple[datetime, float]]:
    """When a routine was done, and for how many seconds, oldest first."""
    sql = "SELECT at, seconds FROM firing WHERE at >= ? AND seconds > 0 ORDER BY at"
    return [(unstamp(row["at"]), row["seconds"]) for row in db.read(sql, (stamp(since),))]


def snooze(db: Database, reminder: Reminder, until: datetime, now: datetime) -> None:
    """Let it be due once more at `until`; an earlier snooze of it is over."""
    del now
    with db.transaction() as connection:
        connection.execute(
            "INSERT INTO snooze (reminder_id, until) VALUES (?, ?) "
            "ON CONFLICT (reminder_id) DO UPDATE SET until = excluded.until",
            (reminder.id, stamp(until)),
        )


def snoozes(db: Database) -> list[tuple[int, datetime]]:
    """The ids of the reminders that are snoozed, and until when."""
    return [(row["reminder_id"], unstamp(row["until"])) for row in db.read("SELECT * FROM snooze ORDER BY until")]


def end_snooze(db: Database, reminder_id: int) -> None:
    """It is no longer snoozed."""
    with db.transaction() as connection:
        connection.execute("DELETE FROM snooze WHERE reminder_id = ?", (reminder_id,))


def watermark(db: Database) -> datetime | None:
    """Until when the waiting process has looked; None if it never did."""
    rows = db.read("SELECT at FROM mark WHERE name = 'looked'")
    return unstamp(rows[0]["at"]) if rows else None


def set_watermark(db: Database, now: datetime) -> None:
    """The waiting process has looked until `now`."""
    with db.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO mark (name, at) VALUES ('looked', ?)", (stamp(now),))


def prune(db: Database, keep: int = 5000) -> None:
    """Forget the oldest firings, but the latest `keep` and whatever a clock put back might make due again."""
    newest = db.read("SELECT max(at) AS at FROM firing")[0]["at"]
    if newest is None:
        return
    with db.transaction() as connection:
        connection.execute(
            "DELETE FROM firing WHERE at < ? AND id NOT IN (SELECT id FROM firing ORDER BY at DESC LIMIT ?)",
            (stamp(unstamp(newest) - timedelta(days=30)), keep),
        )
