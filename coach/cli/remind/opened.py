"""The reminder book as commands open it, and how its times are shown."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from coach.app import as_json as shapes
from coach.app.reminders.book import open_book
from coach.cli.options import print_json
from coach.cli.time_words import moment
from coach.remind.local_zone import zone_problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from coach.app.reminders.book import Coming, ReminderBook
    from coach.settings import Settings
    from coach.storage.reminders import Reminder

HOW_TO_RUN = (
    "`coach remind install` runs them now and whenever you log in; `coach remind run` runs them in this window."
)
"""What to do where reminders are not running."""
NONE_YET = "There are no reminders yet. Make one: coach remind add breath-break --at 11:00"


@contextmanager
def opened(settings: Settings, *, tell_zone: bool = True) -> Iterator[ReminderBook]:
    """The reminders of this data folder, now; the database's notices are printed. Raises StoreError.

    `tell_zone`: also what is in doubt about the time zone, by which all their times go.
    """
    with open_book(settings) as book:
        if tell_zone and (problem := zone_problem()):
            click.echo(problem, err=True)
        known = len(book.db.notices)
        for notice in book.db.notices:
            click.echo(notice, err=True)
        try:
            yield book
        finally:
            for sentence in (*map(str, dict.fromkeys(book.unreadable)), *book.db.notices[known:]):
                click.echo(sentence, err=True)


def time_text(book: ReminderBook, at: datetime) -> str:
    """A time, for a person."""
    return moment(at, book.zone, book.now)


def pause_text(book: ReminderBook, reminder: Reminder) -> str:
    """How long a reminder is paused, for a person; empty if it is not."""
    if not book.is_paused(reminder):
        return ""
    until = reminder.paused_until
    assert until is not None
    return (
        "paused until you resume it" if book.is_paused_for_good(reminder) else f"paused until {time_text(book, until)}"
    )


def why(book: ReminderBook, coming: Coming) -> str:
    """Why a reminder will speak then."""
    if coming.snoozed_until is not None:
        return f"snoozed until {time_text(book, coming.snoozed_until)}"
    leap = coming.leapt
    note = f", as the clock leaps over {leap.hour}:{leap:%M}" if leap else ""
    return f"{coming.rule}{note}"


def when(reminder: Reminder) -> str:
    """All rules of a reminder, for a person."""
    return "; ".join(reminder.rules)


def tell(book: ReminderBook, reminder: Reminder, sentence: str, as_json: bool) -> None:
    """Print what was done, or the changed reminder as JSON."""
    if as_json:
        print_json(shapes.reminder(reminder, book))
    else:
        click.echo(sentence)
