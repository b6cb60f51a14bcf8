"""`coach remind`: reminders that speak and guide."""

from __future__ import annotations

import click

from coach.cli.remind.add import add, edit, remove
from coach.cli.remind.history import history
from coach.cli.remind.import_export import calendar, export_reminders, import_reminders
from coach.cli.remind.listing import list_reminders, next_reminders
from coach.cli.remind.pause import pause, resume, skip, snooze
from coach.cli.remind.run import install, run, try_out, uninstall
from coach.cli.remind.status import status


@click.group()
def remind() -> None:
    """Reminders that speak at their time and guide a short routine.

    \b
    Example:
      coach remind add breath-break --at 11:00,15:30 --days mon-fri
      coach remind next
      coach remind install
    """


for _command in (
    add, list_reminders, next_reminders, edit, pause, resume, snooze, skip, remove, try_out, history, status, run,
    install, uninstall, export_reminders, import_reminders, calendar,
):  # fmt: skip
    remind.add_command(_command)
