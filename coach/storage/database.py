"""The store: one SQLite file, opened by any number of processes at once."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self

from coach.errors import StoreError, reason
from coach.storage.recovery import check_place, is_damage, is_orphaned, sentence, set_aside
from coach.storage.schema import migrate, standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

BUSY = 5.0
"""Seconds to wait for another process before giving up."""

_UNKEPT = "A text has characters in it that cannot be kept. Write it again."


class Database:
    """A store while it is open; a context manager. May be used from several threads, one at a time.

    It is safe against whatever happens to the file: of a damaged one nothing is deleted, and where another file has
    taken its place, by a process that set it aside or a person who put back a copy, that one is used from then on.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, with its folder; make what is new, lead forward what is old. Raises StoreError."""
        self.path = path.absolute()
        self.notices: list[str] = []
        """Sentences a person should be told: a damaged store set aside."""
        self._turn = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._closed = False
        with self._told():
            self._open()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """What happens inside is kept wholly, and on the disk at the end, or, where anything is raised, not at all.

        Only one process at a time is inside. One in another is part of it. Raises StoreError, and IntegrityError
        where a row is there already.
        """
        with self._turn, self._told():
            connection = self._current()
            inner = connection.in_transaction
            connection.execute("SAVEPOINT part" if inner else "BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("RELEASE part" if inner else "COMMIT")
            except BaseException:
                # Out of room, SQLite may have rolled back already. What went wrong first is what is told.
                with suppress(sqlite3.Error):
                    if connection.in_transaction:
                        connection.execute("ROLLBACK TO part" if inner else "ROLLBACK")
                    if connection.in_transaction and inner:
                        connection.execute("RELEASE part")
                raise

    def read(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """The rows a query gives. Raises StoreError."""
        with self._turn, self._told():
            return self._current().execute(sql, parameters).fetchall()

    def close(self) -> None:
        """Let the file go."""
        with self._turn:
            self._closed = True
            self._let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _current(self) -> sqlite3.Connection:
        """The connection to the file that is there now."""
        if self._closed:
            raise StoreError(f"{self.path} is closed.")
        if self._connection is not None and not self._connection.in_transaction:
            there = _file(self.path)
            if there is None:
                self.notices.append(f"{self.path} was deleted while it was in use: a new one was begun.")
            if there != self._file:
                self._let_go()
        if self._connection is None:
            self._open()
        assert self._connection is not None
        return self._connection

    def _open(self) -> None:
        check_place(self.path)
        if self._attach():
            return
        with _alone(self.path):
            if self._attach():  # another process was quicker
                return
            if is_orphaned(self.path) or self._stands() == "damaged":
                self.notices.append(set_aside(self.path))
            self._make()
            if not self._attach():
                raise StoreError(f"{self.path} was damaged at once after it was made. Check the disk.")

    def _attach(self) -> bool:
        """Connect to a store that is ready for use; False where it is not."""
        there = _file(self.path)
        if there is None or is_orphaned(self.path):
            return False
        connection = _connect(self.path)
        try:
            if standing(connection, self.path) == "ready":
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA synchronous = FULL")  # a claim must outlast a power cut
                self._connection, self._file = connection, there
        finally:
            if self._connection is not connection:
                connection.close()
        return self._connection is connection

    def _stands(self) -> str:
        connection = _connect(self.path)
        try:
            return standing(connection, self.path)
        finally:
            connection.close()

    def _make(self) -> None:
        """Make the tables, or those that are missing."""
        connection = _connect(self.path)
        try:
            # Readers and a writer then do not wait for each other. Some network folders cannot; all works there too.
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            migrate(connection, self.path)
            connection.execute("COMMIT")
        finally:
            connection.close()  # what is not committed is rolled back

    def _let_go(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = self._file = None

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of SQLite become sentences."""
        try:
            yield
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_CHECK:
                raise  # that something is there already is for the caller to tell
            raise StoreError(_UNKEPT) from error
        except sqlite3.Error as error:
            if is_damage(error):
                self._let_go()  # the next to ask opens it again, and it is set aside
            raise StoreError(sentence(error, self.path)) from error
        except UnicodeEncodeError as error:
            raise StoreError(_UNKEPT) from error
        except UnicodeDecodeError as error:  # SQLite's words about damage quote some of it
            self._let_go()
            raise StoreError(sentence(sqlite3.DatabaseError("damaged"), self.path)) from error


def _connect(path: Path) -> sqlite3.Connection:
    """SQLite looks at the file at the first statement only."""
    connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """No other process makes, leads forward or sets aside this store inside. Raises StoreError."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(f"{path}.lock", timeout=BUSY):
            yield
    except Timeout as error:
        raise StoreError(f"{path} is being made by another program. Try again in a moment.") from error
    except OSError as error:
        raise StoreError(f"The folder {path.parent} cannot be used ({reason(error)}). Choose another.") from error


def _file(path: Path) -> tuple[int, int] | None:
    """What tells this file from another of the same name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
