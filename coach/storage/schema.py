"""The tables, and the migrations from the databases of earlier versions."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Literal

from coach.errors import StoreError
from coach.storage.recovery import is_damage, is_whole
from coach.storage.timestamps import PATTERN

if TYPE_CHECKING:
    from pathlib import Path

    Standing = Literal["ready", "old", "damaged"]
    """`old`: migrations are missing; all of them in an empty file."""


def _instant(column: str) -> str:
    return f"CHECK ({column} GLOB '{PATTERN}')"


def _text(*columns: str) -> str:
    """Lost parts of a page read as zeros; quick_check notices them only through these constraints."""
    return f"CHECK (instr({' || '.join(columns)}, char(0)) = 0)"


APPLICATION = 0x436F6163
"""SQLite's application_id of these databases: "Coac"."""

MIGRATIONS: list[tuple[str, ...]] = [
    (
        # AUTOINCREMENT: the id of a removed reminder is never used again, because its claims are still stored.
        f"""
        CREATE TABLE reminder (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            folded TEXT NOT NULL UNIQUE,
            routine TEXT NOT NULL,
            rules TEXT NOT NULL,
            nudge INTEGER NOT NULL,
            message TEXT NOT NULL,
            paused_until TEXT {_instant("paused_until")},
            uid TEXT NOT NULL UNIQUE,
            sequence INTEGER NOT NULL,
            since TEXT NOT NULL {_instant("since")},
            {_text("name", "folded", "routine", "rules", "message", "uid")}
        )
        """,
        # No foreign key: the history of a reminder outlives it.
        f"""
        CREATE TABLE firing (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            reminder_id INTEGER NOT NULL,
            reminder TEXT NOT NULL,
            routine TEXT NOT NULL,
            scheduled TEXT NOT NULL {_instant("scheduled")},
            at TEXT NOT NULL {_instant("at")},
            outcome TEXT NOT NULL,
            note TEXT NOT NULL,
            seconds REAL NOT NULL,
            UNIQUE (reminder_id, scheduled),
            {_text("reminder", "routine", "outcome")}
        )
        """,
        f"""
        CREATE TABLE snooze (
            reminder_id INTEGER PRIMARY KEY REFERENCES reminder ON DELETE CASCADE,
            until TEXT NOT NULL {_instant("until")}
        )
        """,
        f"CREATE TABLE mark (name TEXT PRIMARY KEY, at TEXT NOT NULL {_instant('at')})",
    ),
    (
        f"""
        CREATE TABLE sitting (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            routine TEXT NOT NULL,
            path TEXT NOT NULL,
            title TEXT NOT NULL,
            began TEXT NOT NULL {_instant("began")},
            at TEXT NOT NULL {_instant("at")},
            options TEXT NOT NULL,
            outcome TEXT NOT NULL,
            alone INTEGER NOT NULL,
            beat INTEGER NOT NULL,
            words TEXT NOT NULL,
            past INTEGER NOT NULL,
            section TEXT NOT NULL,
            edits TEXT NOT NULL,
            played REAL NOT NULL,
            length REAL NOT NULL,
            {_text("routine", "path", "title", "options", "outcome", "words", "section", "edits")}
        )
        """,
    ),
    (
        f"ALTER TABLE sitting ADD COLUMN note TEXT NOT NULL DEFAULT '' {_text('note')}",
        "ALTER TABLE sitting ADD COLUMN rating INTEGER CHECK (rating BETWEEN 0 AND 10)",
    ),
]
"""The statements that migrate each version to the next. Released ones are never changed; new ones are added. So the
table of sessions is still named `sitting`, and its segment `beat`."""


def standing(connection: sqlite3.Connection, path: Path) -> Standing:
    """The state of the database. Raises StoreError if the file is not Coach's, sqlite3.Error if it cannot be read."""
    try:
        version, application, tables = _marks(connection)
        if not 0 <= version <= len(MIGRATIONS):  # checked first: this SQLite may take a newer format for damage
            raise _newer(path)
        if not is_whole(path, connection) or _complaint(connection):
            return "damaged"
    except UnicodeDecodeError:  # SQLite's message quotes some of the damaged bytes
        return "damaged"
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return "damaged"
        raise
    if tables and application != APPLICATION:
        raise StoreError(f"{path} is not a database of reminders and sessions. Move it away, or choose another folder.")
    if tables and version == 0:  # the version is in the file's first bytes, and every database has one
        return "damaged"
    return "ready" if version == len(MIGRATIONS) else "old"


def _complaint(connection: sqlite3.Connection) -> str:
    """The first problem that SQLite finds; empty if none."""
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return "" if found == "ok" else str(found)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Migrate the database to the newest version; call it inside a transaction."""
    version, _, _ = _marks(connection)
    if version > len(MIGRATIONS):
        raise _newer(path)
    for statements in MIGRATIONS[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _newer(path: Path) -> StoreError:
    return StoreError(f"{path} was made by a newer Coach. Update Coach, or choose another folder with --data-dir.")


def _marks(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """The version, the application id and the number of tables, of one moment: another process may be making them."""
    inner = connection.in_transaction
    if not inner:
        connection.execute("BEGIN")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return version, application, tables
    finally:
        if connection.in_transaction and not inner:
            connection.execute("ROLLBACK")
