"""`coach remind pause`, `resume`, `snooze` and `skip`."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from coach.app import as_json as shapes
from coach.app.reminders.changes import skip as skip_next
from coach.app.reminders.changes import snooze as put_off
from coach.cli.options import json_option, print_json, settings_options
from coach.cli.remind.opened import opened, pause_text, tell, time_text
from coach.cli.remind.which_reminder import chosen, every, last_spoken, name_and_time
from coach.errors import ReminderError
from coach.remind.when import until_instant
from coach.storage.reminders import FOREVER
from coach.storage.reminders import pause as keep_silent
from coach.storage.reminders import resume as let_speak

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coach.app.reminders.book import Coming, ReminderBook
    from coach.settings import Settings
    from coach.storage.reminders import Reminder

_WORDS = {"ignore_unknown_options": True}
"""So that `snooze -5` is not taken for an option, and gets an error about its time."""

_SNOOZE = "5"
"""Minutes, if no time is given."""


@click.command(context_settings=_WORDS)
@click.argument("words", nargs=-1, metavar="[NAME] [until TIME]")
@settings_options("data_dir")
@json_option
def pause(words: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """Pause a reminder, or all of them, for a while or until you resume them.

    \b
    Example:
      coach remind pause until 14:00
      coach remind pause breath-break tomorrow
      coach remind pause
    """
    with opened(settings) as book:
        meant, until = chosen(book, words)
        end = FOREVER if until is None else _instant(book, until)
        meant = [keep_silent(book.db, reminder, end, book.now) for reminder in meant]
        ending = "until you resume" if until is None else f"until {time_text(book, end)}"
        _tell(book, meant, f"{_named(meant)} paused {ending}.", as_json)


@click.command()
@click.argument("name", nargs=-1)
@settings_options("data_dir")
@json_option
def resume(name: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """End the pause of a reminder, or of all; times during the pause are not made up for.

    \b
    Example:
      coach remind resume breath-break
    """
    with opened(settings) as book:
        meant = [book.find(" ".join(name))] if name else every(book)
        paused = [reminder for reminder in meant if pause_text(book, reminder)]
        if not paused:
            _tell(book, meant, f"{_named(meant)} not paused.", as_json)
            return
        resumed = [let_speak(book.db, reminder, book.now) for reminder in paused]
        first = next(book.coming(resumed), None)
        comes = f" Next: {time_text(book, first.at)}, '{first.reminder.name}'." if first else ""
        _tell(book, resumed, f"{_named(resumed)} on again.{comes}", as_json)


@click.command(context_settings=_WORDS)
@click.argument("words", nargs=-1, metavar="[NAME] [MINUTES | until TIME]")
@settings_options("data_dir")
@json_option
def snooze(words: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """Let a reminder speak again in a while: 5 minutes if no time is given.

    Without NAME it is the one that spoke last, within the hour.

    \b
    Example:
      coach remind snooze 10
      coach remind snooze breath-break until 14:00
    """
    with opened(settings) as book:
        name, until = name_and_time(book, words)
        reminder = book.find(name) if name else last_spoken(book)
        if paused := pause_text(book, reminder):
            raise ReminderError(
                f"'{reminder.name}' is {paused}. Resume it first: coach remind resume {_argument(reminder.name)}"
            )
        end = put_off(book, reminder, until or _SNOOZE)
        tell(book, reminder, f"'{reminder.name}' speaks again {time_text(book, end)}.", as_json)


@click.command()
@click.argument("name", nargs=-1)
@settings_options("data_dir")
@json_option
def skip(name: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """Skip the next time of a reminder, or of the one that is next.

    \b
    Example:
      coach remind skip breath-break
    """
    with opened(settings) as book:
        meant = [book.find(" ".join(name))] if name else every(book)
        coming = skip_next(book, meant)
        if coming is None:
            raise ReminderError(f"There is nothing to skip: {_named(meant)} not going to speak.")
        _tell_skipped(book, coming, as_json)


def _tell_skipped(book: ReminderBook, skipped: Coming, as_json: bool) -> None:

    after = book.first(skipped.reminder)
    if as_json:
        print_json(shapes.reminder(skipped.reminder, book) | {"skipped": shapes.instant(skipped.at, book.zone)})
        return
    comes = f"Next: {time_text(book, after.at)}." if after else "It will not speak again."
    click.echo(f"'{skipped.reminder.name}' skips {time_text(book, skipped.at)}. {comes}")


def _instant(book: ReminderBook, text: str) -> datetime:
    """The instant in UTC that a text means. Raises ReminderError."""
    return until_instant(text, book.now, book.zone)


def _named(reminders: Sequence[Reminder]) -> str:
    """The reminders as the start of a sentence, with its verb."""
    if len(reminders) == 1:
        return f"'{reminders[0].name}' is"
    if len(reminders) == 2:
        return f"'{reminders[0].name}' and '{reminders[1].name}' are"
    return f"{len(reminders)} reminders are"


def _argument(name: str) -> str:
    return shlex.quote(name)


def _tell(book: ReminderBook, reminders: Sequence[Reminder], sentence: str, as_json: bool) -> None:
    if as_json:
        print_json([shapes.reminder(book.find(reminder.name), book) for reminder in reminders])
    else:
        click.echo(sentence)
