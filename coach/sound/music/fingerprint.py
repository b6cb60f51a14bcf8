"""Which music it is, by its content: a file of the same name may be another one, and a copy elsewhere the same."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from coach.errors import MusicError, reason
from coach.sound.music.tracks import find_tracks

if TYPE_CHECKING:
    from pathlib import Path


def music_fingerprint(path: Path) -> str:
    """A hash of the tracks of a file or folder, in the order in which they play. Raises MusicError."""
    whole = hashlib.sha256()
    for track in find_tracks(path):
        try:
            stat = track.stat()
            whole.update(_content(track, stat.st_size, stat.st_mtime_ns))
        except OSError as error:
            raise MusicError(f"{track} cannot be read ({reason(error)}).") from error
    return whole.hexdigest()


@lru_cache(maxsize=1024)
def _content(track: Path, _size: int, _changed: int) -> bytes:
    """The hash of a file: a catalogue asks for each of its sessions, and no file is read again until it changes."""
    with track.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
