"""`coach remind history`: what the reminders did, and the minutes of stretching done week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.app import as_json as shapes
from coach.app.weeks import TARGET, last_weeks
from coach.cli.options import json_option, print_json, settings_options
from coach.cli.remind.opened import opened, time_text
from coach.cli.table import table
from coach.cli.time_words import minutes_said
from coach.errors import ReminderError
from coach.storage.firings import history as firing_history

if TYPE_CHECKING:
    from datetime import date

    from coach.app.reminders.book import ReminderBook
    from coach.settings import Settings
    from coach.storage.firings import Firing

_DONE = {
    "speaking": "speaking now", "done": "guided", "nudged": "said", "stopped": "stopped", "snoozed": "put off",
    "skipped": "skipped", "missed": "missed", "failed": "failed",
}  # fmt: skip

_WEEKS = 6
_BAR = 20
"""Blocks of the chart's bar at the target."""


@click.command()
@click.argument("name", nargs=-1)
@click.option("-n", "count", type=click.IntRange(1, 5000), default=20, show_default=True, metavar="N", help="How many.")
@settings_options("data_dir")
@json_option
def history(name: tuple[str, ...], count: int, settings: Settings, as_json: bool) -> None:
    """Show what the reminders did, newest first, and the minutes of stretching done each week.

    \b
    Example:
      coach remind history
      coach remind history breath-break -n 50
    """
    with opened(settings) as book:
        firings = firing_history(book.db, count, _known(book, " ".join(name)) if name else None, now=book.now)
        weeks = [(week.monday, week.reminders) for week in last_weeks(book, _WEEKS)]
        if as_json:
            print_json(
                {
                    "firings": [shapes.firing(firing, book.zone) for firing in firings],
                    "weeks": [shapes.week(monday, minutes) for monday, minutes in weeks],
                    "target_minutes": TARGET,
                }
            )
            return
        if not firings:
            click.echo("Nothing has been spoken yet.", err=True)
            return
        click.echo(table([(time_text(book, f.scheduled), f.reminder, outcome(f)) for f in firings]))
        click.echo(f"\nMinutes guided, week by week (aim: {TARGET})")
        click.echo(table([_bar(monday, minutes) for monday, minutes in weeks], indent="  "))
        click.echo("In studies of stretching, the gain levels off near 10 minutes a week. More is for comfort.")


def _known(book: ReminderBook, name: str) -> str:
    """The name as in the history: that of a reminder, or of a removed one."""
    try:
        return book.find(name).name
    except ReminderError:
        from coach.storage.firings import history as firing_history

        if firing_history(book.db, 1, name, now=book.now):
            return name
        raise


def outcome(firing: Firing) -> str:
    """The outcome, for a person."""
    length = f" {minutes_said(firing.seconds)}" if firing.seconds >= 1 and firing.outcome in ("done", "stopped") else ""
    note = f": {firing.note}" if firing.note else ""
    return f"{_DONE[firing.outcome]}{' after' * (firing.outcome == 'stopped' and bool(length))}{length}{note}"


def _bar(monday: date, minutes: float) -> tuple[str, str, str]:
    """A week's row of the chart; the bar ends at twice the target."""
    blocks = min(round(minutes / TARGET * _BAR), 2 * _BAR)
    return f"from {monday.day:>2} {monday:%b}", f"{round(minutes):>3}", "█" * blocks
