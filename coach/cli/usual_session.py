"""A session as a person usually has it: in the length kept in the settings, where it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.app.kept_length import open_at_kept_length

if TYPE_CHECKING:
    from coach.session import Session
    from coach.session_request import SessionRequest
    from coach.settings import Settings


def usual_session(name: str, settings: Settings, request: SessionRequest) -> Session:
    """The session of a routine; prints why, if it cannot be as long as the settings say.

    Errors as for `open_at_kept_length`.
    """
    session, note = open_at_kept_length(name, settings, request)
    if note:
        click.echo(note, err=True)
    return session
