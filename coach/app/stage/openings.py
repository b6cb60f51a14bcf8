"""Openings: how a session that was asked for by name begins, new or where it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.app.history import left_session, request_of
from coach.script import read_routine
from coach.script.library import script_named
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
        return Session(read_routine(script_named(name, settings.scripts_path())), request, settings), None

    return opening


def resumed_session(settings: Settings, name: str | None = None) -> Opening:
    """Opens the session that was left last, of this routine if one is named. Opening raises UnknownRoutine,
    StoreError, ScriptError, PlanError."""

    def opening(alone: bool) -> tuple[Session, SessionRecord | None]:
        record = left_session(settings, name, alone=alone)
        return open_session(record.path, settings, request_of(record)), record

    return opening
