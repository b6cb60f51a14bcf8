"""The history of sessions: what was done, how far each got, and which can be resumed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coach.app.session_notes import fit_note, fit_rating
from coach.errors import UnknownRoutine, UnknownSession
from coach.script import find_script
from coach.session_request import request_from_values
from coach.storage.database import Database
from coach.storage.privacy import is_private
from coach.storage.recovery import damaged_copies
from coach.storage.session_diary import annotate, forget, selected
from coach.storage.session_records import history, is_playing, names, offered, unfinished

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.session_request import SessionRequest
    from coach.settings import Settings
    from coach.storage.session_records import SessionRecord


class SessionHistory:
    """The sessions in a database at one instant. `alone`: whether no process is playing a session now."""

    def __init__(self, db: Database, now: datetime, *, alone: bool) -> None:
        self._db, self._now, self._alone = db, now, alone

    def latest(self, limit: int, name: str | None = None, *, older_than: int | None = None) -> list[SessionRecord]:
        """The latest sessions, newest first. `name`: only of this routine, given by its name, the start of it, or a
        path; `older_than`: only those before the session with this number."""
        return history(self._db, limit, self._known(name), older_than=older_than)

    def routines(self) -> list[str]:
        """The names of all routines in the history, ascending."""
        return names(self._db)

    def resumable(self) -> list[SessionRecord]:
        """The sessions that can be resumed."""
        return offered(self._db, self._now, alone=self._alone)

    def outcome(self, record: SessionRecord) -> str:
        """`finished`, `left`, `playing`, or `cut`: the process ended unexpectedly, such as by an empty battery."""
        if record.outcome == "playing" and not is_playing(record, self._now, alone=self._alone):
            return "cut"
        return record.outcome

    def find(self, number: int) -> SessionRecord:
        """The session with this number. Raises UnknownSession."""
        found = selected(self._db, number=number)
        if not found:
            raise UnknownSession(f"There is no session {number} in the history. `coach history` shows their numbers.")
        return found[0]

    def annotate(self, number: int, *, note: str | None = None, rating: int | str | None = None) -> SessionRecord:
        """Keep a note and a rating (0 to 10) with a session; returns it as it is now.

        None leaves what was there; an empty text removes it. Raises NoteError, UnknownSession, StoreError.
        """
        before = self.find(number)
        kept = before.note if note is None else fit_note(note)
        rated = before.rating if rating is None else fit_rating(rating)
        if not annotate(self._db, number, kept, rated):
            raise UnknownSession(f"The session {number} was forgotten meanwhile.")
        return self.find(number)

    def chosen(
        self,
        *,
        number: int | None = None,
        name: str | None = None,
        routine: str | None = None,
        before: datetime | None = None,
    ) -> list[SessionRecord]:
        """The sessions that `forget` would delete: all, or those with this number, of this routine, and begun before
        this instant. `name` is as for `latest`, `routine` must be the whole name or path. What plays now is not among
        them: its place is still being stored."""
        found = selected(self._db, number=number, routine=routine or self._known(name), before=before)
        return [record for record in found if not is_playing(record, self._now, alone=self._alone)]

    def forget(self, records: Sequence[SessionRecord]) -> int:
        """Delete these sessions with all that was noted of them; returns how many. No trace is left in the database.
        Raises StoreError."""
        return forget(self._db, [record.id for record in records])

    def warnings(self) -> list[str]:
        """Sentences about where else, and by whom, what is noted could be read."""
        told = []
        if not is_private(self._db.path):
            told.append(
                f"Other people on this computer may be able to read {self._db.path}: the disk does not keep who may."
                " Choose another folder with --data-dir."
            )
        told += [
            f"{copy} is an old damaged copy and may still hold sessions. Delete it if you do not need it."
            for copy in damaged_copies(self._db.path)
        ]
        return told

    def _known(self, name: str | None) -> str | None:
        if name is None:
            return None
        path = Path(name)
        if path.suffix == ".md" or len(path.parts) > 1:
            return str(path.absolute())
        known: Sequence[str] = names(self._db)
        begun = [each for each in known if each.startswith(name)]
        return begun[0] if len(begun) == 1 and name not in known else name


def left_session(settings: Settings, routine: str | None, *, alone: bool) -> SessionRecord:
    """The session to resume, of the given routine if any. Raises UnknownRoutine, StoreError."""
    # A routine played by its path is asked for by its name, which may be in no script folder.
    meant = routine
    with suppress(UnknownRoutine):
        meant = routine and str(find_script(routine, settings.scripts_path()).absolute())
    with Database(settings.database_path()) as db:
        found = unfinished(db, meant, datetime.now(UTC), alone=alone)
    if found is None:
        named = f" of '{routine}'" if routine else ""
        raise UnknownRoutine(f"There is no session{named} to resume. `coach history` shows what was done.")
    return found


def request_of(record: SessionRecord) -> SessionRequest:
    """The request with which the session began; on another day, with the brief opening check. Raises PlanError."""
    request = request_from_values(record.path, record.options)
    if began_today(record) or request.selection.opening == "none":
        return request
    return replace(request, selection=replace(request.selection, opening="brief"))


def began_today(record: SessionRecord) -> bool:
    """Whether the session began today: its opening check is valid for that day only."""
    return record.began.astimezone().date() == datetime.now().astimezone().date()
