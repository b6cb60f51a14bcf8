"""`coach play`: a guided session through the loudspeaker."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.options import choice_options, is_terminal, minutes_option, routine_argument, settings_options

if TYPE_CHECKING:
    from coach.live.performance import Performance
    from coach.plan import Choice
    from coach.settings import Settings


@click.command()
@routine_argument
@minutes_option
@choice_options
@settings_options("scripts_dir", "cache_dir", "cache_limit_mb", "data_dir", "voice", "voices_dir", "player", "bitrate")
def play(routine: str, target: int | None, choice: Choice, settings: Settings) -> None:
    """Play a guided session. Keys: space pause, n next, b back, q quit.

    Where there is no sound device, the session is written as an MP3 in this folder instead.

    \b
    Example:
      coach play deep-hip-release --with "belly"
    """
    from coach.cli.export import tell, write
    from coach.errors import NoDevice
    from coach.live.performance import Performance
    from coach.output.players import choose_player
    from coach.remind.quiet import guided_session
    from coach.session import open_session, open_voicer

    # Keys need both; without them nobody could end a (wait).
    attended = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    session = open_session(routine, settings, choice, target)
    with open_voicer(session, settings) as voicer:
        tell(session, voicer, settings)
        try:
            player = choose_player(settings.player)
            # A reminder that falls due now waits for the end.
            with guided_session(settings.data_path()) as alone:
                if not alone:
                    click.echo("Another session, or a reminder, is playing too.", err=True)
                with Performance(session, voicer, player, attended=attended) as performance:
                    (_with_keys if attended else _line_by_line)(performance)
        except NoDevice as error:
            path = _free(session.routine.name)
            click.echo(f"{error} Writing the session to {path} instead.", err=True)
            write(session, voicer, path, settings)
            return
        if performance.trouble is not None:
            raise performance.trouble
        if voicer.trouble is not None:
            click.echo(str(voicer.trouble), err=True)
        voicer.tidy(settings.cache_limit_mb)


def _free(name: str) -> Path:
    """A file in this folder that is not there yet: whoever asked to play did not ask to lose one."""
    numbers = (f"{name}-{number}.mp3" for number in itertools.count(2))
    return next(path for path in map(Path, itertools.chain([f"{name}.mp3"], numbers)) if not path.exists())


def _with_keys(performance: Performance) -> None:
    from blessed import Terminal

    from coach.live.keys import HELP, read_command
    from coach.live.screen import status_line

    stream = performance.stream
    terminal = Terminal(stream=sys.stderr)
    click.echo(f"{stream.plan.title}   {HELP}", err=True)
    with terminal.cbreak(), terminal.hidden_cursor():
        while not stream.ended.is_set():
            line = status_line(stream.plan, stream.position, stream.beat, stream.state, terminal.width - 1)
            click.echo(f"\r{line}{terminal.clear_eol}", err=True, nl=False)
            if (command := read_command(terminal, timeout=0.1)) is not None:
                performance.send(command)
    click.echo(err=True)


def _line_by_line(performance: Performance) -> None:
    from coach.live.screen import section_at, words
    from coach.units import clock

    stream = performance.stream
    section = beat = -1
    while not stream.ended.wait(timeout=0.1):
        plan, now = stream.plan, stream.position
        if section != (section := section_at(plan, now)):
            click.echo(f"{clock(now):>7}  {plan.sections[section].name}")
        if beat != (beat := stream.beat) and (text := words(plan, beat)):
            click.echo(f"{clock(now):>7}    {text}")
