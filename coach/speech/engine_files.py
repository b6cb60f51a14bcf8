"""The files of an engine: its version, and checksums of its models."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
import sys
import threading
import time
from typing import TYPE_CHECKING, Generic, TypeVar

from coach.errors import VoiceError, reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_T = TypeVar("_T")

_PIECES, _PIECE_BYTES = 64, 4096


_FOLDER = re.compile(r"([\d.]+)\.dist-info")


@functools.lru_cache(maxsize=16)
def version(package: str) -> str:
    """The installed version of a package; `unknown` if there is no package metadata."""
    stem = f"{package.replace('-', '_')}-"
    for place in sys.path:  # the name of the metadata's folder has it; reading it takes 15 ms with the imports
        with contextlib.suppress(OSError):
            for name in os.listdir(place or os.curdir):  # noqa: PTH208 - in the order of importlib
                if name.startswith(stem) and (match := _FOLDER.fullmatch(name, len(stem))):
                    return match[1]
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal; read once, until the file changes. Raises VoiceError if it cannot be
    read."""
    try:
        return _read_once(_sha256, path)
    except OSError as error:
        raise VoiceError(f"{path} cannot be read ({reason(error)}).") from error


def sampled(path: Path) -> str:
    """A hash of a file's size and of samples spread over it; read once, until the file changes. Raises VoiceError if
    it cannot be read.

    Two models differ in nearly every number, so this distinguishes them as reliably as reading all 60 MB, which would
    delay the first word by 0.1 s.
    """
    try:
        return _read_once(_sampled, path)
    except OSError as error:
        raise VoiceError(f"{path} cannot be read ({reason(error)}).") from error


_read: dict[tuple[object, Path], tuple[int, int, str]] = {}
"""By what reads a file, and its path: its size, the time of its last change, and what was read."""
_SETTLED = 2_000_000_000
"""Nanoseconds after which the time of a change tells it from the next one, on any file system."""


def _read_once(read: Callable[[Path], str], path: Path) -> str:
    """What `read` makes of a file; the same as before if its size and the time of its last change are the same.

    A plan is made again at each change of a script, and each names its voices.
    """
    stat = path.stat()
    state, before = (stat.st_size, stat.st_mtime_ns), _read.get((read, path))
    if before is not None and before[:2] == state:
        return before[2]
    found = read(path)
    if time.time_ns() - stat.st_mtime_ns > _SETTLED:
        _read[read, path] = (*state, found)
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sampled(path: Path) -> str:
    size = path.stat().st_size
    pieces = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        for number in range(_PIECES):
            file.seek(number * size // _PIECES)
            pieces.update(file.read(_PIECE_BYTES))
    return pieces.hexdigest()[:32]


class Loaded(Generic[_T]):
    """An engine that several voices share: loaded by the first of them that needs it."""

    def __init__(self) -> None:
        self._engine: _T | None = None
        self._lock = threading.Lock()

    def get(self, load: Callable[[], _T]) -> _T:
        """The engine, from `load` if it is not loaded yet; others wait meanwhile."""
        with self._lock:
            if self._engine is None:
                self._engine = load()
            return self._engine


def cause(error: Exception) -> str:
    """The first line of a library's error."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
