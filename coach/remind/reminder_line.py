"""The line that a reminder says: its own, or one that names its routine."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.settings import Settings
    from coach.storage.reminders import Reminder


def line_of(reminder: Reminder, settings: Settings | None = None) -> str:
    """The line of a reminder; if its routine is needed but cannot be read, the reminder's name is used."""
    if settings is None or reminder.message:
        return line_naming(reminder, reminder.name)
    from coach.script import find_script, read_routine

    with suppress(CoachError):
        routine = read_routine(find_script(reminder.routine, settings.scripts_path()))
        return line_naming(reminder, routine.title, routine.header.language)
    return line_naming(reminder, reminder.name)


def line_naming(reminder: Reminder, title: str, language: str = "en") -> str:
    """The line of a reminder whose routine has this title and language."""
    from coach.plan.phrases import phrase

    return reminder.message or phrase("time for", language, title=title)
