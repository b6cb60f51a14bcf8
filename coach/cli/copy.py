"""`coach copy`: a routine with its parts, copied into one's own folder to be adapted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.app.own_scripts import copy_routine, file_stem
from coach.cli.options import routine_argument, settings_options
from coach.script import find_script

if TYPE_CHECKING:
    from coach.settings import Settings


@click.command()
@routine_argument
@click.option("--as", "name", metavar="NAME", help="Its new name. Default: the same, which then means yours.")
@settings_options("scripts_dir")
def copy(routine: str, name: str | None, settings: Settings) -> None:
    """Copy a routine into your own folder, to adapt it, with its parts and pictures.

    That is the studio's folder `scripts`, where you are in one, else the one in your home. Your copy is found first.

    \b
    Example:
      coach copy deep-hip-release --as my-hip-release
    """
    source = find_script(routine, settings.scripts_path())
    copied = copy_routine(source, settings.own_scripts_path(), file_stem(name) if name else source.stem)
    click.echo(f"Wrote {copied.script}.")
    parts, kept = (
        ", ".join(path.relative_to(copied.script.parent).as_posix() for path in paths)
        for paths in (copied.parts, copied.kept)
    )
    if parts:
        click.echo(f"With it: {parts}.")
    if kept:
        click.echo(f"There already, changed by you, and left as they are: {kept}.")
