"""What can be wrong with the database: an error sentence for each, and setting a damaged file aside."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from coach.errors import StoreError, reason

if TYPE_CHECKING:
    from pathlib import Path

BESIDE = ("-wal", "-shm", "-journal")
"""The suffixes of the files that SQLite keeps beside a database; without them it may be incomplete."""

_LITTLE = 64 * 1024
"""Bytes. With less space on the disk, SQLite may report an I/O error, because its working files do not fit."""


def code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 if the error came from Python."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is not a database, or is damaged."""
    return code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def sentence(error: sqlite3.Error, path: Path) -> str:
    """What is wrong and what to do, as a sentence for a person."""
    match code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"{path} is in use by another program. Try again in a moment."
        case sqlite3.SQLITE_READONLY:
            return f"{path} cannot be written: it is read-only. Choose another folder with --data-dir."
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return f"{path} is damaged. Try again: it is then set aside, and a new one is made."
        case sqlite3.SQLITE_FULL:
            return _full(path)
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN if _is_full(path):
            return _full(path)
        case sqlite3.SQLITE_CANTOPEN:
            return f"{path} cannot be opened. Choose another folder with --data-dir."
    return f"{path} cannot be used ({str(error).rstrip('.')})."


def check_place(path: Path) -> None:
    """Make the folder, and check that a database can be stored there. Raises StoreError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise StoreError(f"Nothing can be stored in {path.parent}: it is not a folder. Choose another.") from error
    except OSError as error:
        raise StoreError(f"The folder {path.parent} cannot be made ({reason(error)}). Choose another.") from error
    if path.is_dir():
        raise StoreError(f"{path} is a folder, where the file of reminders and sessions should be. Move it away.")
    # SQLite opens a read-only file silently, and fails at the first change. It also writes other files in the folder.
    for place in (path.parent, path):
        if place.exists() and not os.access(place, os.W_OK):
            raise StoreError(f"{place} is read-only, so nothing can be stored there. Choose a writable folder.")


def is_orphaned(path: Path) -> bool:
    """Whether there are uncommitted files beside a database that is missing or empty; SQLite would delete them
    silently."""
    return _size(path) == 0 and _size(path.with_name(f"{path.name}-wal")) > 0


def is_whole(path: Path, connection: sqlite3.Connection) -> bool:
    """Whether the file has all its pages to the last byte. SQLite reads the missing end of a cut file as zeros."""
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    # If there is a WAL file, a process may have ended while it moved changes from it; SQLite still has them all.
    return _size(path) % page == 0 or any(_size(path.with_name(path.name + end)) for end in ("-wal", "-journal"))


def set_aside(path: Path) -> str:
    """Rename a damaged database and the files beside it; returns a sentence that says so. Raises StoreError.

    No other process may do so at the same time, and this process must have no open connection.
    """
    aside = _free_name(path)
    try:
        for end in ("", *BESIDE):
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
    except OSError as error:
        raise StoreError(
            f"{path} is damaged and cannot be set aside ({reason(error)}). Close what uses it, and try again."
        ) from error
    return f"{path} was damaged. It was renamed to {aside.name}, and a new one was made, without reminders or sessions."


def damaged_copies(path: Path) -> list[Path]:
    """The damaged databases that were set aside beside this one; they may hold all that was stored then."""
    try:
        return sorted(found for found in path.parent.glob(f"{path.name}.damaged-*") if found.is_file())
    except OSError:
        return []


def _free_name(path: Path) -> Path:
    """An unused name for the damaged file, with the local time in it."""
    stem = f"{path.name}.damaged-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    number, name = 1, stem
    while any(os.path.lexists(path.with_name(name + end)) for end in ("", *BESIDE)):
        number += 1
        name = f"{stem}-{number}"
    return path.with_name(name)


def _full(path: Path) -> str:
    return f"There is no room left on the disk for {path}. Free some room and try again."


def _is_full(path: Path) -> bool:
    with suppress(OSError):
        return shutil.disk_usage(path.parent).free < _LITTLE
    return False


def _size(path: Path) -> int:
    """The size in bytes; 0 if there is no file."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
