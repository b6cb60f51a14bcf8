"""The session recorder: stores how far a session has come, without ever delaying it."""

from __future__ import annotations

import copy
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from coach.errors import CoachError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from coach.live.bookmark import Bookmark
    from coach.storage.database import Database

EVERY = 10.0
"""Seconds after which the same step is written again; each write waits for the disk, in its own thread."""

PATIENCE = 2.0
"""Seconds that the end of a session waits for the last write."""


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """The facts of a session when it begins."""

    routine: str
    path: str
    """The absolute path of its script."""
    title: str
    options: Mapping[str, Any]
    """Its options, as plain values."""
    alone: bool = True
    """Whether this process holds the sound lock."""


@dataclass(frozen=True, slots=True)
class _Note:
    place: Bookmark
    edits: dict[str, Any]
    played: float
    length: float


class SessionRecorder:
    """Records a session while it is open; if the database fails, only the record is lost.

    Its own thread opens the database and writes the newest note. If the process dies, the last write remains: the start
    of a step, or the state at most 10 seconds ago.
    """

    def __init__(self, open_db: Callable[[], Database], entry: SessionEntry, *, every: float = EVERY) -> None:
        """`open_db` is called in the recorder's thread; `every`: seconds after which the same step is written again."""
        self._open_db, self._entry, self._every = open_db, entry, every
        self.trouble: str | None = None
        """Why the session is not stored, or the database's notices, in a sentence; to be shown after the session."""
        self._began = datetime.now(UTC)
        self._db: Database | None = None
        self._id: int | None = None
        self._turn = threading.Condition()
        self._note: _Note | None = None  # the newest note
        self._due = True  # whether it has not been written yet
        self._written = (-1, 0.0)  # the step, and when
        self._edits: dict[str, Any] = {}
        self._finished = False
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)

    def note(self, place: Bookmark, edits: Mapping[str, Any], played: float, length: float) -> None:
        """Note how far the session has come; returns at once. `played` and `length` in seconds. Call it often.

        It is written when the step or the edits change, and every 10 seconds.
        """
        segment, at = self._written
        now = time.monotonic()
        due = place.segment != segment or now - at >= self._every or edits != self._edits
        if due:
            self._written, self._edits = (place.segment, now), copy.deepcopy(dict(edits))
        with self._turn:
            self._note = _Note(place, self._edits, played, length)
            if due:
                self._due = True
                self._turn.notify()

    def finish(self) -> None:
        """Note that the session played to its end; otherwise it counts as left."""
        self._finished = True

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._turn:
            self._closing = True
            self._turn.notify()
        self._thread.join(PATIENCE)
        if self._thread.is_alive() and self.trouble is None:
            self.trouble = "How far the session came could not be kept in time: the file is in use."

    def _work(self) -> None:
        closing = False
        while not closing:
            with self._turn:
                self._turn.wait_for(lambda: self._due or self._closing)
                closing, self._due = self._closing, False
                note = self._note
            try:
                self._write(note, closing)
                self.trouble = None  # this write is complete, even if an earlier one failed
            except Exception as error:  # whatever the error is, the session continues
                said = str(error) if isinstance(error, CoachError) else f"{type(error).__name__}: {error}"
                self.trouble = f"How far the session came is not kept. {said}"
        if self._db is not None:
            notices = [self.trouble, *self._db.notices]
            self.trouble = " ".join(sentence for sentence in notices if sentence) or None
            with suppress(Exception):
                self._db.close()

    def _write(self, note: _Note | None, closing: bool) -> None:
        from coach.storage import session_records

        if self._db is None:
            self._db = self._open_db()
        db, now, record = self._db, datetime.now(UTC), self._id
        with db.transaction():
            if record is None or not self._keep(record, note, now):
                record = self._begin()
                self._keep(record, note, now)
            if closing:
                (session_records.finish if self._finished else session_records.leave)(db, record, now)
                session_records.prune(db)
        self._id = record

    def _begin(self) -> int:
        from coach.storage.session_records import begin

        assert self._db is not None
        entry = self._entry
        return begin(
            self._db, entry.routine, entry.path, entry.title, self._began, options=entry.options, alone=entry.alone
        )

    def _keep(self, record: int, note: _Note | None, now: datetime) -> bool:
        from coach.storage.session_records import keep

        assert self._db is not None
        if note is None:
            return True
        place = note.place
        return keep(
            self._db, record, now, segment=place.segment, words=place.words, past=place.past, section=place.section,
            edits=note.edits, played=note.played, length=note.length,
        )  # fmt: skip
