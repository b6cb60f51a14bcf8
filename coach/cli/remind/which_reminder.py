"""The reminder and the time in the words after `pause` or `snooze`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from coach.cli.remind.opened import NONE_YET
from coach.errors import ReminderError
from coach.remind.when import parse_until
from coach.storage.firings import history

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.app.reminders.book import ReminderBook
    from coach.storage.reminders import Reminder

_LATELY = timedelta(hours=1)
"""For how long after a reminder spoke `snooze` without a name means it."""


def chosen(book: ReminderBook, words: Sequence[str]) -> tuple[list[Reminder], str | None]:
    """The named reminders and the time; all reminders if none is named."""
    name, until = name_and_time(book, words)
    return ([book.find(name)] if name else every(book)), until


def name_and_time(book: ReminderBook, words: Sequence[str]) -> tuple[str, str | None]:
    """The typed words split into a name and a time; either may be missing.

    No reminder's name reads as a time (`naming.fit_name`), so the longest ending that does is the time.
    """
    for word in words:
        if word.startswith("--"):
            raise click.NoSuchOption(word)
    if any(" ".join(words).casefold() == reminder.name.casefold() for reminder in book.reminders()):
        return " ".join(words), None
    lowered = [word.lower().split(" ")[0] for word in words]
    if "until" in lowered:
        place = lowered.index("until")
        return " ".join(words[:place]), " ".join(words[place:])
    complaint: ReminderError | None = None
    for place in range(len(words)):
        try:
            parse_until(" ".join(words[place:]), book.wall)
        except ReminderError as error:
            complaint = error
        else:
            return " ".join(words[:place]), " ".join(words[place:])
    name = " ".join(words)
    if complaint is not None and not _begins_one(book, name):
        for place in range(len(words) - 1, -1, -1):  # the name may be right, and only the time wrong
            if (place and _begins_one(book, " ".join(words[:place]))) or words[place][:1] in "-+0123456789":
                return " ".join(words[:place]), " ".join(words[place:])
    return name, None


def _begins_one(book: ReminderBook, name: str) -> bool:
    try:
        book.find(name)
    except ReminderError:
        return False
    return True


def every(book: ReminderBook) -> list[Reminder]:
    """All reminders. Raises ReminderError if there are none."""
    if found := book.reminders():
        return found
    raise ReminderError(NONE_YET)


def last_spoken(book: ReminderBook) -> Reminder:
    """The reminder that a person means without a name: the one that just spoke, or the only one."""
    reminders = every(book)
    if len(reminders) == 1:
        return reminders[0]
    by_name = {reminder.name: reminder for reminder in reminders}
    for firing in history(book.db, limit=20, now=book.now):
        if book.now - firing.at > _LATELY:
            break
        if firing.outcome not in ("missed", "skipped") and firing.reminder in by_name:
            return by_name[firing.reminder]
    names = ", ".join(list(by_name)[:5]) + (", …" if len(by_name) > 5 else "")
    raise ReminderError(f"Which one? None spoke within the hour. There are {names}.")
