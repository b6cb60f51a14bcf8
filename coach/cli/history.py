"""`coach history`: the sessions done, how far each came, and how to go on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.options import json_option, print_json, settings_options

if TYPE_CHECKING:
    from collections.abc import Collection

    from coach.cli.remind.book import Book
    from coach.settings import Settings
    from coach.storage.session_records import SessionRecord


@click.command()
@click.argument("name", required=False)
@click.option("--limit", type=click.IntRange(1, 2000), default=20, show_default=True, metavar="N", help="How many.")
@settings_options("data_dir")
@json_option
def history(name: str | None, limit: int, settings: Settings, as_json: bool) -> None:
    """Show the sessions done, newest first, and where those cut short can be gone on with.

    \b
    Example:
      coach history
      coach history deep-hip-release --limit 5
    """
    from coach.cli.remind.book import opened
    from coach.cli.remind.table import table
    from coach.remind.do_not_disturb import guided_session
    from coach.storage import session_records as session_records

    with opened(settings) as book, guided_session(settings.data_path()) as alone:
        routine = _known(book, name)
        found = session_records.history(book.db, limit, routine)
        goable = {record.id for record in session_records.offered(book.db, book.now, alone=alone)}
        if as_json:
            print_json([_data(book, record, alone, goable) for record in found])
        elif not found:
            click.echo(f"No session of '{name}' yet." if name else "No session yet. `coach play` begins one.", err=True)
        else:
            click.echo(table([(*_columns(book, record), _told(book, record, alone)) for record in found]))
            _tell_how([record for record in found if record.id in goable])


def _known(book: Book, name: str | None) -> str | None:
    """The routine that `name` means among those of the history: by its name, the beginning of it, or a path."""
    from coach.storage.session_records import names

    if name is None:
        return None
    path = Path(name)
    if path.suffix == ".md" or len(path.parts) > 1:
        return str(path.absolute())
    known = names(book.db)
    begun = [each for each in known if each.startswith(name)]
    return begun[0] if len(begun) == 1 and name not in known else name


def _columns(book: Book, record: SessionRecord) -> tuple[str, str, str]:
    from coach.cli.remind.time_words import minutes_said

    return book.told(record.began), record.routine, minutes_said(record.played)


def _told(book: Book, record: SessionRecord, alone: bool) -> str:
    """How it ended, for a person."""
    where = f" at {record.section}" if record.section else ""
    match _outcome(book, record, alone):
        case "finished":
            return "finished"
        case "playing":
            return f"playing now{where and f', {record.section}'}"
        case "cut":
            return f"cut off{where}"
    return f"left{where}"


def _outcome(book: Book, record: SessionRecord, alone: bool) -> str:
    """`finished`, `left`, `playing`, or `cut`: it said nothing any more, as when a battery is empty."""
    from coach.storage.session_records import is_playing

    if record.outcome == "playing" and not is_playing(record, book.now, alone=alone):
        return "cut"
    return record.outcome


def _tell_how(goable: list[SessionRecord]) -> None:
    if goable:
        click.echo("\nTo go on where it was left:")
    shown: set[str] = set()
    for record in goable:
        # Where two scripts have one name, the second is told by its path.
        name = record.routine if record.routine not in shown else f'"{record.path}"'
        shown.add(record.routine)
        click.echo(f"  coach play {name} --resume")


def _data(book: Book, record: SessionRecord, alone: bool, goable: Collection[int]) -> dict[str, Any]:
    """A session for other programs."""
    from coach.cli.remind.time_words import iso

    return {
        "routine": record.routine,
        "title": record.title,
        "path": record.path,
        "began": iso(record.began, book.zone),
        "at": iso(record.at, book.zone),
        "outcome": _outcome(book, record, alone),
        "seconds": round(record.played, 1),
        "of_seconds": round(record.length, 1),
        "section": record.section,
        "words": record.words,
        "resumable": record.id in goable,
    }
