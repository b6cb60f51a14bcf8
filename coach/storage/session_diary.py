"""What is done with stored sessions afterwards: notes and ratings, counting, and forgetting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import StoreError
from coach.storage.session_records import record_of
from coach.storage.timestamps import from_timestamp, to_timestamp

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from coach.storage.database import Database
    from coach.storage.session_records import SessionRecord


def played_since(db: Database, since: datetime) -> list[tuple[datetime, float]]:
    """When sessions began, at or after `since`, ascending, and for how many seconds each was played."""
    rows = db.read("SELECT began, played FROM sitting WHERE began >= ? ORDER BY began", (to_timestamp(since),))
    return [(from_timestamp(row["began"]), row["played"]) for row in rows]


def selected(
    db: Database, *, number: int | None = None, routine: str | None = None, before: datetime | None = None
) -> list[SessionRecord]:
    """All sessions, or those with this id, of this routine (its name or path), and begun before this instant; the last
    begun first. Raises StoreError."""
    until = None if before is None else to_timestamp(before)
    rows = db.read(
        "SELECT * FROM sitting WHERE (? IS NULL OR id = ?) AND (? IS NULL OR ? IN (routine, path))"
        " AND (? IS NULL OR began < ?) ORDER BY id DESC",
        (number, number, routine, routine, until, until),
    )
    return [record_of(row) for row in rows]


def annotate(db: Database, number: int, note: str, rating: int | None) -> bool:
    """Store the note and the rating (0 to 10) of a session; False if its record was deleted. A note that is replaced
    leaves no trace, unless another process is reading it. Raises StoreError."""
    with db.transaction() as connection:
        before = connection.execute("SELECT note FROM sitting WHERE id = ?", (number,)).fetchone()
        connection.execute("UPDATE sitting SET note = ?, rating = ? WHERE id = ?", (note, rating, number))
    if before is not None and before["note"] not in ("", note):
        db.erase_deleted()
    return before is not None


def forget(db: Database, numbers: Collection[int]) -> int:
    """Delete the sessions with these ids, and every trace of what was deleted before; returns how many there were.

    Raises StoreError, also if another process keeps a part of the old file in use.
    """
    with db.transaction() as connection:
        deleted = sum(connection.execute("DELETE FROM sitting WHERE id = ?", (number,)).rowcount for number in numbers)
    if not db.erase_deleted():
        raise StoreError(
            f"The sessions are deleted, but a trace of them may still be in {db.path}, which another program is using."
            " Forget once more in a moment."
        )
    return deleted
