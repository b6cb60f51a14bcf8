"""`coach shortcut`: an icon where the system keeps its programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.app.shortcut.placing import place, this_shortcut
from coach.app.shortcut.placing import remove as take_away
from coach.cli.options import settings_options

if TYPE_CHECKING:
    from coach.settings import Settings


@click.command()
@click.option("--remove", is_flag=True, help="Remove the icon again.")
@settings_options(
    "scripts_dir", "cache_dir", "data_dir", "voice", "client_voice", "voices_dir", "player", "device", "lead_in"
)
def shortcut(remove: bool, settings: Settings) -> None:
    """Put an icon among your programs that opens the page, with the settings given here. May be done again.

    On Linux it is an entry among the applications of your desktop. On macOS it is an application in the Applications
    folder of your home, on Windows a link in the Start menu; these two we could not try on such a system.

    \b
    Example:
      coach shortcut
      coach shortcut --remove
    """
    for sentence in (take_away if remove else place)(this_shortcut(settings)):
        click.echo(sentence)
