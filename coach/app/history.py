"""The history of sessions: what was done, how far each got, and which can be resumed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import UnknownRoutine
from coach.script import find_script
from coach.session_request import request_from_values
from coach.storage.database import Database
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

    def latest(self, limit: int, name: str | None = None) -> list[SessionRecord]:
        """The latest sessions, newest first. `name`: only of this routine, given by its name, the start of it, or a
        path."""
        return history(self._db, limit, self._known(name))

    def resumable(self) -> list[SessionRecord]:
        """The sessions that can be resumed."""
        return offered(self._db, self._now, alone=self._alone)

    def outcome(self, record: SessionRecord) -> str:
        """`finished`, `left`, `playing`, or `cut`: the process ended unexpectedly, such as by an empty battery."""
        if record.outcome == "playing" and not is_playing(record, self._now, alone=self._alone):
            return "cut"
        return record.outcome

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
