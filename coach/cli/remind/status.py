"""`coach remind status`: whether reminders work, and why one did or did not speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coach.app import as_json as shapes
from coach.app.reminders.daemon_state import is_daemon_running
from coach.app.reminders.standing import standings
from coach.cli.options import json_option, print_json, settings_options
from coach.cli.remind.history import outcome
from coach.cli.remind.opened import HOW_TO_RUN, opened, pause_text, time_text
from coach.cli.table import table
from coach.remind.do_not_disturb import unknown, why_quiet
from coach.remind.install import status as service_status
from coach.remind.install import this_service
from coach.remind.local_zone import zone_problem
from coach.storage.firings import watermark

if TYPE_CHECKING:
    from datetime import datetime

    from coach.app.reminders.book import ReminderBook
    from coach.app.reminders.standing import Standing
    from coach.settings import Settings


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
        told = [_told(book, standing) for standing in standings(book, running=waits)]
        if as_json:
            print_json(
                {
                    "waiting": {"running": waits, "looked": shapes.instant(looked, book.zone) if looked else None},
                    "service": {"installed": service.installed, "running": service.running},
                    "held_back": held,
                    "unknown": unseen,
                    "zone": str(book.zone),
                    "zone_problem": problem,
                    "reminders": told,
                }
            )
            return
        click.echo(_waiting(book, waits, looked))
        click.echo(service.sentence)
        click.echo(f"Held back now: {held}." if held else "Nothing holds reminders back now.")
        for sentence in unseen:
            click.echo(sentence)
        click.echo(" ".join(filter(None, [f"Times are those of {book.zone}.", problem])))
        if told:
            click.echo()
            click.echo(table([(one["reminder"], one["told"]) for one in told]))


def _waiting(book: ReminderBook, waits: bool, looked: datetime | None) -> str:
    """Whether the daemon runs, and when it last checked."""
    if waits:
        seconds = round((book.now - looked).total_seconds()) if looked else 0
        return f"Reminders are running: last checked {seconds} s ago." if 0 < seconds < 90 else "Reminders are running."
    last = f": they last were {time_text(book, looked)}" if looked else ""
    return f"Reminders are not running{last}. {HOW_TO_RUN}"


def _told(book: ReminderBook, standing: Standing) -> dict[str, Any]:
    """How a reminder stands: as data, and under `told` as text for a person."""
    first, last = standing.first, standing.last
    paused = pause_text(book, standing.reminder)
    parts = [paused] if paused else []
    if standing.due:
        parts.append(f"due since {time_text(book, standing.due)}, and held back")
    if first:
        parts.append(f"next {time_text(book, first.at)}{' (snoozed)' if first.snoozed else ''}")
    elif not (paused or standing.due):
        parts.append("over: it will not speak again")
    if last:
        parts.append(f"last {time_text(book, last.scheduled)}, {outcome(last)}")
    if standing.unspoken:
        parts.append(f"not spoken {time_text(book, standing.unspoken)}, as the reminders were not running")
    trouble = f"its routine cannot be guided: {standing.trouble}" if standing.trouble else ""
    if trouble:
        parts.append(trouble)
    return shapes.reminder(standing.reminder, book) | {
        "last": shapes.firing(last, book.zone) if last else None,
        "unspoken": shapes.instant(standing.unspoken, book.zone) if standing.unspoken else None,
        "trouble": trouble,
        "told": "; ".join(parts),
    }
