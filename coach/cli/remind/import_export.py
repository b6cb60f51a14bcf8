"""`coach remind export`, `import` and `calendar`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.app import as_json as shapes
from coach.app.reminders.calendar_file import calendar_file
from coach.app.reminders.file import entered, read, written
from coach.cli.options import json_option, print_json, settings_options
from coach.cli.remind.opened import NONE_YET, opened
from coach.errors import ReminderError
from coach.remind import calendar as ics
from coach.storage.atomic import replacing
from coach.units import count_of

if TYPE_CHECKING:
    from coach.settings import Settings


@click.command("export")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to this file.")
@settings_options("data_dir")
@json_option
def export_reminders(output: Path | None, settings: Settings, as_json: bool) -> None:
    """Write the reminders to a text file, to keep or copy. `import` reads it; their history is not in it.

    \b
    Example:
      coach remind export -o reminders.toml
    """
    with opened(settings) as book:
        reminders = book.reminders()
        text = written(reminders, book.now)
        if as_json:
            print_json([shapes.reminder(reminder, book) for reminder in reminders])
        elif output is None:
            click.echo(text, nl=False)
        else:
            with replacing(output) as temporary:
                temporary.write_text(text, "utf-8", newline="\n")
            click.echo(f"Wrote {output}: {count_of(len(reminders), 'reminder')}.")
        if not reminders:
            click.echo(NONE_YET, err=True)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Remove the existing reminders first.")
@settings_options("scripts_dir", "data_dir")
@json_option
def import_reminders(file: Path, replace: bool, settings: Settings, as_json: bool) -> None:
    """Read reminders from a file that `export` wrote: all of them, or none if one cannot be read.

    \b
    Example:
      coach remind import reminders.toml
    """
    with opened(settings) as book:
        entries = read(file, settings, book.now)
        before = len(book.reminders())
        made = entered(book, entries, instead=replace)
        if as_json:
            print_json([shapes.reminder(reminder, book) for reminder in made])
            return
        replaced = f", in place of the {before} there were" if replace and before else ""
        click.echo(
            f"Read {file}: {count_of(len(made), 'reminder')}{replaced}. `coach remind next` shows when they speak."
        )


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="File to write, such as coach.ics.",
)
@settings_options("scripts_dir", "data_dir")
def calendar(output: Path, settings: Settings) -> None:
    """Write the reminders as a calendar file, with alarms. A phone or another calendar can read it (.ics).

    \b
    Example:
      coach remind calendar -o coach.ics
    """
    with opened(settings) as book:
        if not book.reminders():
            raise ReminderError(NONE_YET)
        file = calendar_file(book)
    for sentence in file.troubles:
        click.echo(sentence, err=True)
    if not file.events:
        raise ReminderError(
            "No reminder would be in the calendar: all are paused or over. `coach remind list` shows which, "
            "`coach remind resume` ends a pause."
        )
    with replacing(output) as temporary:
        temporary.write_bytes(file.content)
    click.echo(f"Wrote {output}: {count_of(file.events, 'event')}.")
    for hint in ics.hints():
        click.echo(f"- {hint}", err=True)
