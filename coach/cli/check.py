"""`coach check`: whether scripts can be read, and whether their words fit their times."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.options import json_option, print_json, settings_options
from coach.errors import CoachError, UnknownRoutine
from coach.plan import Selection
from coach.script import find_script, read_routine
from coach.session import Session
from coach.session_request import SessionRequest
from coach.speech.voicing import voiced
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.plan import Plan
    from coach.settings import Settings
    from coach.speech.voicing import Voicer


@click.command()
@click.argument("scripts", nargs=-1)
@click.option(
    "--speak", is_flag=True, help="Judge by the voice itself, not by an estimate, and name the words it may not know."
)
@settings_options("scripts_dir", "cache_dir", "voice", "client_voice", "voices_dir")
@json_option
def check(scripts: tuple[str, ...], speak: bool, settings: Settings, as_json: bool) -> None:
    """Check scripts, or every script in a folder: errors, doubts, and words that do not fit their time.

    Without SCRIPTS, all your routines and their parts are checked. Exits with 1 where something is wrong.

    \b
    Example:
      coach check scripts/ --speak
    """
    found: list[dict[str, Any]] = []
    paths = list(_paths(scripts, settings))
    for path in paths:
        try:
            found.extend(_problems(path, settings, speak))
        except CoachError as error:
            found.append({"level": "error", "message": str(error)})
    if as_json:
        print_json(found)
    else:
        for problem in found:
            click.echo(f"{problem['level']}: {problem['message']}")
        count = sum(problem["level"] != "doubt" for problem in found)
        click.echo(f"{len(paths)} script{'s' * (len(paths) != 1)} checked, {count or 'nothing'} wrong.", err=True)
    if any(problem["level"] != "doubt" for problem in found):
        raise click.exceptions.Exit(1)


def _paths(scripts: Sequence[str], settings: Settings) -> Iterator[Path]:
    folders = settings.scripts_path()
    for name in scripts or map(str, folders):
        folder = Path(name)
        if folder.is_dir():
            found = [*sorted(folder.glob("*.md")), *sorted(folder.glob("parts/*.md"))]
            if not found:
                raise UnknownRoutine(f"There are no scripts in {folder.absolute()}.")
            yield from found
        else:
            yield find_script(name, folders)


def _problems(path: Path, settings: Settings, speak: bool) -> Iterator[dict[str, Any]]:
    routine = read_routine(path)
    for doubt in routine.doubts:
        yield {"level": "doubt", "message": str(doubt)}
    optional = tuple(section.title for section in routine.sections if section.optional)
    session = Session(routine, SessionRequest(Selection(optional)), settings)
    plan: Plan = session.planner.plan()
    if speak:
        with session.voicer() as voicer:
            plan = voiced(session.planner, voicer, lambda *_: None)
            yield from _unsure(plan, voicer)
    for overrun in plan.overruns:
        yield {
            "level": "overrun",
            "message": f"{overrun.location}: the words are {overrun.by / SECOND:.1f} s longer than their time: "
            f"'{overrun.text}'",
        }


def _unsure(plan: Plan, voicer: Voicer) -> Iterator[dict[str, Any]]:
    """A doubt for each word that the voice can only guess at, where it stands first."""
    known: set[str] = set()
    for cue in plan.cues:
        for word in voicer.unsure(cue.utterance) if cue.utterance else ():
            if word.lower() not in known:
                known.add(word.lower())
                advice = "listen to it, and if it is wrong, write how it sounds under `say:`"
                yield {"level": "doubt", "message": f"{cue.location}: the voice may not know '{word}': {advice}"}
