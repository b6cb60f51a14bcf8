"""Which file formats there are, and the one way to write any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import OutputError
from coach.output import atomic
from coach.output.flac import Flac
from coach.output.mp3 import Mp3
from coach.output.wav import Wav

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.file import SoundFile, Tags

_FORMATS: tuple[SoundFile, ...] = (Mp3(), Flac(), Wav())
"""A new format is a file beside this one and a word here."""


def file_format(path: Path) -> SoundFile:
    """The format a file of this name has. OutputError if there is none."""
    for known in _FORMATS:
        if path.suffix.lower() == known.suffix:
            return known
    *others, last = (known.suffix for known in _FORMATS)
    raise OutputError(f"Cannot write {path}: its name must end in {', '.join(others)} or {last}.")


def check_target(path: Path, bitrate: int) -> None:
    """Refuse, before an hour is voiced, what could not be written after it. Raises OutputError."""
    form = file_format(path)
    if form.bitrates and bitrate not in form.bitrates:
        known = ", ".join(map(str, form.bitrates))
        raise OutputError(f"{form.suffix} files cannot have {bitrate} kbit/s. Choose one of {known}.")
    atomic.check_target(path)


def write_sound(path: Path, blocks: Iterable[NDArray[np.int16]], frames: int, tags: Tags, bitrate: int) -> None:
    """Write mono `blocks` at `coach.units.SAMPLE_RATE`, `frames` samples in all, to `path`.

    Its suffix is the format. What was there is replaced once all is written, never before. `bitrate` is in
    kbit/s. OutputError, a sentence for a person, if it cannot be written; ValueError if `blocks` are not
    `frames` samples.
    """
    check_target(path, bitrate)
    form = file_format(path)
    with atomic.replacing(path) as temporary:
        form.write(temporary, _exactly(blocks, frames), frames, tags, bitrate)


def _exactly(blocks: Iterable[NDArray[np.int16]], frames: int) -> Iterator[NDArray[np.int16]]:
    """Guard the promise that a file is as long as its plan: headers and chapters are made from `frames`."""
    seen = 0
    for block in blocks:
        seen += len(block)
        yield block
    if seen != frames:
        raise ValueError(f"{seen} samples were drawn for a file of {frames}")
