"""What was made from files, remembered until one of the files changes: a cache, in an SQLite file that may be lost.

Any number of processes can use it at once. A damaged file, or one of another version, is made anew; where the folder
cannot be written, nothing is remembered and all still works.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.storage.recovery import BESIDE, code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_SHAPE = 1
"""The version of the table."""
_BUSY = 2.0
"""Seconds to wait for another process; after that it is as if nothing were remembered."""
_IN_THE_WAY = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOMEM,
}  # fmt: skip
"""Errors that are no damage: another process, a full disk, a folder that cannot be written."""
_AT_ONCE = 500
"""Keys in one statement: older versions of SQLite take at most 999."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS made (key TEXT PRIMARY KEY, maker TEXT NOT NULL, files TEXT NOT NULL,"
    " value TEXT NOT NULL, bulk TEXT NOT NULL, crc INTEGER NOT NULL) WITHOUT ROWID"
)


@dataclass(frozen=True, slots=True)
class Made:
    """What was made from files."""

    key: str
    """What it was made for, such as the path of the first file."""
    files: Mapping[str, str]
    """The path of each file that was used, and the digest of its content; empty if it was looked for and is not
    there."""
    value: Any
    """Plain values, as in JSON."""
    bulk: str = ""
    """A long text that is seldom needed: it is stored beside the value, and read by `bulk`."""


class Remembered:
    """What was made by one `maker`, such as a version of this program; what others made does not count."""

    def __init__(self, path: Path, maker: str) -> None:
        """Opens nothing yet. `path`: the SQLite file."""
        self._path, self._maker = path, maker

    def find(self, keys: Sequence[str]) -> dict[str, Made]:
        """What is remembered for these keys, where every file is as it was."""
        digests: dict[str, str | None] = {}
        found: dict[str, Made] = {}
        for key, files, value, crc in self._rows("key, files, value, crc", keys):
            with suppress(ValueError, TypeError, AttributeError):  # damaged
                if crc == _crc(files, value) and _unchanged(made_from := json.loads(files), digests):
                    found[key] = Made(key, made_from, json.loads(value))
        return found

    def bulk(self, keys: Sequence[str]) -> dict[str, str]:
        """The long texts of what is remembered for these keys."""
        return dict(self._rows("key, bulk", keys))

    def keep(self, made: Iterable[Made]) -> None:
        """Remember these, in place of what was remembered for their keys."""
        rows = []
        for one in made:
            files, value = json.dumps(dict(one.files)), json.dumps(one.value)
            if _is_storable(one.key + one.bulk):
                rows.append((one.key, self._maker, files, value, one.bulk, _crc(files, value)))

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?, ?, ?)", rows)

        self._do(write)

    def sweep(self) -> None:
        """Forget what has the path of a file as its key, if that file is gone."""

        def forget(connection: sqlite3.Connection) -> None:
            keys = [row[0] for row in connection.execute("SELECT key FROM made")]
            gone = [(key,) for key in keys if not Path(key).is_file()]
            connection.executemany("DELETE FROM made WHERE key = ?", gone)

        self._do(forget)

    def _rows(self, columns: str, keys: Sequence[str]) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        known = [key for key in keys if _is_storable(key)]

        def read(connection: sqlite3.Connection) -> None:
            for first in range(0, len(known), _AT_ONCE):
                some = known[first : first + _AT_ONCE]
                marks = ", ".join("?" * len(some))
                query = f"SELECT {columns} FROM made WHERE maker = ? AND key IN ({marks})"  # noqa: S608
                rows.extend(connection.execute(query, (self._maker, *some)))

        self._do(read, anew=False)
        return rows

    def _do(self, work: Callable[[sqlite3.Connection], object], *, anew: bool = True) -> None:
        """Do `work` in a transaction. If the file is damaged it is deleted and, if `anew`, `work` is done in a new
        one."""
        for _ in range(2):
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with closing(self._connect()) as connection, connection:
                    work(connection)
            except OSError:
                return
            except (sqlite3.Error, UnicodeDecodeError) as error:
                if isinstance(error, sqlite3.Error) and code(error) in _IN_THE_WAY:
                    return
                self._delete()
                if not anew:
                    return
            else:
                return

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_BUSY)
        try:
            connection.execute("PRAGMA synchronous = OFF")  # what a power cut takes can be made again
            (shape,) = connection.execute("PRAGMA user_version").fetchone()
            if shape != _SHAPE:
                self._make_table(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _make_table(self, connection: sqlite3.Connection) -> None:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            (shape,) = connection.execute("PRAGMA user_version").fetchone()
            if shape != _SHAPE:  # no other process made it meanwhile
                connection.execute("DROP TABLE IF EXISTS made")
                connection.execute(_TABLE)
                connection.execute(f"PRAGMA user_version = {_SHAPE}")

    def _delete(self) -> None:
        for suffix in ("", *BESIDE):
            with suppress(OSError):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)


def digest_of(path: str) -> str | None:
    """The digest of a file's content; empty if there is no such file, None if it cannot be read."""
    try:
        return digest(Path(path).read_bytes()) if Path(path).is_file() else ""
    except (OSError, ValueError):
        return None


def digest(data: bytes) -> str:
    """The digest of a file's content."""
    return blake2b(data, digest_size=16).hexdigest()


def _unchanged(files: Mapping[str, str], digests: dict[str, str | None]) -> bool:
    """Whether all files are as they were; `digests` are those read already."""
    for path, before in files.items():
        if path not in digests:
            digests[path] = digest_of(path)
        if digests[path] != before:
            return False
    return True


def _is_storable(text: str) -> bool:
    """Whether SQLite takes a text: names of files in a broken encoding have half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _crc(files: str, value: str) -> int:
    return zlib.crc32(f"{files}\n{value}".encode())
