"""The contract of every sound file format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.formats.facts import Facts
    from coach.plan.cue import Side
    from coach.script.routine import Listener

GENRE = "Speech"
"""Number 101 in the ID3 list of genres."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a file that a listener can jump to. Whole milliseconds from the start."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Caption:
    """A spoken line, shown while it is spoken. Whole milliseconds from the start."""

    start: int
    end: int
    text: str
    side: Side | None = None
    to: Listener | None = None
    """Who it is said to; None if the script does not say."""
    caution: bool = False


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of a file. Any text is allowed: a format leaves out what it cannot hold."""

    title: str
    comment: str
    language: str
    """ISO 639-2, three letters: `eng`."""
    chapters: tuple[Chapter, ...]
    """In time order; together they cover the file."""
    words: tuple[Caption, ...] = ()
    """In time order."""
    cover: bytes | None = None
    """A picture, PNG or JPEG."""
    album: str = ""
    artist: str = ""
    genre: str = GENRE
    track: tuple[int, int] | None = None
    """Which file of how many this is, where a session is several: players order them by it, not by their titles."""


class SoundFormat(Protocol):
    """Writes blocks of sound to a file of one format."""

    @property
    def facts(self) -> Facts:
        """The facts of the format."""
        ...

    def write(
        self, path: Path, blocks: Iterable[NDArray[np.int16]], frames: int, tags: Tags, bitrate: int, channels: int
    ) -> None:
        """Write blocks of shape (n, `channels`) at `coach.units.SAMPLE_RATE`, keeping only a few of them in memory.

        `frames` is the total number of samples of each channel; `channels` is 1 or 2; `bitrate` is in kbit/s and
        ignored by lossless formats. OSError passes through: the caller writes to a temporary file and reports the
        error.
        """
        ...
