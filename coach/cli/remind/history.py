"""`coach remind history`: what the reminders did, and the minutes of stretching done week by week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from coach.cli.options import json_option, print_json, settings_options

if TYPE_CHECKING:
    from datetime import date

    from coach.cli.remind.book import Book
    from coach.settings import Settings
    from coach.storage.firings import Firing

_DONE = {
    "speaking": "speaking now", "done": "guided", "nudged": "said", "stopped": "stopped", "snoozed": "put off",
    "skipped": "skipped", "missed": "missed", "failed": "failed",
}  # fmt: skip

TARGET = 10
"""Minutes of stretching a week, near which studies saw the gain level off."""

_WEEKS = 6
_WEEK = timedelta(days=7)
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
    from coach.cli.remind.book import opened
    from coach.cli.remind.table import table
    from coach.storage.firings import history as told

    with opened(settings) as book:
        firings = told(book.db, count, _known(book, " ".join(name)) if name else None, now=book.now)
        weeks = _weeks(book)
        if as_json:
            print_json(
                {
                    "firings": [firing_data(book, firing) for firing in firings],
                    "weeks": [{"from": str(monday), "minutes": round(minutes, 1)} for monday, minutes in weeks],
                    "target_minutes": TARGET,
                }
            )
            return
        if not firings:
            click.echo("Nothing has been spoken yet.", err=True)
            return
        click.echo(table([(book.told(f.scheduled), f.reminder, outcome(f)) for f in firings]))
        click.echo(f"\nMinutes guided, week by week (aim: {TARGET})")
        click.echo(table([_bar(monday, minutes) for monday, minutes in weeks], indent="  "))
        click.echo("In studies of stretching, the gain levels off near 10 minutes a week. More is for comfort.")


def _known(book: Book, name: str) -> str:
    """The name as history has it: that of a reminder, or of one that was removed."""
    from coach.errors import ReminderError

    try:
        return book.find(name).name
    except ReminderError:
        from coach.storage.firings import history as told

        if told(book.db, 1, name, now=book.now):
            return name
        raise


def outcome(firing: Firing) -> str:
    """What came of it, for a person."""
    from coach.cli.remind.time_words import minutes_said

    length = f" {minutes_said(firing.seconds)}" if firing.seconds >= 1 and firing.outcome in ("done", "stopped") else ""
    note = f": {firing.note}" if firing.note else ""
    return f"{_DONE[firing.outcome]}{' after' * (firing.outcome == 'stopped' and bool(length))}{length}{note}"


def firing_data(book: Book, firing: Firing) -> dict[str, Any]:
    """What came of it, for other programs."""
    from coach.cli.remind.time_words import iso

    return {
        "reminder": firing.reminder,
        "routine": firing.routine,
        "scheduled": iso(firing.scheduled, book.zone),
        "at": iso(firing.at, book.zone),
        "outcome": firing.outcome,
        "note": firing.note,
        "seconds": firing.seconds,
    }


def _weeks(book: Book) -> list[tuple[date, float]]:
    """The minutes guided in each of the last weeks, by its Monday, oldest first."""
    from coach.storage.firings import stretched

    today = book.wall.date()
    monday = today - timedelta(days=today.weekday())
    minutes = {monday - back * _WEEK: 0.0 for back in reversed(range(_WEEKS))}
    for at, seconds in stretched(book.db, book.now - (_WEEKS + 1) * _WEEK):
        day = at.astimezone(book.zone).date()
        week = day - timedelta(days=day.weekday())
        if week in minutes:
            minutes[week] += seconds / 60
    return list(minutes.items())


def _bar(monday: date, minutes: float) -> tuple[str, str, str]:
    """A week's line of the chart; the bar is cut at twice the target."""
    blocks = min(round(minutes / TARGET * _BAR), 2 * _BAR)
    return f"from {monday.day:>2} {monday:%b}", f"{round(minutes):>3}", "█" * blocks
