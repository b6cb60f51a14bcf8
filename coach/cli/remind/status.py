"""`coach remind status`: whether reminders work, and why one did or did not speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coach.app import as_json as shapes
from coach.app.reminders.daemon_state import is_daemon_running
from coach.app.reminders.naming import look_up
from coach.cli.options import json_option, print_json, settings_options
from coach.cli.remind.history import outcome
from coach.cli.remind.opened import HOW_TO_RUN, opened, pause_text, time_text
from coach.cli.table import table
from coach.errors import CoachError
from coach.remind.do_not_disturb import unknown, why_quiet
from coach.remind.install import status as service_status
from coach.remind.install import this_service
from coach.remind.local_zone import zone_problem
from coach.storage.firings import history, watermark

if TYPE_CHECKING:
    from datetime import datetime

    from coach.app.reminders.book import ReminderBook
    from coach.settings import Settings
    from coach.storage.firings import Firing
    from coach.storage.reminders import Reminder


@click.command()
@settings_options("scripts_dir", "cache_dir", "data_dir", "voice", "client_voice", "voices_dir", "player")
@json_option
def status(settings: Settings, as_json: bool) -> None:
    """Show whether the reminders are running, what holds reminders back, and why each did or did not speak.

    \b
    Example:
      coach remind status
    """
    with opened(settings, tell_zone=False) as book:
        waits, looked = is_daemon_running(book), watermark(book.db)
        service = service_status(this_service(settings))
        held, unseen = why_quiet(settings.data_path()), unknown()
        problem = zone_problem()
        reminders = book.reminders()
        troubles = {routine: _trouble(book, routine) for routine in {reminder.routine for reminder in reminders}}
        standings = [_standing(book, reminder, waits, troubles[reminder.routine]) for reminder in reminders]
        if as_json:
            print_json(
                {
                    "waiting": {"running": waits, "looked": shapes.instant(looked, book.zone) if looked else None},
                    "service": {"installed": service.installed, "running": service.running},
                    "held_back": held,
                    "unknown": unseen,
                    "zone": str(book.zone),
                    "zone_problem": problem,
                    "reminders": standings,
                }
            )
            return
        click.echo(_waiting(book, waits, looked))
        click.echo(service.sentence)
        click.echo(f"Held back now: {held}." if held else "Nothing holds reminders back now.")
        for sentence in unseen:
            click.echo(sentence)
        click.echo(" ".join(filter(None, [f"Times are those of {book.zone}.", problem])))
        if standings:
            click.echo()
            click.echo(table([(told["reminder"], told["told"]) for told in standings]))


def _waiting(book: ReminderBook, waits: bool, looked: datetime | None) -> str:
    """Whether the daemon runs, and when it last checked."""
    if waits:
        seconds = round((book.now - looked).total_seconds()) if looked else 0
        return f"Reminders are running: last checked {seconds} s ago." if 0 < seconds < 90 else "Reminders are running."
    last = f": they last were {time_text(book, looked)}" if looked else ""
    return f"Reminders are not running{last}. {HOW_TO_RUN}"


def _standing(book: ReminderBook, reminder: Reminder, waits: bool, trouble: str) -> dict[str, Any]:
    """The state of one reminder: as data, and under `told` as text for a person."""
    first = book.first(reminder)
    paused = pause_text(book, reminder)
    last = next(iter(history(book.db, 1, reminder.name, now=book.now)), None)
    passed = None if waits else book.unspoken(reminder)
    parts = [paused] if paused else []
    if first:
        parts.append(f"next {time_text(book, first.at)}{' (snoozed)' if first.snoozed else ''}")
    elif not paused:
        parts.append("over: it will not speak again")
    if last:
        parts.append(f"last {time_text(book, last.scheduled)}, {outcome(last)}")
    if passed and (last is None or passed > last.scheduled):
        parts.append(f"not spoken {time_text(book, passed)}, as the reminders were not running")
    if trouble:
        parts.append(trouble)
    return _data(book, reminder, last, passed, trouble) | {"told": "; ".join(parts)}


def _data(
    book: ReminderBook, reminder: Reminder, last: Firing | None, passed: datetime | None, trouble: str
) -> dict[str, Any]:
    return shapes.reminder(reminder, book) | {
        "last": shapes.firing(last, book.zone) if last else None,
        "unspoken": shapes.instant(passed, book.zone) if passed else None,
        "trouble": trouble,
    }


def _trouble(book: ReminderBook, routine: str) -> str:
    """Why a routine cannot be guided now; empty if it can."""
    try:
        look_up(routine, book.settings)
    except CoachError as error:
        return f"its routine cannot be guided: {error}"
    return ""
