"""`coach history`: the sessions done, how far each got, and how to resume."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.app import as_json as shapes
from coach.app.history import SessionHistory
from coach.cli.options import json_option, print_json, settings_options
from coach.cli.remind.opened import opened
from coach.cli.table import table
from coach.cli.time_words import minutes_said, moment
from coach.remind.do_not_disturb import guided_session

if TYPE_CHECKING:
    from coach.app.reminders.book import ReminderBook
    from coach.settings import Settings
    from coach.storage.session_records import SessionRecord


@click.command()
@click.argument("name", required=False)
@click.option("--limit", type=click.IntRange(1, 2000), default=20, show_default=True, metavar="N", help="How many.")
@settings_options("data_dir")
@json_option
def history(name: str | None, limit: int, settings: Settings, as_json: bool) -> None:
    """Show the sessions you did, newest first, and which interrupted ones can be resumed.

    \b
    Example:
      coach history
      coach history deep-hip-release --limit 5
    """
    with opened(settings) as book, guided_session(settings.data_path()) as alone:
        sessions = SessionHistory(book.db, book.now, alone=alone)
        found = sessions.latest(limit, name)
        resumable = {record.id for record in sessions.resumable()}
        if as_json:
            print_json([shapes.session_record(record, sessions, book.zone, resumable) for record in found])
        elif not found:
            click.echo(f"No session of '{name}' yet." if name else "No session yet. `coach play` begins one.", err=True)
        else:
            click.echo(table([_row(book, sessions, record) for record in found]))
            _tell_how([record for record in found if record.id in resumable])


def _row(book: ReminderBook, sessions: SessionHistory, record: SessionRecord) -> tuple[str, str, str, str]:
    began = moment(record.began, book.zone, book.now)
    return began, record.routine, minutes_said(record.played), _outcome(sessions, record)


def _outcome(sessions: SessionHistory, record: SessionRecord) -> str:
    """How the session ended, for a person."""
    where = f" at {record.section}" if record.section else ""
    match sessions.outcome(record):
        case "finished":
            return "finished"
        case "playing":
            return f"playing now{where and f', {record.section}'}"
        case "cut":
            return f"cut off{where}"
    return f"left{where}"


def _tell_how(resumable: list[SessionRecord]) -> None:
    if resumable:
        click.echo("\nTo resume:")
    shown: set[str] = set()
    for record in resumable:
        # If two scripts have the same name, the second is given by its path.
        name = record.routine if record.routine not in shown else f'"{record.path}"'
        shown.add(record.routine)
        click.echo(f"  coach play {name} --resume")
