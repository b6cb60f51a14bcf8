"""Privacy: what is stored can be read by its owner alone, and nobody else on the computer."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_OTHERS = 0o077
"""What the group and everybody else may do with a file."""


def make_private(database: Path) -> None:
    """Take away what others may do with the data folder, the database, and the files beside it.

    Files of other users, and disks without permissions, stay as they are: `is_private` tells. SQLite gives its own
    files beside a database the permissions of the database. On Windows a person's folders are private already.
    """
    if os.name == "nt":
        return
    folder = database.parent
    # A person's home, given as the data folder, holds more than our data.
    for path in ([] if _is_home(folder) else [folder], folder.glob(f"{database.name}*")):
        for found in path:
            with suppress(OSError):
                mode = found.stat().st_mode
                if mode & _OTHERS and not found.is_symlink():
                    found.chmod(mode & 0o7700)


def create_private(database: Path) -> None:
    """Create an empty file that only its owner can read, unless there is one. OSError passes through."""
    with suppress(FileExistsError):
        os.close(os.open(database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def is_private(database: Path) -> bool:
    """Whether only its owner can read the database; True on Windows, and where there is no file."""
    if os.name == "nt":
        return True
    try:
        return database.stat().st_mode & _OTHERS == 0
    except OSError:
        return True


def _is_home(folder: Path) -> bool:
    try:
        return folder.resolve() == Path.home().resolve()
    except (OSError, RuntimeError):
        return False
