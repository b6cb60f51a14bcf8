"""`coach remind list` and `next`: all reminders, and when they will speak."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.app import as_json as shapes
from coach.cli.options import json_option, print_json, settings_options
from coach.cli.remind.opened import NONE_YET, opened, pause_text, time_text, why
from coach.cli.table import table

if TYPE_CHECKING:
    from coach.app.reminders.book import ReminderBook
    from coach.settings import Settings
    from coach.storage.reminders import Reminder


@click.command("list")
@settings_options("data_dir")
@json_option
def list_reminders(settings: Settings, as_json: bool) -> None:
    """List the reminders: name, times, and when each speaks next.

    \b
    Example:
      coach remind list
    """
    with opened(settings) as book:
        reminders = book.reminders()
        if as_json:
            print_json([shapes.reminder(reminder, book) for reminder in reminders])
        elif reminders:
            click.echo(table([row for reminder in reminders for row in _rows(book, reminder)]))
        else:
            click.echo(NONE_YET, err=True)


def _rows(book: ReminderBook, reminder: Reminder) -> list[tuple[str, ...]]:
    """A row for each rule; the first has the name, what it does, and its next time."""
    first, due = book.first(reminder), book.due_since(reminder)
    state = [pause_text(book, reminder)] if pause_text(book, reminder) else []
    if due:
        state.append(f"due since {time_text(book, due)}")
    if first:
        state.append(f"next {time_text(book, first.at)}{' (snoozed)' if first.snoozed else ''}")
    does = "says a line" if reminder.nudge else routine_label(reminder.routine)
    head = (reminder.name, reminder.rules[0] if reminder.rules else "", does, ", ".join(state) or "over")
    return [head, *(("", rule, "", "") for rule in reminder.rules[1:])]


@click.command("next")
@click.option("-n", "count", type=click.IntRange(1, 1000), default=10, show_default=True, metavar="N", help="How many.")
@settings_options("data_dir")
@json_option
def next_reminders(count: int, settings: Settings, as_json: bool) -> None:
    """Show when reminders will speak next, and why then.

    \b
    Example:
      coach remind next -n 3
    """
    with opened(settings) as book:
        reminders = book.reminders()
        coming = list(islice(book.coming(reminders), count))
        if as_json:
            print_json([shapes.coming(each, book.zone, why(book, each)) for each in coming])
            return
        if coming:
            click.echo(table([(time_text(book, c.at), c.reminder.name, why(book, c)) for c in coming]))
        paused = [reminder for reminder in reminders if pause_text(book, reminder)]
        for reminder in paused:
            click.echo(f"'{reminder.name}' is {pause_text(book, reminder)}.", err=True)
        due = [(reminder, at) for reminder in reminders if (at := book.due_since(reminder))]
        for reminder, at in due:
            click.echo(f"'{reminder.name}' is due since {time_text(book, at)}, and was not spoken yet.", err=True)
        if not reminders:
            click.echo(NONE_YET, err=True)
        elif not (coming or paused or due):
            click.echo("Nothing will speak: all times are over.", err=True)


def routine_label(routine: str) -> str:
    """The routine's name, for a person; for a path, the file name."""
    return Path(routine).name if Path(routine).is_absolute() else routine
