"""The audio cache: one file for each clip, named by a hash of everything that shapes it, and written atomically."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import CacheError, reason
from coach.speech.clip_file import OVERHEAD, decoded, encoded, length_of
from coach.storage import atomic
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_CLIP = re.compile(r"[0-9a-f]{40}\.wav")
_PACE = re.compile(r"pace-[0-9a-f]{40}\.json")
"""A folder may hold a person's own recordings: only files named like these are touched."""
_TOUCH = 86_400.0
"""Seconds between two updates of a clip's time of last use."""


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """The content of a cache."""

    folder: Path
    clips: int
    bytes: int
    seconds: float
    """Length of all clips."""


class ClipCache:
    """Implements ClipStore: clips in a folder, shared by any number of processes.

    If two processes make the same clip at once, both use the one that was stored first.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fetch(self, keys: Iterable[str]) -> None:
        """Nothing to do: the folder is near."""

    def length(self, key: str) -> int | None:
        """The length of a clip in milliseconds, from the size of its file; None if there is none."""
        try:
            return length_of(self._path(key).stat().st_size)
        except OSError:
            return None

    def load(self, key: str) -> NDArray[np.int16] | None:
        """The clip, int16, shape (frames,); None if there is none or it is damaged."""
        path = self._path(key)
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        if (clip := decoded(raw)) is None:
            return None
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _TOUCH:
                os.utime(path)
        return clip

    def store(self, key: str, clip: NDArray[np.int16]) -> NDArray[np.int16]:
        """Store a clip; returns the clip that is stored now: another process may have been first.

        Raises CacheError if it cannot be written; nothing is left behind.
        """
        path, data = self._path(key), encoded(clip)
        try:
            if not atomic.create(path, data):
                if (first := self.load(key)) is not None:
                    return first
                atomic.replace(path, data)
        except OSError as error:
            raise CacheError(
                f"The cache folder {self.folder} cannot be written ({reason(error)}): new speech is kept only "
                "for this session."
            ) from error
        return clip

    def info(self) -> CacheInfo:
        """How many clips there are, their size and their length."""
        sizes = [size for _, size, _ in self._files()]
        speech = sum(sizes) - len(sizes) * OVERHEAD
        return CacheInfo(self.folder, len(sizes), sum(sizes), max(speech, 0) / 2 / SAMPLE_RATE)

    def verify(self) -> list[Path]:
        """Delete damaged clips, and return their paths. Raises CacheError."""
        broken = [path for path, _, _ in self._files() if self.load(path.stem) is None]
        self._delete(broken)
        atomic.sweep(self.folder)
        return broken

    def prune(self, limit: int) -> int:
        """Delete the least recently used clips until at most `limit` bytes are left; returns how many were deleted."""
        files = sorted(self._files(), key=lambda file: file[2])
        excess = sum(size for _, size, _ in files) - limit
        doomed = []
        for path, size, _ in files:
            if excess <= 0:
                break
            doomed.append(path)
            excess -= size
        self._delete(doomed)
        atomic.sweep(self.folder)
        return len(doomed)

    def clear(self) -> int:
        """Delete all clips and measured speech rates; returns how many clips there were."""
        clips = [path for path, _, _ in self._files()]
        self._delete(clips)
        self._delete([path for path in self.folder.glob("pace-*.json") if _PACE.fullmatch(path.name)])
        atomic.sweep(self.folder, older_than=0)
        return len(clips)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.wav"

    def _files(self) -> Iterator[tuple[Path, int, float]]:
        """Path, size in bytes and time of last use of every clip."""
        for path in self.folder.glob("*.wav"):
            if not _CLIP.fullmatch(path.name):
                continue
            with contextlib.suppress(OSError):
                stat = path.stat()
                yield path, stat.st_size, stat.st_mtime

    def _delete(self, paths: list[Path]) -> None:
        for path in paths:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise CacheError(f"{path} cannot be deleted ({reason(error)}).") from error


def clip_key(*shaping: object) -> str:
    """The name of a clip: a hash of everything that shapes it."""
    return hashlib.sha256(json.dumps(shaping).encode()).hexdigest()[:40]
