"""How another process starts this very program: with this Python, this package and these settings."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import coach
from coach.errors import OutputError
from coach.settings import find_studio, load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.settings import Settings

_NO_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Program:
    """The program that a service or an icon starts."""

    command: tuple[str, ...]
    """The program and its arguments; every path is absolute."""
    folder: Path
    """Its working folder: the studio, if there is one, for its scripts."""
    environment: Mapping[str, str]
    """The environment variables that it needs."""


def this_program(settings: Settings, *command: str) -> Program:
    """A command of Coach, such as "remind", "run", independent of the current folder and the environment.

    What the settings file says is left to that file, so that a later change of it holds here too. Works for every way
    to install: this Python starts the package where it is. Raises OutputError if a path cannot be written to a file of
    the system, and SettingsError.
    """
    in_file = load_settings({}, {})
    given = {
        "data-dir": settings.data_path(),
        "scripts-dir": settings.scripts_dir,
        "cache-dir": settings.cache_dir,
        "voices-dir": settings.voices_dir,
        "voice": settings.voice,
        "client-voice": settings.client_voice,
        "player": settings.player,
        "device": settings.device,
        "lead-in": settings.lead_in,
    }
    options: list[str] = []
    for name, value in given.items():
        text = str(value.absolute() if isinstance(value, Path) else value)
        if value is not None and text != str(getattr(in_file, name.replace("-", "_"))):
            options += [f"--{name}", text]
    # Not resolved: the python of a virtual environment is a link, and finds its packages by the link's location.
    words = (str(Path(sys.executable).absolute()), "-m", "coach", *command, *options)
    folder = find_studio() or Path.home()
    home = Path(coach.__file__).absolute().parent.parent
    installed = home.name in {"site-packages", "dist-packages"}
    environment = {} if installed else {"PYTHONPATH": str(home)}
    if moved := os.environ.get("XDG_CONFIG_HOME"):  # where the settings file is
        environment["XDG_CONFIG_HOME"] = str(Path(moved).absolute())
    for text in (*words, str(folder), *environment.values()):
        if _NO_NAME.search(text):
            raise OutputError(f"{text!r}: no file of the system can hold such a character. Choose another name for it.")
    return Program(words, folder, environment)
