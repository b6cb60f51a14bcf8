"""The database: one SQLite file, which any number of processes can open at once."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self

from coach.errors import StoreError, reason
from coach.storage.privacy import create_private, make_private
from coach.storage.recovery import check_place, code, is_damage, is_orphaned, sentence, set_aside
from coach.storage.schema import migrate, standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

BUSY = 5.0
"""Seconds to wait for another process before giving up."""

_UNSTORABLE = "A text contains characters that cannot be stored. Write it again."


class Database:
    """The open database; a context manager. Several threads may use it, one at a time.

    A damaged file is set aside, never deleted. If another file takes its place, because a process set it aside or a
    person restored a copy, the new file is used from then on.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, creating or migrating it and its folder as needed. Raises StoreError."""
        self.path = path.absolute()
        self.notices: list[str] = []
        """Sentences to show to the person, such as that a damaged file was set aside."""
        self._turn = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._closed = False
        with self._errors_as_sentences():
            self._open()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction: on the disk when the block ends, or undone if it raises.

        Only one process at a time is inside. A nested transaction is part of the outer one. Raises StoreError, and
        IntegrityError if a row exists already.
        """
        with self._turn, self._errors_as_sentences():
            connection = self._current()
            inner = connection.in_transaction
            connection.execute("SAVEPOINT part" if inner else "BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("RELEASE part" if inner else "COMMIT")
            except BaseException:
                # If the disk is full, SQLite may have rolled back already. The first error is the one to report.
                with suppress(sqlite3.Error):
                    if connection.in_transaction:
                        connection.execute("ROLLBACK TO part" if inner else "ROLLBACK")
                    if connection.in_transaction and inner:
                        connection.execute("RELEASE part")
                raise

    def read(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """The rows of a query. Raises StoreError."""
        with self._turn, self._errors_as_sentences():
            return self._current().execute(sql, parameters).fetchall()

    def erase_deleted(self) -> bool:
        """Write the file anew, so that nothing deleted is left in it or in the files beside it.

        False if another process used the file for so long that a part of it stays. Raises StoreError.
        """
        with self._turn, self._errors_as_sentences():
            connection = self._current()
            try:
                connection.execute("VACUUM")
            except sqlite3.OperationalError as error:
                if code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    return False
                raise
            # The changes that SQLite keeps beside the file (WAL) hold old pages: it is emptied.
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    def close(self) -> None:
        """Close the file."""
        with self._turn:
            self._closed = True
            self._disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _current(self) -> sqlite3.Connection:
        """A connection to the file that is at the path now."""
        if self._closed:
            raise StoreError(f"{self.path} is closed.")
        if self._connection is not None and not self._connection.in_transaction:
            there = _file(self.path)
            if there is None:
                self.notices.append(f"{self.path} was deleted while it was in use: a new one was made.")
            if there != self._file:
                self._disconnect()
        if self._connection is None:
            self._open()
        assert self._connection is not None
        return self._connection

    def _open(self) -> None:
        check_place(self.path)
        make_private(self.path)
        if self._attach():
            return
        with _alone(self.path):
            if self._attach():  # another process made it first
                return
            if is_orphaned(self.path) or self._state() == "damaged":
                self.notices.append(set_aside(self.path))
            self._make()
            if not self._attach():
                raise StoreError(f"{self.path} was damaged right after it was made. Check the disk.")

    def _attach(self) -> bool:
        """Connect to the file if it is ready for use; False if it is not."""
        there = _file(self.path)
        if there is None or is_orphaned(self.path):
            return False
        connection = _connect(self.path)
        try:
            if standing(connection, self.path) == "ready":
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA synchronous = FULL")  # a claim must survive a power cut
                connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten with zeros
                self._connection, self._file = connection, there
        finally:
            if self._connection is not connection:
                connection.close()
        return self._connection is connection

    def _state(self) -> str:
        connection = _connect(self.path)
        try:
            return standing(connection, self.path)
        finally:
            connection.close()

    def _make(self) -> None:
        """Make the missing tables."""
        connection = _connect(self.path)
        try:
            # With WAL, readers and a writer do not wait for each other. Some network folders do not support it; all
            # still works.
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            migrate(connection, self.path)
            connection.execute("COMMIT")
        finally:
            connection.close()  # what is not committed is rolled back

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = self._file = None

    @contextmanager
    def _errors_as_sentences(self) -> Iterator[None]:
        """Turn SQLite's errors into sentences."""
        try:
            yield
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_CHECK:
                raise  # the caller reports that a row exists already
            raise StoreError(_UNSTORABLE) from error
        except sqlite3.Error as error:
            if is_damage(error):
                self._disconnect()  # the next use opens it again, and sets it aside
            raise StoreError(sentence(error, self.path)) from error
        except UnicodeEncodeError as error:
            raise StoreError(_UNSTORABLE) from error
        except UnicodeDecodeError as error:  # SQLite's message quotes some of the damaged bytes
            self._disconnect()
            raise StoreError(sentence(sqlite3.DatabaseError("damaged"), self.path)) from error


def _connect(path: Path) -> sqlite3.Connection:
    """SQLite reads the file only at the first statement; it would create one that others can read."""
    with suppress(OSError):  # SQLite says why
        create_private(path)
    connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Inside the block no other process makes, migrates or sets aside this file. Raises StoreError."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(f"{path}.lock", timeout=BUSY):
            yield
    except Timeout as error:
        raise StoreError(f"{path} is being made by another program. Try again in a moment.") from error
    except OSError as error:
        raise StoreError(f"The folder {path.parent} cannot be used ({reason(error)}). Choose another.") from error


def _file(path: Path) -> tuple[int, int] | None:
    """The identity of the file at this path, to notice a replacement; None if there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
