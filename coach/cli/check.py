"""`coach check`: errors and warnings of scripts, and words that do not fit their time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.app.as_json import diagnostic, unspoken
from coach.app.checking import check_file, counted
from coach.cli.options import json_option, print_json, script_here, settings_options
from coach.errors import CoachError, ScriptError, UnknownRoutine
from coach.script import find_script
from coach.script.routine import Diagnostic, Location
from coach.units import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.script.routine import Unspoken
    from coach.settings import Settings


@click.command()
@click.argument("scripts", nargs=-1)
@click.option(
    "--speak", is_flag=True, help="Measure with the voice itself, not an estimate, and list the words it may not know."
)
@click.option("--unspoken", "list_unspoken", is_flag=True, help="List what is not spoken: paragraphs, tables, notes.")
@settings_options("scripts_dir", "cache_dir", "voice", "client_voice", "voices_dir")
@json_option
def check(scripts: tuple[str, ...], speak: bool, list_unspoken: bool, settings: Settings, as_json: bool) -> None:
    """Check scripts, or every script in a folder: errors, warnings, and words that do not fit their time.

    Without SCRIPTS, all your routines and their parts are checked. Exits with 1 if there are errors.

    \b
    Example:
      coach check scripts/ --speak
      coach check handout.md --unspoken
    """
    found: list[Diagnostic] = []
    silent: list[Unspoken] = []
    paths = list(_paths(scripts, settings))
    for path in paths:
        try:
            problems, quiet = check_file(path, settings, speak=speak)
        except ScriptError as error:
            problems, quiet = [_diagnostic(error)], ()
        except CoachError as error:
            problems, quiet = [Diagnostic(Location(str(path), 1), str(error), "error", "voice")], ()
        found.extend(problems)
        silent.extend(quiet)
    found, silent = list(dict.fromkeys(found)), list(dict.fromkeys(silent))  # several routines include the same part
    wrong = sum(each.severity != "doubt" for each in found)
    if as_json:
        print_json([*map(diagnostic, found), *(map(unspoken, silent) if list_unspoken else ())])
    else:
        for each in found:
            click.echo(f"{_CALLED[each.severity]}: {each}")
        for quiet_one in silent if list_unspoken else ():
            click.echo(f"unspoken: {quiet_one.location}: {quiet_one.kind}: {_shortened(quiet_one.text)}")
        click.echo(_summary(paths, wrong, silent, listed=list_unspoken), err=True)
    if wrong:
        raise click.exceptions.Exit(1)


def _diagnostic(error: ScriptError) -> Diagnostic:
    return Diagnostic(Location(error.file, error.line, error.column), error.message, "error", "file")


def _summary(scripts: Sequence[Path], wrong: int, silent: Sequence[Unspoken], *, listed: bool) -> str:
    summary = f"{count_of(len(scripts), 'script')} checked, {wrong or 'nothing'} wrong."
    if not silent:
        return summary
    lines = ", ".join(_line(each, scripts[0]) for each in silent)
    where = f" (line{'s' * (len(silent) != 1)} {lines})" if len(scripts) == 1 and len(silent) <= _MOST_LINES else ""
    verb = "is" if len(silent) == 1 else "are"
    hint = "" if listed else " --unspoken lists what."
    return f"{summary} {counted(silent)} {verb} not spoken{where}.{hint}"


def _line(silent: Unspoken, script: Path) -> str:
    """The number of its line, and the file if that is another one, which the script includes."""
    file = Path(silent.location.file)
    return str(silent.location.line) if file == script else f"{silent.location.line} of {file.name}"


_CALLED = {"error": "error", "doubt": "warning", "overrun": "too long"}
"""What a person reads for each severity."""
_MOST_LINES = 12
"""How many line numbers a summary shows."""
_LONGEST = 70
"""How many characters of a text are shown."""


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3].rstrip()}..."


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
            yield find_script(script_here(name), folders)
