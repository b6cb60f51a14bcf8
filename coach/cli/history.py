"""`coach history`: the sessions done, how far each got, what was noted of them, and how to resume."""

from __future__ import annotations

import shutil
import sys
import textwrap
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import click

from coach.app import as_json as shapes
from coach.app.history import SessionHistory
from coach.app.session_notes import BEST
from coach.cli.options import is_terminal, json_option, print_json, settings_options
from coach.cli.remind.opened import opened
from coach.cli.table import table_rows
from coach.cli.time_words import minutes_said, moment
from coach.remind.do_not_disturb import guided_session
from coach.remind.schedule import instant
from coach.units import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.app.reminders.book import ReminderBook
    from coach.settings import Settings
    from coach.storage.session_records import SessionRecord

_INDENT = " " * 6
_WIDEST = 96
"""Columns of a note."""


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    """The callback of an option that is a day."""
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day; write it like 2026-01-01.") from None


@click.command()
@click.argument("name", required=False)
@click.option("--limit", type=click.IntRange(1, 2000), metavar="N", help="How many. [default: 20]")
@click.option("--session", "number", type=click.IntRange(1), metavar="NUMBER", help="This session only.")
@click.option(
    "--note", metavar="TEXT", help="Keep a note with a session: the last one, if none is named; '' removes it."
)
@click.option("--rating", metavar="0-10", help="Keep how it was, from 0 to 10; '' removes it.")
@click.option("--forget", is_flag=True, help="Delete sessions and their notes: all, or those that are named.")
@click.option("--before", callback=_day, metavar="DATE", help="Only those before this day, such as 2026-01-01.")
@click.option("--yes", is_flag=True, help="With --forget: do not ask first.")
@settings_options("data_dir")
@json_option
def history(
    name: str | None, limit: int | None, number: int | None, note: str | None, rating: str | None, forget: bool,
    before: date | None, yes: bool, settings: Settings, as_json: bool,
) -> None:  # fmt: skip
    """Show the sessions you did, newest first, and which interrupted ones can be resumed.

    With --note and --rating you keep a note with a session, and how it was. With --forget sessions are deleted for
    good, with their notes. All of it stays on this computer, in a file that only you can read.

    \b
    Example:
      coach history
      coach history deep-hip-release --limit 5
      coach history --note "Left hip softer today." --rating 8
      coach history --forget --session 12
      coach history deep-hip-release --forget
      coach history --forget --before 2026-01-01
      coach history --forget
    """
    noting = note is not None or rating is not None
    _refuse_mixtures(noting, forget, limit, before, yes)
    with opened(settings) as book:
        with guided_session(settings.data_path()) as alone:
            pass  # let go of it before any question: a session may begin meanwhile
        sessions = SessionHistory(book.db, book.now, alone=alone)
        since = None if before is None else instant(datetime.combine(before, time()), book.zone)
        if noting:
            _note(book, sessions, _meant(sessions, name, number), note, rating, as_json)
        elif forget:
            if number is not None:
                sessions.find(number)
            _forget(sessions, sessions.chosen(number=number, name=name, before=since), yes, as_json)
        else:
            found = [sessions.find(number)] if number is not None else sessions.latest(limit or 20, name)
            _show(book, sessions, found, name, as_json)


def _refuse_mixtures(noting: bool, forget: bool, limit: int | None, before: date | None, yes: bool) -> None:
    """Options that mean nothing together could delete more than a person meant. Raises UsageError."""
    if noting and forget:
        raise click.UsageError("--note and --rating keep, and --forget deletes: use one of them.")
    if not forget and (before is not None or yes):
        raise click.UsageError("--before and --yes need --forget.")
    if limit is not None and (forget or noting):
        raise click.UsageError("--limit is for showing. --session, --before or a name say which sessions.")


def _meant(sessions: SessionHistory, name: str | None, number: int | None) -> SessionRecord:
    """The session to note something of: the named one, or the last one. Raises UnknownSession, UsageError."""
    if number is not None:
        return sessions.find(number)
    found = sessions.latest(1, name)
    if not found:
        raise click.UsageError(_nothing(name))
    return found[0]


def _note(
    book: ReminderBook, sessions: SessionHistory, record: SessionRecord, note: str | None, rating: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    kept = sessions.annotate(record.id, note=note, rating=rating)
    for sentence in sessions.warnings():
        click.echo(sentence, err=True)
    if as_json:
        resumable = {record.id for record in sessions.resumable()}
        print_json(shapes.session_record(kept, sessions, book.zone, resumable))
        return
    rated = "" if kept.rating is None else f" How it was: {kept.rating} of {BEST}."
    said = "Kept with" if kept.note or rated else "Removed from"
    click.echo(f"{said} {kept.title}, {moment(kept.began, book.zone, book.now)}.{rated}")


def _forget(sessions: SessionHistory, records: Sequence[SessionRecord], yes: bool, as_json: bool) -> None:
    if records and not yes:
        if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
            raise click.UsageError(f"This would forget {_counted(records)}. Add --yes to do it.")
        if not click.confirm(f"Forget {_counted(records)} for good", default=False, err=True):
            click.echo("Nothing was forgotten.", err=True)
            return
    forgotten = sessions.forget(records)
    for sentence in sessions.warnings():
        click.echo(sentence, err=True)
    if as_json:
        print_json({"forgotten": forgotten})
    elif forgotten:
        click.echo(f"Forgotten: {_counted(records)}.")
    else:
        click.echo("There is nothing to forget. What plays now is kept until it has ended.", err=True)


def _counted(records: Sequence[SessionRecord]) -> str:
    """How many sessions, and how many of them have something noted."""
    noted = sum(bool(record.note) or record.rating is not None for record in records)
    said = "with its note" if len(records) == 1 else f"{noted} of them with notes"
    return f"{count_of(len(records), 'session')}{f', {said}' if noted else ''}"


def _show(
    book: ReminderBook, sessions: SessionHistory, found: list[SessionRecord], name: str | None, as_json: bool
) -> None:
    resumable = {record.id for record in sessions.resumable()}
    if as_json:
        print_json([shapes.session_record(record, sessions, book.zone, resumable) for record in found])
    elif not found:
        click.echo(_nothing(name), err=True)
    else:
        widest = max(len(str(record.id)) for record in found)
        rows = table_rows([_row(book, sessions, record, widest) for record in found])
        columns = min(shutil.get_terminal_size().columns, _WIDEST)
        for record, row in zip(found, rows, strict=True):
            click.echo(row)
            for line in record.note.splitlines():
                click.echo(textwrap.fill(line, columns, initial_indent=_INDENT, subsequent_indent=_INDENT))
        _tell_how([record for record in found if record.id in resumable])


def _nothing(name: str | None) -> str:
    return f"No session of '{name}' yet." if name else "No session yet. `coach play` begins one."


def _row(book: ReminderBook, sessions: SessionHistory, record: SessionRecord, widest: int) -> tuple[str, ...]:
    began = moment(record.began, book.zone, book.now)
    rated = "" if record.rating is None else f", {record.rating} of {BEST}"
    return (
        f"{record.id:>{widest}}",
        began,
        record.routine,
        minutes_said(record.played),
        f"{_outcome(sessions, record)}{rated}",
    )


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
