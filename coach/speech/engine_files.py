"""The files of an engine: its version, and checksums of its models."""

from __future__ import annotations

import hashlib
from importlib import metadata
from typing import TYPE_CHECKING

from coach.errors import VoiceError, reason

if TYPE_CHECKING:
    from pathlib import Path

_PIECES, _PIECE_BYTES = 64, 4096


def version(package: str) -> str:
    """The installed version of a package; `unknown` if there is no package metadata."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal. Raises VoiceError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise VoiceError(f"{path} cannot be read ({reason(error)}).") from error


def sampled(path: Path) -> str:
    """A hash of a file's size and of samples spread over it. Raises VoiceError if it cannot be read.

    Two models differ in nearly every number, so this distinguishes them as reliably as reading all 60 MB, which would
    delay the first word by 0.1 s.
    """
    try:
        size = path.stat().st_size
        pieces = hashlib.sha256(str(size).encode())
        with path.open("rb") as file:
            for number in range(_PIECES):
                file.seek(number * size // _PIECES)
                pieces.update(file.read(_PIECE_BYTES))
    except OSError as error:
        raise VoiceError(f"{path} cannot be read ({reason(error)}).") from error
    return pieces.hexdigest()[:32]


def cause(error: Exception) -> str:
    """The first line of a library's error."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
