"""The files of an engine: its version, and checksums of its models."""

from __future__ import annotations

import functools
import hashlib
import threading
from importlib import metadata
from typing import TYPE_CHECKING, Generic, TypeVar

from coach.errors import VoiceError, reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_T = TypeVar("_T")

_PIECES, _PIECE_BYTES = 64, 4096


@functools.lru_cache(maxsize=16)  # reading the package's metadata takes a millisecond
def version(package: str) -> str:
    """The installed version of a package; `unknown` if there is no package metadata."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal; read once, until the file changes. Raises VoiceError if it cannot be
    read."""
    try:
        return _sha256(path, *_state(path))
    except OSError as error:
        raise VoiceError(f"{path} cannot be read ({reason(error)}).") from error


def sampled(path: Path) -> str:
    """A hash of a file's size and of samples spread over it; read once, until the file changes. Raises VoiceError if
    it cannot be read.

    Two models differ in nearly every number, so this distinguishes them as reliably as reading all 60 MB, which would
    delay the first word by 0.1 s.
    """
    try:
        return _sampled(path, *_state(path))
    except OSError as error:
        raise VoiceError(f"{path} cannot be read ({reason(error)}).") from error


def _state(path: Path) -> tuple[int, int]:
    """Size in bytes and time of the last change: different if the file has changed."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


@functools.lru_cache(maxsize=64)  # a plan is made again at each change of a script, and each names its voices
def _sha256(path: Path, size: int, changed: int) -> str:  # noqa: ARG001 - they distinguish the states of the file
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@functools.lru_cache(maxsize=64)
def _sampled(path: Path, size: int, changed: int) -> str:  # noqa: ARG001
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
