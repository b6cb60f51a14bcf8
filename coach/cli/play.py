"""`coach play`: a guided session through the loudspeaker."""

from __future__ import annotations

import itertools
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.app.history import left_session, request_of
from coach.app.session_player import SessionPlayer, resumed_plan, with_all_questions
from coach.app.stage.broadcast import Broadcast
from coach.app.stage.sharing import shared
from coach.cli.export import check_routing, tell, write
from coach.cli.face import StopKey, ended_by_signals, line_face, screen_face
from coach.cli.one_routine import OneRoutineCommand
from coach.cli.options import is_terminal, length_of_time, optional_routine_argument, session_options, settings_options
from coach.cli.usual_session import usual_session
from coach.errors import NoDevice, ReminderError
from coach.live.controls.keys import parse_bindings
from coach.live.display.screen import Screen
from coach.live.display.transcript import script_of
from coach.live.display.wording import left_at
from coach.output.players.process import ProcessPlayer
from coach.remind.do_not_disturb import guided_session
from coach.remind.when import parse_time
from coach.session import open_session
from coach.session_request import request_from_settings
from coach.units import SECOND

if TYPE_CHECKING:
    from datetime import time

    from coach.cli.face import Face
    from coach.session import Session
    from coach.session_request import SessionRequest
    from coach.settings import Settings
    from coach.storage.session_records import SessionRecord

TICK = 0.1
"""Seconds between two updates of the display."""


def _time_of_day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> time | None:
    if value is None:
        return None
    try:
        return parse_time(value)
    except ReminderError as error:
        raise click.BadParameter(str(error)) from error


@click.command(cls=OneRoutineCommand)
@optional_routine_argument
@session_options
@click.option("--resume", is_flag=True, help="Resume the session that was left, where it was left.")
@click.option("--start-in", callback=length_of_time, metavar="TIME", help="Begin after this: 5 (minutes), 90s or 1:30.")
@click.option(
    "--finish-by", callback=_time_of_day, metavar="TIME", help="Fit the session to end then, such as 15:00 or 3pm."
)
@click.option("--dry-run", is_flag=True, help="Print every cue and its time, silently and at once.")
@click.option("--big", is_flag=True, help="Huge, dim letters, to be read from across a dark room.")
@click.option("--listen", is_flag=True, help='Accept spoken commands, such as "coach, next".')
@settings_options(
    "scripts_dir", "cache_dir", "cache_limit_mb", "data_dir", "voice", "client_voice", "voices_dir",
    "player", "device", "lead_in", "keys", "bitrate",
)  # fmt: skip
def play(
    routine: str | None,
    request: SessionRequest,
    resume: bool,
    start_in: int | None,
    finish_by: time | None,
    dry_run: bool,
    big: bool,
    listen: bool,
    settings: Settings,
) -> None:
    """Play a guided session. Three keys: space pauses, → next, ← back; ? shows the others.

    If there is no sound device, the session is written as an MP3 in this folder instead.

    \b
    Examples:
      coach play deep-hip-release --finish-by 15:00
      coach play --resume
    """
    begins = start_in or 0
    if request.target is not None and finish_by is not None:
        raise click.UsageError("--minutes and --finish-by both set the length: give one of them.")
    with guided_session(settings.data_path(), wait=0.5) as alone:
        record = None
        if resume:
            if finish_by is not None or request != request_from_settings(settings):
                raise click.UsageError(
                    "--resume keeps the options the session began with; give no other length or parts."
                )
            record = left_session(settings, routine, alone=alone)
            routine, request = record.path, request_of(record)
        elif routine is None:
            raise click.UsageError("Name a routine; `coach list` shows them.")
        else:
            request = replace(request, target=request.target or _until(finish_by, begins))
        if dry_run:
            _dry_run(_open(routine, settings, replace(request, start_in=begins), record), record)
            return
        with ProcessPlayer(settings.player, settings.device) as out:  # it starts meanwhile
            session = _open(routine, settings, replace(request, start_in=begins), record)
            check_routing(session)
            if not alone:
                click.echo("Another session, or a reminder, is playing too. `coach follow` shows a session.", err=True)
            _play(session, out, record, big=big, listen=listen, alone=alone)


def _open(routine: str, settings: Settings, request: SessionRequest, record: SessionRecord | None) -> Session:
    """The session; a new one in the length kept in the settings, where it can be."""
    if record is not None:
        return open_session(routine, settings, request)
    return usual_session(routine, settings, request)


def _until(finish_by: time | None, start_in: int) -> int | None:
    """The milliseconds from `start_in` to a time of day, today or tomorrow; None without one."""
    if finish_by is None:
        return None
    now = datetime.now().astimezone()
    end = now.replace(hour=finish_by.hour, minute=finish_by.minute, second=0, microsecond=0)
    if end <= now:
        end += timedelta(days=1)
    left = round((end - now).total_seconds() * SECOND) - start_in
    if left <= 0:
        raise click.UsageError(f"{finish_by:%H:%M} is over before the session begins.")
    return left


def _dry_run(session: Session, record: SessionRecord | None) -> None:
    """Print all cues, of a resumed session from its place on."""
    if record is None:
        plan, start = session.plan(), 0
    else:
        plan, start = resumed_plan(session, record)
    for line in script_of(plan, start):
        click.echo(line)


def _play(
    session: Session, out: ProcessPlayer | None, record: SessionRecord | None, *, big: bool, listen: bool, alone: bool
) -> None:
    """Play or resume a session; without a sound device, write it to a file."""
    # Keys need both; without keys a person could not end a (wait).
    attended = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    drawn = attended and Screen.is_available(sys.stderr)
    bindings = parse_bindings(session.settings.keys or "")
    with ExitStack() as stack:
        voicer = stack.enter_context(session.voicer())
        tell(session, voicer)
        try:
            player = SessionPlayer(
                session, voicer, attended=attended, listen=listen, alone=alone, resumed=record, player=out
            )
            face = screen_face(bindings, player.note, big=big) if drawn else line_face(bindings if attended else None)
            with player:
                broadcast = Broadcast(player, session.routine)
                with shared(broadcast, session.settings.data_path()), broadcast:
                    _follow(player, face)
        except NoDevice as error:
            path = _free(session.routine.name)
            click.echo(f"{error} Writing the session to {path} instead.", err=True)
            write(session, voicer, path)
            return
        for trouble in (*player.troubles(), *voicer.take_notes(), voicer.trouble):
            if trouble:
                click.echo(str(trouble), err=True)
        if player.playback.trouble is not None:
            raise player.playback.trouble
        voicer.tidy(session.settings.cache_limit_mb)
    if player.asked_for_all:
        _play(with_all_questions(session), None, record, big=big, listen=listen, alone=alone)


def _follow(player: SessionPlayer, face: Face) -> None:
    """Show and steer a session until it is over."""
    with ended_by_signals(), face as shown, StopKey() as stop_key:
        while not player.ended:
            shown.show(player.tick())
            if (command := shown.ask(TICK)) is not None:
                player.send(command)
            if stop_key.pressed:
                go_on = player.put_aside()
                with shown.aside():
                    stop_key.stop()
                go_on()
    left = not (player.playback.finished or player.asked_for_all or player.playback.trouble)
    if left and player.left is not None:
        click.echo(left_at(player.left), err=True)


def _free(name: str) -> Path:
    """An unused file name in this folder, so that no file is overwritten."""
    numbers = (f"{name}-{number}.mp3" for number in itertools.count(2))
    return next(path for path in map(Path, itertools.chain([f"{name}.mp3"], numbers)) if not path.exists())
