"""`coach follow`: a session that plays in another window, on a page or in a terminal, shown and steered here."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from coach.app.session_player import NOTED
from coach.app.stage.following import find_session
from coach.cli.face import ended_by_signals, line_face, screen_face
from coach.cli.options import is_terminal, settings_options
from coach.errors import SessionConflict
from coach.live.controls.keys import parse_bindings
from coach.live.display.screen import Screen
from coach.live.display.wording import left_at
from coach.live.view import Notice

if TYPE_CHECKING:
    from coach.app.stage.following import FollowedSession
    from coach.cli.face import Face
    from coach.live.view import NoticeCode, View
    from coach.settings import Settings

TICK = 0.1
_AGAIN = 10.0
"""Seconds in which a session that begins again, with all opening questions, is found again."""


@click.command()
@click.option("--big", is_flag=True, help="Huge, dim letters, to be read from across a dark room.")
@settings_options("data_dir", "keys")
def follow(big: bool, settings: Settings) -> None:
    """Show and steer the session that plays in another window: a terminal, or the page.

    All keys are those of `coach play`; only q leaves the session playing, and closes this window.

    \b
    Example:
      coach follow --big
    """
    followed = find_session(settings.data_path())
    if followed is None:
        raise SessionConflict("No session is playing now. `coach play` begins one.")
    deadline = time.monotonic()
    while followed is not None or time.monotonic() < deadline:
        if followed is not None:
            with followed:
                outcome = _follow(followed, settings, big=big)
            deadline = time.monotonic() + (_AGAIN if outcome == "restarted" else 0)
        else:
            time.sleep(TICK)
        followed = find_session(settings.data_path()) if time.monotonic() < deadline else None


def _follow(followed: FollowedSession, settings: Settings, *, big: bool) -> str | None:
    """Show and steer a session until it is over or the person leaves; returns how it ended, None if it goes on."""
    attended = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    bindings = parse_bindings(settings.keys or "")
    noted = _Noted()
    if attended and Screen.is_available(sys.stderr):
        face: Face = screen_face(bindings, noted.note, big=big)
    else:
        face = line_face(bindings if attended else None)
    leaving = False
    with ExitStack() as stack:
        stack.enter_context(ended_by_signals())
        shown = stack.enter_context(face)
        while not followed.over and not leaving:
            shown.show(noted.added_to(followed.view))
            command = shown.ask(TICK)
            leaving = command == "quit"
            if command is not None and not leaving:
                followed.send(command)
    if not followed.over:
        click.echo("The session goes on. `coach follow` shows it again.", err=True)
        return None
    ended = followed.session
    if ended["outcome"] == "lost":
        click.echo("The program that played the session is gone. `coach play --resume` goes on.", err=True)
    elif ended["outcome"] == "left" and ended["left_at"]:
        click.echo(left_at(ended["left_at"]), err=True)
    elif ended["sentence"]:
        click.echo(ended["sentence"], err=True)
    return str(ended["outcome"])


class _Noted:
    """Notices about this window's own keys."""

    def __init__(self) -> None:
        self._code: NoticeCode | None = None
        self._until = 0.0

    def note(self, code: NoticeCode) -> None:
        self._code, self._until = code, time.monotonic() + NOTED

    def added_to(self, view: View) -> View:
        if self._code is None or time.monotonic() > self._until:
            return view
        return replace(view, notices=(*view.notices, Notice(self._code)))
