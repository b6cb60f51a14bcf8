"""`coach list`: what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coach.cli.options import json_option, print_json, settings_options

if TYPE_CHECKING:
    from coach.settings import Settings


@click.command("list")
@settings_options("scripts_dir")
@json_option
def list_routines(settings: Settings, as_json: bool) -> None:
    """List the routines: name, length, who it is for, title.

    \b
    Example:
      coach list
    """
    from coach.errors import CoachError
    from coach.script import list_scripts, read_routine
    from coach.session import Session
    from coach.units import SECOND, spoken_length

    rows: list[dict[str, Any]] = []
    for path in list_scripts(settings.scripts_path()):
        try:
            routine = read_routine(path)
            length = Session(routine).plan().length
        except CoachError as error:
            click.echo(str(error), err=True)
            continue
        header = routine.header
        rows.append(
            {
                "routine": routine.name,
                "title": routine.title,
                "seconds": length / SECOND,
                "for": header.speaker,
                "tags": list(header.tags),
                "summary": header.summary,
                "position": header.position,
                "file": str(path),
            }
        )
    if as_json:
        print_json(rows)
        return
    if not rows:
        folders = ", ".join(map(str, settings.scripts_path())) or "anywhere"
        click.echo(f"There are no routines in {folders}.", err=True)
    widest = max((len(row["routine"]) for row in rows), default=0)
    for row in rows:
        length_text = spoken_length(round(row["seconds"] / 60) * 60_000 or round(row["seconds"] * SECOND))
        click.echo(f"{row['routine']:<{widest}}  {length_text:>10}  {row['for']:<9}  {row['title']}")
