"""The diary of a session: how far it came is kept as it goes, and nothing about that ever holds it up."""

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
"""Seconds after which the same step is written again; each time the disk is waited for, in a thread of its own."""

PATIENCE = 2.0
"""Seconds a session's end waits for its last words to be written."""


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """What is known of a session when it begins."""

    routine: str
    path: str
    """Its script, absolute."""
    title: str
    options: Mapping[str, Any]
    """What was asked for, in plain values."""
    alone: bool = True
    """Whether this process holds the lock that says that sound is made here."""


@dataclass(frozen=True, slots=True)
class _Note:
    place: Bookmark
    edits: dict[str, Any]
    played: float
    length: float


class SessionRecorder:
    """Writes a session down while it is open; a store that cannot be used costs the session nothing but that.

    A thread of its own opens the store and writes the newest note there is. If the process ends without a word, what
    was written last is there: a step's beginning, or 10 seconds ago.
    """

    def __init__(self, open_db: Callable[[], Database], entry: SessionEntry, *, every: float = EVERY) -> None:
        """`open_db` is called in the diary's thread; `every`: seconds after which the same step is written again."""
        self._open_db, self._entry, self._every = open_db, entry, every
        self.trouble: str | None = None
        """Why the session is not kept, or what was told of the store, in a sentence; to be told after the session."""
        self._began = datetime.now(UTC)
        self._db: Database | None = None
        self._id: int | None = None
        self._turn = threading.Condition()
        self._note: _Note | None = None  # the newest there is
        self._due = True  # whether there is something to write
        self._written = (-1, 0.0)  # the step, and when
        self._edits: dict[str, Any] = {}
        self._finished = False
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="diary", daemon=True)

    def note(self, place: Bookmark, edits: Mapping[str, Any], played: float, length: float) -> None:
        """Hear how far the session is; at once. `played` and `length` in seconds; to be called often.

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
        """Note that the session played to its end; without it, it was left."""
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
                self.trouble = None  # what is written is the whole of it, whatever failed before
            except Exception as error:  # whatever it is, the session is not to suffer
                said = str(error) if isinstance(error, CoachError) else f"{type(error).__name__}: {error}"
                self.trouble = f"How far the session came is not kept. {said}"
        if self._db is not None:
            told = [self.trouble, *self._db.notices]
            self.trouble = " ".join(sentence for sentence in told if sentence) or None
            with suppress(Exception):
                self._db.close()

    def _write(self, note: _Note | None, closing: bool) -> None:
        from coach.storage import session_records as session_records

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
