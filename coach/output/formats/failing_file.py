"""A file for libraries to write to that cannot pass on why it could not be written."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def written(path: Path) -> Iterator[io.FileIO]:
    """The file at `path`, empty, to be handed to a library; OSError at the end if it could not be written."""
    with _Written(path, "w+") as file:
        try:
            yield file
        finally:
            if file.error:  # says more than what the library raises, if it raises at all
                raise file.error


class _Written(io.FileIO):
    """A file that remembers why it could not be written."""

    error: OSError | None = None

    def write(self, data: Any) -> int:
        written = 0
        try:
            while written < len(data):
                written += super().write(data[written:]) or 0
        except OSError as error:
            self.error = error
        return written
