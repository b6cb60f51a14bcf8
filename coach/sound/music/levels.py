"""The length and loudness of tracks, measured once and stored."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from coach.audio.loudness_meter import LoudnessMeter
from coach.errors import CacheError, MusicError, reason
from coach.sound.music.tracks import read_track
from coach.storage import atomic
from coach.units import samples

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


SHORTEST = samples(1000)
"""A file with fewer samples than this is not music."""

_RECIPE = 1
"""Raise this whenever the same file would be measured differently."""
_KEPT = re.compile(r"music-[0-9a-f]{40}\.json")


@dataclass(frozen=True, slots=True)
class Level:
    """What must be known about a track before it can be played."""

    frames: int
    """How long it is, at `SAMPLE_RATE`."""
    lufs: float
    """Its integrated loudness, both channels together."""


def measure(path: Path, folder: Path | None) -> Level:
    """The level of a track: read from `folder`, or measured and stored there.

    Raises MusicError if it cannot be read, is silent or too short.
    """
    measuring = measure_in_steps(path, folder)
    while True:
        try:
            next(measuring)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]


def measure_in_steps(path: Path, folder: Path | None) -> Generator[None, None, Level]:
    """`measure` in steps of about a second of the track."""
    kept = _place(path, folder) if folder else None
    if kept and (level := _load(kept)):
        return level
    meter = LoudnessMeter(2)
    with contextlib.closing(read_track(path)) as pieces:
        for piece in pieces:
            meter.add(piece)
            yield
    if meter.frames < SHORTEST:
        raise MusicError(f"{path} is too short to be music: it has less than a second of sound that can be read.")
    level = Level(meter.frames, meter.lufs())
    if level.lufs == -math.inf:
        raise MusicError(f"{path} is silent.")
    if kept:
        _store(kept, level)
    return level


def kept_levels(folder: Path) -> list[Path]:
    """The files of the stored levels."""
    return [path for path in folder.glob("music-*.json") if _KEPT.fullmatch(path.name)]


def clear_levels(folder: Path) -> int:
    """Delete all stored levels; returns how many there were. Raises CacheError."""
    kept = kept_levels(folder)
    for path in kept:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise CacheError(f"{path} cannot be deleted ({reason(error)}).") from error
    atomic.sweep(folder, older_than=0)
    return len(kept)


def _place(path: Path, folder: Path) -> Path | None:
    """The path of a track's stored level, which depends on the file's content. None: there is no such file."""
    try:
        stat = path.stat()
    except OSError:
        return None  # reading it will report what is wrong
    shaping = json.dumps([_RECIPE, str(path.resolve()), stat.st_size, stat.st_mtime_ns])
    return folder / f"music-{hashlib.sha256(shaping.encode()).hexdigest()[:40]}.json"


def _load(path: Path) -> Level | None:
    try:
        level = Level(**json.loads(path.read_text("utf-8")))
        plausible = type(level.frames) is int and level.frames >= SHORTEST and -100 < level.lufs < 60
    except (OSError, ValueError, TypeError):
        return None
    return level if plausible else None


def _store(path: Path, level: Level) -> None:
    """Store a level, if possible."""
    with contextlib.suppress(OSError):
        atomic.replace(path, json.dumps(asdict(level)).encode())
