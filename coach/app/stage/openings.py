"""Openings: how a session that was asked for by name begins, new or where it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.app.history import left_session, request_of
from coach.errors import UnknownRoutine, nearest
from coach.script import list_scripts, read_routine
from coach.session import Session, open_session

if TYPE_CHECKING:
    from coach.app.stage.own_session import Opening
    from coach.session_request import SessionRequest
    from coach.settings import Settings
    from coach.storage.session_records import SessionRecord


def new_session(settings: Settings, name: str, request: SessionRequest | None = None) -> Opening:
    """Opens a new session of the routine with exactly this name. Opening raises UnknownRoutine, ScriptError,
    PlanError."""

    def opening(_alone: bool) -> tuple[Session, SessionRecord | None]:
        # A name from a page is compared with the names that are there; it is never a path.
        scripts = {path.stem: path for path in list_scripts(settings.scripts_path())}
        if name not in scripts:
            raise UnknownRoutine(f"There is no routine '{name}'.{nearest(name, scripts)}")
        return Session(read_routine(scripts[name]), request, settings), None

    return opening


def resumed_session(settings: Settings, name: str | None = None) -> Opening:
    """Opens the session that was left last, of this routine if one is named. Opening raises UnknownRoutine,
    StoreError, ScriptError, PlanError."""

    def opening(alone: bool) -> tuple[Session, SessionRecord | None]:
        record = left_session(settings, name, alone=alone)
        return open_session(record.path, settings, request_of(record)), record

    return opening
