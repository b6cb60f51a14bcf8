"""Sessions as they are kept: how far each came, so that one cut short can be resumed."""

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
"""So long a session cut short is offered again."""

SILENT = timedelta(seconds=30)
"""After this, one that is said to be playing but was not heard of is over: it is written every 10 seconds."""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A routine done once, or as much of it as was done."""

    id: int
    routine: str
    """The name it had."""
    path: str
    """Its script, absolute."""
    title: str
    began: datetime
    """In UTC."""
    at: datetime
    """The instant it was last heard of, in UTC."""
    options: dict[str, Any]
    """What was asked for, in plain values."""
    outcome: SessionOutcome
    """`playing` also where its process ended without a word."""
    alone: bool
    """Whether it held the lock that says that sound is made here."""
    segment: int
    """Index in the plan of the step it came to."""
    words: str
    """What that step says; where it says nothing, what was said last before it in its section."""
    past: int
    """How many steps ago that was said."""
    section: str
    """The name of the section that step is in, with its side."""
    edits: dict[str, Any]
    """What was changed on the way, in plain values."""
    played: float
    """Seconds with sound, pauses left out."""
    length: float
    """Seconds the whole was to last."""


def begin(
    db: Database, routine: str, path: str, title: str, now: datetime, *, options: Mapping[str, Any], alone: bool,
    length: float = 0.0,
) -> int:  # fmt: skip
    """Keep that a session begins; its id. `alone`: whether it holds the lock. Raises StoreError."""
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
    """Keep how far a session came; False where it is no longer known. Raises StoreError."""
    with db.transaction() as connection:
        changed = connection.execute(
            "UPDATE sitting SET at = ?, beat = ?, words = ?, past = ?, section = ?, edits = ?, played = ?, length = ?"
            " WHERE id = ?",
            (to_timestamp(now), segment, words, past, section, json.dumps(edits), played, length, record),
        )
        return changed.rowcount == 1


def finish(db: Database, record: int, now: datetime) -> bool:
    """Keep that a session came to its end; False where nothing is known of it. Raises StoreError."""
    return _end(db, record, now, "finished")


def leave(db: Database, record: int, now: datetime) -> bool:
    """Keep that a session was ended before its end; False where nothing is known of it. Raises StoreError."""
    return _end(db, record, now, "left")


def is_playing(record: SessionRecord, now: datetime, *, alone: bool) -> bool:
    """Whether it plays now, in some process, rather than that its process ended without a word.

    `alone`: whether the asker holds the lock that says that sound is made here. If so, a session that held it is over.
    The others write every 10 seconds: silent for longer, they are over too.
    """
    if record.outcome != "playing" or (alone and record.alone):
        return False
    return abs(now - record.at) <= SILENT


def unfinished(db: Database, routine: str | None, now: datetime, *, alone: bool) -> SessionRecord | None:
    """The newest session that can be resumed: of a routine, by its name or path, or of any. Raises StoreError.

    `alone` as for `is_playing`; to be asked before the asker's own session begins.
    """
    found = offered(db, now, alone=alone)
    return next((record for record in found if routine in (None, record.routine, record.path)), None)


def offered(db: Database, now: datetime, *, alone: bool) -> list[SessionRecord]:
    """The sessions that can be resumed, the newest first and one for each script. Raises StoreError.

    Not one that was done to its end since, or is being done elsewhere; nor one that was left in its first step.
    """
    rows = db.read("SELECT * FROM sitting WHERE at >= ? ORDER BY id DESC", (to_timestamp(now - OFFERED),))
    newest: dict[str, SessionRecord] = {}
    for record in map(_record, rows):
        done = record.outcome == "finished" or is_playing(record, now, alone=alone)
        if done or record.segment > 0:
            newest.setdefault(record.path, record)
    return [s for s in newest.values() if s.outcome != "finished" and not is_playing(s, now, alone=alone)]


def history(db: Database, limit: int = 50, routine: str | None = None) -> list[SessionRecord]:
    """The sessions, or those of one routine by its name or path, newest first: as they began, whatever the clock."""
    rows = db.read(
        "SELECT * FROM sitting WHERE ? IS NULL OR ? IN (routine, path) ORDER BY id DESC LIMIT ?",
        (routine, routine, max(limit, 0)),
    )
    return [_record(row) for row in rows]


def names(db: Database) -> list[str]:
    """The names of all routines in the history, ascending."""
    return [row["routine"] for row in db.read("SELECT DISTINCT routine FROM sitting ORDER BY routine")]


def prune(db: Database, limit: int = 2000) -> None:
    """Forget all but the newest of the history, so that it never grows without end."""
    with db.transaction() as connection:
        connection.execute(
            "DELETE FROM sitting WHERE id <= (SELECT id FROM sitting ORDER BY id DESC LIMIT 1 OFFSET ?)",
            (max(limit, 0),),
        )


def _end(db: Database, record: int, now: datetime, outcome: SessionOutcome) -> bool:
    with db.transaction() as connection:
        changed = connection.execute(
            "UPDATE sitting SET at = ?, outcome = ? WHERE id = ?", (to_timestamp(now), outcome, record)
        )
        return changed.rowcount == 1


def _record(row: sqlite3.Row) -> SessionRecord:
    """A session from its row. Raises StoreError where its texts make no sense, as after damage."""
    try:
        return SessionRecord(
            row["id"], row["routine"], row["path"], row["title"], from_timestamp(row["began"]),
            from_timestamp(row["at"]), _values(row["options"]), cast("SessionOutcome", row["outcome"]),
            bool(row["alone"]), row["beat"], row["words"],
            row["past"], row["section"], _values(row["edits"]), row["played"], row["length"],
        )  # fmt: skip
    except (ValueError, TypeError, RecursionError) as error:
        raise StoreError(
            f"The session of '{row['title']}' cannot be read: its file is damaged. Move the file away, or put back a"
            " copy."
        ) from error


def _values(text: str) -> dict[str, Any]:
    values = json.loads(text)
    if not isinstance(values, dict):
        raise TypeError(text)
    return values
