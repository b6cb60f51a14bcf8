"""`coach settings`: each setting, and where it comes from."""

from __future__ import annotations

import click

from coach.app import as_json as shapes
from coach.cli.options import json_option, print_json
from coach.cli.table import table
from coach.settings import load_settings, setting_sources, settings_file


@click.command()
@json_option
def settings(as_json: bool) -> None:
    """Show each setting, and where it comes from: the default, the settings file or the environment.

    A command's own option, such as `coach play --voice`, wins over all of them.

    \b
    Example:
      coach settings
    """
    told = shapes.settings(load_settings(), setting_sources(), settings_file())
    if as_json:
        print_json(told)
        return
    click.echo(f"Settings file: {told['file']}{'' if told['exists'] else ' (not there: nothing is set in it)'}\n")
    sources = {"default": "", "folder": "the current folder", "file": "the settings file"}
    rows = [
        (one["name"], _shown(one["value"]), sources.get(one["source"], one["variable"])) for one in told["settings"]
    ]
    click.echo(table(rows))
    click.echo('\nTo set one, write a line such as bed = "rain" into the file, or set COACH_BED.', err=True)


def _shown(value: str | int | None) -> str:
    return "-" if value is None else str(value)
