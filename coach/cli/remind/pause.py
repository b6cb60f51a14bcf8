"""`coach remind pause`, `resume`, `snooze` and `skip`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.cli.options import json_option, print_json, settings_options
from coach.cli.remind.wording import chosen, every, last_spoken, name_and_time
from coach.errors import ReminderError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coach.cli.remind.book import Book, Coming
    from coach.settings import Settings
    from coach.storage.reminders import Reminder

_WORDS = {"ignore_unknown_options": True}
"""So that `snooze -5` reaches us, and its answer is about time rather than about options."""

_SNOOZE = "5"
"""Minutes, where no time is given."""


@click.command(context_settings=_WORDS)
@click.argument("words", nargs=-1, metavar="[NAME] [until TIME]")
@settings_options("data_dir")
@json_option
def pause(words: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """Let a reminder, or all of them, be silent for a while, or until you resume them.

    \b
    Example:
      coach remind pause until 14:00
      coach remind pause breath-break tomorrow
      coach remind pause
    """
    from coach.cli.remind.book import opened
    from coach.storage.reminders import FOREVER
    from coach.storage.reminders import pause as keep_silent

    with opened(settings) as book:
        meant, until = chosen(book, words)
        end = FOREVER if until is None else _instant(book, until)
        meant = [keep_silent(book.db, reminder, end, book.now) for reminder in meant]
        ending = "until you resume" if until is None else f"until {book.told(end)}"
        _tell(book, meant, f"{_named(meant)} paused {ending}.", as_json)


@click.command()
@click.argument("name", nargs=-1)
@settings_options("data_dir")
@json_option
def resume(name: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """End the pause of a reminder, or of all; what fell into the pause is not made up for.

    \b
    Example:
      coach remind resume breath-break
    """
    from coach.cli.remind.book import opened
    from coach.storage.reminders import resume as let_speak

    with opened(settings) as book:
        meant = [book.find(" ".join(name))] if name else every(book)
        paused = [reminder for reminder in meant if book.pause_told(reminder)]
        if not paused:
            _tell(book, meant, f"{_named(meant)} not paused.", as_json)
            return
        resumed = [let_speak(book.db, reminder, book.now) for reminder in paused]
        first = next(book.coming(resumed), None)
        comes = f" Next: {book.told(first.at)}, '{first.reminder.name}'." if first else ""
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
    from coach.cli.remind.book import opened
    from coach.storage import firings

    with opened(settings) as book:
        name, until = name_and_time(book, words)
        reminder = book.find(name) if name else last_spoken(book)
        if paused := book.pause_told(reminder):
            raise ReminderError(f"'{reminder.name}' is {paused}. First: coach remind resume {_argument(reminder.name)}")
        end = _instant(book, until or _SNOOZE)
        firings.snooze(book.db, reminder, end, book.now)
        book.tell(reminder, f"'{reminder.name}' speaks again {book.told(end)}.", as_json)


@click.command()
@click.argument("name", nargs=-1)
@settings_options("data_dir")
@json_option
def skip(name: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """Leave out the next time of a reminder, or of the one that is next.

    \b
    Example:
      coach remind skip breath-break
    """
    from coach.cli.remind.book import opened
    from coach.storage import firings

    with opened(settings) as book:
        meant = [book.find(" ".join(name))] if name else every(book)
        for coming in book.coming(meant):
            if coming.snoozed:
                firings.end_snooze(book.db, coming.reminder.id)
            elif not firings.claim(book.db, coming.reminder, coming.at, book.now, "skipped", "by hand"):
                continue  # somebody else was quicker
            break
        else:
            raise ReminderError(f"There is nothing to skip: {_named(meant)} not going to speak.")
        _tell_skipped(book, coming, as_json)


def _tell_skipped(book: Book, skipped: Coming, as_json: bool) -> None:
    from coach.cli.remind.time_words import iso

    after = book.first(skipped.reminder)
    if as_json:
        print_json(book.data(skipped.reminder) | {"skipped": iso(skipped.at, book.zone)})
        return
    comes = f"Next: {book.told(after.at)}." if after else "It will not speak again."
    click.echo(f"'{skipped.reminder.name}' skips {book.told(skipped.at)}. {comes}")


def _instant(book: Book, text: str) -> datetime:
    """The instant in UTC until which something is put off. Raises ReminderError."""
    from coach.remind.when import until_instant

    return until_instant(text, book.now, book.zone)


def _named(reminders: Sequence[Reminder]) -> str:
    """The reminders as the beginning of a sentence, with its verb."""
    if len(reminders) == 1:
        return f"'{reminders[0].name}' is"
    if len(reminders) == 2:
        return f"'{reminders[0].name}' and '{reminders[1].name}' are"
    return f"{len(reminders)} reminders are"


def _argument(name: str) -> str:
    import shlex

    return shlex.quote(name)


def _tell(book: Book, reminders: Sequence[Reminder], sentence: str, as_json: bool) -> None:
    if as_json:
        print_json([book.data(book.find(reminder.name)) for reminder in reminders])
    else:
        click.echo(sentence)
