"""A file for libraries that hide why writing failed."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def written(path: Path) -> Iterator[io.FileIO]:
    """An empty file at `path` to pass to a library. Raises OSError at the end if writing failed."""
    with _Written(path, "w+") as file:
        try:
            yield file
        finally:
            if file.error:  # more precise than the library's error, if it raises one at all
                raise file.error


class _Written(io.FileIO):
    """A file that keeps the error of a failed write."""

    error: OSError | None = None

    def write(self, data: Any) -> int:
        written = 0
        try:
            while written < len(data):
                written += super().write(data[written:]) or 0
        except OSError as error:
            self.error = error
        return written
