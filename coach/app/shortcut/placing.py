"""Putting a shortcut in its place, and removing it. System commands go through a `run` function that is passed in."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from coach.app.shortcut.entry import NAME, shortcut_for
from coach.errors import OutputError, reason
from coach.program import this_program
from coach.remind.install import run_command
from coach.remind.plain_text import one_line
from coach.storage.atomic import replacing

if TYPE_CHECKING:
    from coach.app.shortcut.entry import Shortcut
    from coach.remind.install import RunCommand
    from coach.settings import Settings

_UNTRIED = "We could not try this on such a system ourselves: please check that it opens, and tell us."


def this_shortcut(settings: Settings) -> Shortcut:
    """The shortcut to the page for this computer, user and settings. Raises OutputError."""
    return shortcut_for(this_program(settings, "open"), sys.platform, os.environ, Path.home())


def place(shortcut: Shortcut, run: RunCommand = run_command) -> list[str]:
    """Put the icon in its place, or renew it; returns what was done, in sentences. Raises OutputError."""
    there = shortcut.main.exists()
    for file in shortcut.files:
        try:
            file.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"Cannot make the folder {file.path.parent}: {reason(error)}.") from error
        with replacing(file.path) as temporary:
            temporary.write_bytes(file.content())
            if file.runs:
                temporary.chmod(0o755)
    if shortcut.make:
        shortcut.main.parent.mkdir(parents=True, exist_ok=True)
        code, said = run(shortcut.make)
        if code != 0:
            told = one_line(said).rstrip(".")
            raise OutputError(f"The system did not make {shortcut.main}{f' ({told})' if told else ''}.")
    for command in shortcut.refresh:
        run(command)
    done = "Renewed" if there else "Placed"
    return [f"{done}: {NAME}, {shortcut.place}. It opens the page.", f"({shortcut.main})", *_untried(shortcut)]


def remove(shortcut: Shortcut, run: RunCommand = run_command) -> list[str]:
    """Remove the icon; returns what was done, in sentences. Raises OutputError."""
    paths = [shortcut.main, *(file.path for file in shortcut.files)]
    if not any(path.exists() for path in paths):
        return ["There is no icon to remove."]
    try:
        for path in paths:
            path.unlink(missing_ok=True)
        if shortcut.folder is not None and shortcut.folder.is_dir():
            shutil.rmtree(shortcut.folder)
    except OSError as error:
        raise OutputError(f"Cannot delete {error.filename or shortcut.main}: {reason(error)}.") from error
    for command in shortcut.refresh:
        run(command)
    return [f"Removed: {NAME}, {shortcut.place}.", *_untried(shortcut)]


def _untried(shortcut: Shortcut) -> list[str]:
    return [] if shortcut.tried else [_UNTRIED]
