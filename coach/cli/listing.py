"""`coach list`: all routines, grouped by who they are for, searched by word or tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coach.app import as_json as shapes
from coach.app.routines import listed
from coach.cli.options import json_option, print_json, settings_options
from coach.cli.progress import ProgressBar
from coach.cli.table import table
from coach.units import SECOND, spoken_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.app.routine_summary import RoutineSummary
    from coach.settings import Settings

GROUPS = {
    "therapist": "Sessions, for a therapist with a client on the table",
    "self": "Self-care, for yourself",
}


@click.command("list")
@click.argument("words", nargs=-1)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only routines with this tag; may be repeated.")
@settings_options("scripts_dir", "cache_dir")
@json_option
def list_routines(words: tuple[str, ...], tags: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """List the routines: name, length, title, position.

    With WORDS, only routines that are about all of them; if there is none, those that speak them.

    \b
    Example:
      coach list
      coach list --tag hips
      coach list piriformis
    """
    with ProgressBar() as progress:
        routines, every = listed(settings, lambda sentence: click.echo(sentence, err=True), progress)
    found = routines.matching(every, words, tags)
    rows = [shapes.routine(routine) for routine in found]
    if as_json:
        print_json(rows)
    else:
        groups = {title: [row for row in rows if row["for"] == speaker] for speaker, title in GROUPS.items()}
        click.echo("\n\n".join(_group(title, of) for title, of in groups.items() if of), nl=bool(rows))
    if not rows:
        click.echo(_why_none(every, words, tags, settings), err=True)


def _group(title: str, rows: Sequence[dict[str, Any]]) -> str:
    lengths = [
        spoken_length(round(row["seconds"] / 60) * 60 * SECOND or round(row["seconds"] * SECOND)) for row in rows
    ]
    wide = max(map(len, lengths))
    cells = [
        (row["routine"], length.rjust(wide), row["title"], row["position"])
        for row, length in zip(rows, lengths, strict=True)
    ]
    return f"{click.style(title, bold=True)}\n{table(cells, indent='  ')}"


def _why_none(every: Sequence[RoutineSummary], words: Sequence[str], tags: Sequence[str], settings: Settings) -> str:
    if not every:
        return f"There are no routines in {', '.join(map(str, settings.scripts_path())) or 'anywhere'}."
    asked = [*words, *(f"the tag '{tag}'" for tag in tags)]
    known = sorted({tag for routine in every for tag in routine.tags})
    return f"No routine has {' and '.join(asked)}. The tags are {', '.join(known)}."
