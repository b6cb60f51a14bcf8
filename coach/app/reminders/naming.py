"""Checks of a reminder's name, line and routine."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import platformdirs

from coach.errors import ReminderError
from coach.plan import lay_out, outline
from coach.remind.plain_text import one_line
from coach.remind.when import parse_until
from coach.script import find_script, read_routine, speakable
from coach.settings import APP, builtin_scripts, load_settings

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path

    from coach.settings import Settings

_LONGEST_NAME = 60
_LONGEST_LINE = 300
"""Letters; about twenty seconds of speech."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The routine of a reminder."""

    kept: str
    """The stored form: its name if every command finds it by that, or its absolute path."""
    name: str
    title: str
    length: int
    """Milliseconds, as written."""


def meant(routine: str, settings: Settings) -> Meant:
    """The routine that a person named. Raises UnknownRoutine, ScriptError, and PlanError if it cannot be played."""
    path = find_script(routine, settings.scripts_path())
    kept = path.stem if path.parent.resolve() in _everywhere() else str(path.absolute())
    if not kept.isprintable():
        raise ReminderError(f"The file name {kept!r} has characters in it that cannot be seen. Rename the file.")
    return _measured(path, kept)


def look_up(kept: str, settings: Settings) -> Meant:
    """The routine of a stored reminder, read again. Raises UnknownRoutine, ScriptError, PlanError."""
    return _measured(find_script(kept, settings.scripts_path()), kept)


def fit_name(text: str, now: datetime) -> str:
    """A checked name for a reminder, with single spaces; it must not read as a time. Raises ReminderError."""
    name = _visible(text, "name")
    if not name or len(name) > _LONGEST_NAME:
        raise ReminderError(f"A reminder's name has from 1 to {_LONGEST_NAME} letters, not {len(name)}.")
    if name.startswith("-") or "until" in name.lower().split():
        raise ReminderError(
            f"A reminder cannot be called '{name}': choose a name without 'until' and no dash in front."
        )
    try:
        parse_until(name, now.replace(tzinfo=None))
    except ReminderError:
        return name
    raise ReminderError(f"A reminder cannot be called '{name}': that reads as a time. Choose another name.")


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, with a number after it if it is taken."""
    lowered = {other.casefold() for other in taken}
    number, free = 1, name
    while free.casefold() in lowered:
        number += 1
        free = f"{name}-{number}"
    return free


def fit_line(text: str) -> str:
    """A checked line to speak, with single spaces; empty for the usual one. Raises ReminderError."""
    line = _visible(text, "line to say")
    if len(line) > _LONGEST_LINE:
        raise ReminderError(f"The line to say has {len(line)} letters; {_LONGEST_LINE} is the most.")
    if line and not speakable(line):
        raise ReminderError(f"There is nothing in '{line}' that can be spoken. Write it in words.")
    return line


def _visible(text: str, what: str) -> str:
    """The text with single spaces. Raises ReminderError for invisible characters, or those that change the direction of
    writing."""
    spaced = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in text)
    words = " ".join(word for word in spaced.split(" ") if word)
    if words != one_line(spaced):
        raise ReminderError(f"The {what} {text!r} has characters in it that cannot be seen. Type it again.")
    return words


def _everywhere() -> set[Path]:
    """Script folders that do not depend on the current folder or on options."""
    lasting = load_settings().scripts_dir
    folders = (platformdirs.user_data_path(APP) / "scripts", builtin_scripts(), lasting)
    return {folder.resolve() for folder in folders if folder is not None}


def _measured(path: Path, kept: str) -> Meant:
    routine = read_routine(path)
    return Meant(kept, routine.name, one_line(routine.title) or routine.name, lay_out(outline(routine)).length)
