"""`coach list`: what there is, grouped by who it is for, and searched by word or tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coach.cli.options import json_option, print_json, settings_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from coach.errors import CoachError
    from coach.script import Routine
    from coach.settings import Settings

GROUPS = {
    "therapist": "Sessions, for a therapist with a client on the table",
    "self": "Self-care, for yourself",
}


@click.command("list")
@click.argument("words", nargs=-1)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only routines with this tag; may be repeated.")
@settings_options("scripts_dir")
@json_option
def list_routines(words: tuple[str, ...], tags: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """List the routines: name, length, position, title.

    With WORDS, only routines that are about all of them; where there is none, those that speak them.

    \b
    Example:
      coach list
      coach list --tag hips
      coach list piriformis
    """
    from coach.script import search, tagged

    lengths = dict(readable(settings, lambda error: click.echo(str(error), err=True)))
    every = list(lengths)
    found = search([routine for routine in every if tagged(routine, tags)], words)
    rows = [_row(routine, lengths[routine]) for routine in found]
    if as_json:
        print_json(rows)
    else:
        groups = {title: [row for row in rows if row["for"] == speaker] for speaker, title in GROUPS.items()}
        click.echo("\n\n".join(_group(title, of) for title, of in groups.items() if of), nl=bool(rows))
    if not rows:
        click.echo(_why_none(every, words, tags, settings), err=True)


def readable(settings: Settings, tell: Callable[[CoachError], object]) -> Iterator[tuple[Routine, int]]:
    """The routines that can be read, and their lengths in milliseconds; what is wrong with the others is told."""
    from coach.errors import CoachError
    from coach.plan import lay_out, outline
    from coach.script import list_scripts, read_routine

    for path in list_scripts(settings.scripts_path()):
        try:
            routine = read_routine(path)
            yield routine, lay_out(outline(routine)).length
        except CoachError as error:
            tell(error)


def _row(routine: Routine, length: int) -> dict[str, Any]:
    from coach.units import SECOND

    header = routine.header
    return {
        "routine": routine.name,
        "title": routine.title,
        "seconds": length / SECOND,
        "for": header.speaker,
        "tags": list(header.tags),
        "summary": header.summary,
        "position": header.position,
        "optional": [section.title for section in routine.sections if section.optional],
        "file": str(routine.path),
    }


def _group(title: str, rows: Sequence[dict[str, Any]]) -> str:
    from coach.units import SECOND, spoken_length

    name_width, place_width = (max(len(row[key]) for row in rows) for key in ("routine", "position"))
    lines = [click.style(title, bold=True)]
    for row in rows:
        length = spoken_length(round(row["seconds"] / 60) * 60 * SECOND or round(row["seconds"] * SECOND))
        lines.append(
            f"  {row['routine']:<{name_width}}  {length:>10}  {row['position']:<{place_width}}  {row['title']}"
        )
    return "\n".join(lines)


def _why_none(every: Sequence[Routine], words: Sequence[str], tags: Sequence[str], settings: Settings) -> str:
    if not every:
        return f"There are no routines in {', '.join(map(str, settings.scripts_path())) or 'anywhere'}."
    asked = [*words, *(f"the tag '{tag}'" for tag in tags)]
    known = sorted({tag for routine in every for tag in routine.header.tags})
    return f"No routine has {' and '.join(asked)}. There are the tags {', '.join(known)}."
