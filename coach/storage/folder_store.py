"""An object store in a folder: each object is a file, and several machines may share the folder."""

from __future__ import annotations

import contextlib
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from coach.errors import ObjectStoreError, OutputError, reason
from coach.storage import atomic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PIECE = 1 << 20
"""Bytes copied at a time."""


class FolderStore:
    """Implements ObjectStore. `create` needs hard links to be exclusive, as Linux, macOS, Windows and NFS have them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = str(folder)

    def get(self, name: str) -> bytes | None:
        """The content of an object; None if there is none."""
        with self._telling("read"):
            try:
                return self._path(name).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None

    def create(self, name: str, data: bytes) -> bool:
        """Store an object unless there is one already; returns whether it was stored."""
        with self._telling("written"):
            return atomic.create(self._path(name), data)

    def replace(self, name: str, data: bytes) -> None:
        """Store an object, whatever was there before."""
        with self._telling("written"):
            atomic.replace(self._path(name), data)

    def swap(self, name: str, old: bytes, new: bytes) -> bool:
        """Store `new` where the content is still `old`; returns whether it was. Folders have no exchange in one step:
        of two at the same moment, the last one wins."""
        if self.get(name) != old:
            return False
        self.replace(name, new)
        return True

    def put_file(self, name: str, path: Path) -> None:
        """Store the content of a file, whatever was there before."""
        target = self._path(name)
        with self._telling("written"):
            target.parent.mkdir(parents=True, exist_ok=True)
            with atomic.replacing(target) as temporary, path.open("rb") as given, temporary.open("wb") as file:
                shutil.copyfileobj(given, file, _PIECE)

    def get_file(self, name: str, path: Path) -> bool:
        """Write the content of an object to a file; returns whether there is such an object."""
        with self._telling("read"):
            try:
                with (
                    self._path(name).open("rb") as given,
                    atomic.replacing(path) as temporary,
                    temporary.open("wb") as file,
                ):
                    shutil.copyfileobj(given, file, _PIECE)
            except (FileNotFoundError, NotADirectoryError):
                return False
            return True

    def sizes(self, folder: str) -> dict[str, int]:
        """The names and sizes of the objects directly in a folder."""
        found = {}
        with self._telling("read"):
            try:
                paths = list(self._path(folder).iterdir())
            except (FileNotFoundError, NotADirectoryError):
                return {}
            for path in paths:
                with contextlib.suppress(FileNotFoundError):  # gone in the meantime
                    if path.is_file() and not atomic.is_unfinished(path):
                        found[path.relative_to(self.folder).as_posix()] = path.stat().st_size
        return found

    def delete(self, name: str) -> None:
        """Delete an object if there is one."""
        with self._telling("written"):
            self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder.joinpath(*name.split("/"))

    @contextmanager
    def _telling(self, done: str) -> Iterator[None]:
        try:
            yield
        except OutputError as error:
            raise ObjectStoreError(str(error)) from error
        except OSError as error:
            raise ObjectStoreError(
                f"The folder {self.folder} cannot be {done} ({reason(error)}). Free some room, or choose one that "
                "every machine can use."
            ) from error
