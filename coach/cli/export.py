"""`coach export`: a session as a sound file, for the phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.options import choice_options, left_out, minutes_option, routine_argument, settings_options

if TYPE_CHECKING:
    from coach.plan import Choice, Plan
    from coach.session import Session
    from coach.settings import Settings
    from coach.speech.voicing import Voicer


@click.command()
@routine_argument
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
    help="File to write: .mp3, .wav or .flac. Default: the routine's name, .mp3, in this folder.",
)  # fmt: skip
@minutes_option
@choice_options
@settings_options("scripts_dir", "cache_dir", "cache_limit_mb", "voice", "voices_dir", "bitrate")
def export(routine: str, output: Path | None, target: int | None, choice: Choice, settings: Settings) -> None:
    """Write a session to a sound file, with a chapter for each section.

    \b
    Example:
      coach export deep-hip-release -o hip.mp3 --minutes 60
    """
    from coach.session import open_session, open_voicer

    session = open_session(routine, settings, choice, target)
    with open_voicer(session, settings) as voicer:
        tell(session, voicer, settings)
        write(session, voicer, output or Path(f"{session.routine.name}.mp3"), settings)


def tell(session: Session, voicer: Voicer, settings: Settings) -> None:
    """Say which sections are left out, and where the computer's own voice speaks for want of a natural one."""
    from coach.speech.piper import INSTALL

    for line in left_out(session.outline):
        click.echo(line, err=True)
    if settings.voice is None and voicer.voice.name.startswith("system"):
        click.echo(
            f"Speaking with the computer's own voice ({voicer.voice.name}). A natural one: {INSTALL}",
            err=True,
        )


def write(session: Session, voicer: Voicer, path: Path, settings: Settings) -> None:
    """Export a session and tell what was made."""
    from coach import session as story
    from coach.cli.progress import ProgressBar

    with ProgressBar() as progress:
        plan = story.export(session, voicer, path, settings.bitrate, progress)
    click.echo(f"Wrote {path}: {_summary(plan, path, voicer)}.")
    if voicer.trouble is not None:
        click.echo(str(voicer.trouble), err=True)
    voicer.tidy(settings.cache_limit_mb)


def _summary(plan: Plan, path: Path, voicer: Voicer) -> str:
    from coach.units import spoken_length

    chapters = len(plan.sections)
    return ", ".join(
        [
            spoken_length(plan.length),
            f"{path.stat().st_size / 1e6:.1f} MB",
            f"{chapters} chapter{'s' * (chapters != 1)}",
            f"{voicer.made} clips voiced and {voicer.reused} reused",
        ]
    )
