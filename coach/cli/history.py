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
    from coach.store.sittings import Sitting


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
    from coach.remind.quiet import guided_session
    from coach.store import sittings

    with opened(settings) as book, guided_session(settings.data_path()) as alone:
        routine = _known(book, name)
        found = sittings.history(book.db, limit, routine)
        goable = {sitting.id for sitting in sittings.offered(book.db, book.now, alone=alone)}
        if as_json:
            print_json([_data(book, sitting, alone, goable) for sitting in found])
        elif not found:
            click.echo(f"No session of '{name}' yet." if name else "No session yet. `coach play` begins one.", err=True)
        else:
            click.echo(table([(*_columns(book, sitting), _told(book, sitting, alone)) for sitting in found]))
            _tell_how([sitting for sitting in found if sitting.id in goable])


def _known(book: Book, name: str | None) -> str | None:
    """The routine that `name` means among those of the history: by its name, the beginning of it, or a path."""
    from coach.store.sittings import names

    if name is None:
        return None
    path = Path(name)
    if path.suffix == ".md" or len(path.parts) > 1:
        return str(path.absolute())
    known = names(book.db)
    begun = [each for each in known if each.startswith(name)]
    return begun[0] if len(begun) == 1 and name not in known else name


def _columns(book: Book, sitting: Sitting) -> tuple[str, str, str]:
    from coach.cli.remind.moments import minutes_said

    return book.told(sitting.began), sitting.routine, minutes_said(sitting.played)


def _told(book: Book, sitting: Sitting, alone: bool) -> str:
    """How it ended, for a person."""
    where = f" at {sitting.section}" if sitting.section else ""
    match _outcome(book, sitting, alone):
        case "finished":
            return "finished"
        case "playing":
            return f"playing now{where and f', {sitting.section}'}"
        case "cut":
            return f"cut off{where}"
    return f"left{where}"


def _outcome(book: Book, sitting: Sitting, alone: bool) -> str:
    """`finished`, `left`, `playing`, or `cut`: it said nothing any more, as when a battery is empty."""
    from coach.store.sittings import is_playing

    if sitting.outcome == "playing" and not is_playing(sitting, book.now, alone=alone):
        return "cut"
    return sitting.outcome


def _tell_how(goable: list[Sitting]) -> None:
    if goable:
        click.echo("\nTo go on where it was left:")
    shown: set[str] = set()
    for sitting in goable:
        # Where two scripts have one name, the second is told by its path.
        name = sitting.routine if sitting.routine not in shown else f'"{sitting.path}"'
        shown.add(sitting.routine)
        click.echo(f"  coach play {name} --resume")


def _data(book: Book, sitting: Sitting, alone: bool, goable: Collection[int]) -> dict[str, Any]:
    """A session for other programs."""
    from coach.cli.remind.moments import iso

    return {
        "routine": sitting.routine,
        "title": sitting.title,
        "path": sitting.path,
        "began": iso(sitting.began, book.zone),
        "at": iso(sitting.at, book.zone),
        "outcome": _outcome(book, sitting, alone),
        "seconds": round(sitting.played, 1),
        "of_seconds": round(sitting.length, 1),
        "section": sitting.section,
        "words": sitting.words,
        "resumable": sitting.id in goable,
    }
