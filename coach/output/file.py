"""The contract every kind of sound file keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of a file a listener can jump to. Whole milliseconds from the start."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says about itself."""

    title: str
    comment: str
    language: str
    """ISO 639-2, three letters: `eng`."""
    chapters: tuple[Chapter, ...]
    """In time order, together covering the file."""


class SoundFile(Protocol):
    """Writes blocks of sound to a file of one format."""

    suffix: str
    """`.mp3`."""
    bitrates: tuple[int, ...]
    """In kbit/s; none where the format is lossless."""

    def write(self, path: Path, blocks: Iterable[NDArray[np.int16]], frames: int, tags: Tags, bitrate: int) -> None:
        """Write mono blocks at `coach.units.SAMPLE_RATE` to `path`, holding no more than a block in memory.

        `frames` is how many samples `blocks` yields in all; `bitrate` is in kbit/s and ignored by lossless
        formats. OSError passes through: the caller writes to a temporary file and tells the person.
        """
        ...
