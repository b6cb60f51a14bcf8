"""Stored sessions, and how far each came, so that an interrupted one can be resumed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, cast

from coach.errors import StoreError
from coach.storage.timestamps import from_timestamp, to_timestamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import datetime

    from coach.storage.database import Database

SessionOutcome = Literal["playing", "finished", "left"]

OFFERED = timedelta(days=7)
"""How long an interrupted session is offered for resuming."""

SILENT = timedelta(seconds=30)
"""A session marked as playing that was not updated for this long is over: playing sessions are updated every 10 s."""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session of a routine, completed or not."""

    id: int
    routine: str
    """The routine's name at that time."""
    path: str
    """The absolute path of its script."""
    title: str
    began: datetime
    """In UTC."""
    at: datetime
    """When it was last updated, in UTC."""
    options: dict[str, Any]
    """Its options (SessionRequest), as plain values."""
    outcome: SessionOutcome
    """`playing` also if its process died."""
    alone: bool
    """Whether it held the lock of the process that may play sound."""
    segment: int
    """Index in the plan of the segment it reached."""
    words: str
    """The words of that segment; if it has none, the last words before it in its section."""
    past: int
    """How many segments before it those words were said."""
    section: str
    """The name of that segment's section, with its side."""
    edits: dict[str, Any]
    """The edits made during the session, as plain values."""
    played: float
    """Seconds played, without pauses."""
    length: float
    """The planned length in seconds."""
    note: str
    """What a person noted of it; may be empty, may have several lines."""
    rating: int | None
    """How it was, from 0 to 10; None if nobody said."""


def begin(
    db: Database, routine: str, path: str, title: str, now: datetime, *, options: Mapping[str, Any], alone: bool,
    length: float = 0.0,
) -> int:  # fmt: skip
    """Store a new session; returns its id. `alone`: whether it holds the sound lock. Raises StoreError."""
    with db.transaction() as connection:
        made = connection.execute(
            "INSERT INTO sitting (routine, path, title, began, at, options, outcome, alone, beat, words, past, section,"
            " edits, played, length) VALUES (?, ?, ?, ?, ?, ?, 'playing', ?, 0, '', 0, '', '{}', 0, ?)",
            (routine, path, title, to_timestamp(now), to_timestamp(now), json.dumps(options), alone, length),
        )
        return cast("int", made.lastrowid)


def keep(
    db: Database, record: int, now: datetime, *, segment: int, words: str, past: int, section: str,
    edits: Mapping[str, Any], played: float, length: float,
) -> bool:  # fmt: skip
    """Store how far a session came; False if its record was deleted. Raises StoreError."""
    with db.transaction() as connection:
        changed = connection.execute(
            "UPDATE sitting SET at = ?, beat = ?, words = ?, past = ?, section = ?, edits = ?, played = ?, length = ?"
            " WHERE id = ?",
            (to_timestamp(now), segment, words, past, section, json.dumps(edits), played, length, record),
        )
        return changed.rowcount == 1


def finish(db: Database, record: int, now: datetime) -> bool:
    """Store that a session played to its end; False if its record was deleted. Raises StoreError."""
    return _end(db, record, now, "finished")


def leave(db: Database, record: int, now: datetime) -> bool:
    """Store that a session was stopped before its end; False if its record was deleted. Raises StoreError."""
    return _end(db, record, now, "left")


def is_playing(record: SessionRecord, now: datetime, *, alone: bool) -> bool:
    """Whether it is playing now in some process, rather than left over from a process that died.

    `alone`: whether the caller holds the sound lock. If so, a session that held it is over. Other sessions are
    updated every 10 seconds: those without an update for longer than SILENT are over too.
    """
    if record.outcome != "playing" or (alone and record.alone):
        return False
    return abs(now - record.at) <= SILENT


def unfinished(db: Database, routine: str | None, now: datetime, *, alone: bool) -> SessionRecord | None:
    """The newest session that can be resumed: of a routine, given its name or path, or of any. Raises StoreError.

    `alone` as for `is_playing`; call it before the caller's own session begins.
    """
    found = offered(db, now, alone=alone)
    return next((record for record in found if routine in (None, record.routine, record.path)), None)


def offered(db: Database, now: datetime, *, alone: bool) -> list[SessionRecord]:
    """The sessions that can be resumed, newest first, at most one for each script. Raises StoreError.

    Without those that were completed since, that are playing elsewhere, or that were left in their first segment.
    """
    rows = db.read("SELECT * FROM sitting WHERE at >= ? ORDER BY id DESC", (to_timestamp(now - OFFERED),))
    newest: dict[str, SessionRecord] = {}
    for record in map(record_of, rows):
        done = record.outcome == "finished" or is_playing(record, now, alone=alone)
        if done or record.segment > 0:
            newest.setdefault(record.path, record)
    return [s for s in newest.values() if s.outcome != "finished" and not is_playing(s, now, alone=alone)]


def history(
    db: Database, limit: int = 50, routine: str | None = None, *, older_than: int | None = None
) -> list[SessionRecord]:
    """All sessions, or those of one routine given its name or path: the last begun first, whatever the clock said.

    `older_than`: only those begun before the session with this id.
    """
    rows = db.read(
        "SELECT * FROM sitting WHERE (? IS NULL OR ? IN (routine, path)) AND (? IS NULL OR id < ?)"
        " ORDER BY id DESC LIMIT ?",
        (routine, routine, older_than, older_than, max(limit, 0)),
    )
    return [record_of(row) for row in rows]


def names(db: Database) -> list[str]:
    """The names of all routines in the history, ascending."""
    return [row["routine"] for row in db.read("SELECT DISTINCT routine FROM sitting ORDER BY routine")]


def prune(db: Database, limit: int = 2000) -> None:
    """Delete all but the newest `limit` sessions, so that the history does not grow without limit. What a person noted
    or rated stays."""
    with db.transaction() as connection:
        connection.execute(
            "DELETE FROM sitting WHERE note = '' AND rating IS NULL"
            " AND id <= (SELECT id FROM sitting ORDER BY id DESC LIMIT 1 OFFSET ?)",
            (max(limit, 0),),
        )


def _end(db: Database, record: int, now: datetime, outcome: SessionOutcome) -> bool:
    with db.transaction() as connection:
        changed = connection.execute(
            "UPDATE sitting SET at = ?, outcome = ? WHERE id = ?", (to_timestamp(now), outcome, record)
        )
        return changed.rowcount == 1


def record_of(row: sqlite3.Row) -> SessionRecord:
    """A session from its row. Raises StoreError if its texts make no sense, such as after damage."""
    try:
        return SessionRecord(
            row["id"], row["routine"], row["path"], row["title"], from_timestamp(row["began"]),
            from_timestamp(row["at"]), _values(row["options"]), cast("SessionOutcome", row["outcome"]),
            bool(row["alone"]), row["beat"], row["words"],
            row["past"], row["section"], _values(row["edits"]), row["played"], row["length"], row["note"],
            row["rating"],
        )  # fmt: skip
    except (ValueError, TypeError, RecursionError) as error:
        raise StoreError(
            f"The session of '{row['title']}' cannot be read: its file is damaged. Move the file away, or restore a"
            " copy."
        ) from error


def _values(text: str) -> dict[str, Any]:
    values = json.loads(text)
    if not isinstance(values, dict):
        raise TypeError(text)
    return values
