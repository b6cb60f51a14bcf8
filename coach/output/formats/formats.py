"""Which file formats there are, and the one way to write any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import OutputError
from coach.output.formats.flac import Flac
from coach.output.formats.m4b import M4b
from coach.output.formats.mp3 import Mp3
from coach.output.formats.opus import Opus
from coach.output.formats.wav import Wav
from coach.storage import atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.formats.format import SoundFormat, Tags

_FORMATS: tuple[SoundFormat, ...] = (Mp3(), M4b(), Opus(), Opus(".ogg"), Flac(), Wav())
"""A new format is a file beside this one and a word here."""

_USUAL = {".mp3": (64, 128), ".m4b": (64, 128), ".opus": (32, 64), ".ogg": (32, 64)}
"""Bit rates for speech on one channel, and for speech and music on two, in kbit/s."""

_LEAST_ON_TWO = {".m4b": 64, ".opus": 64, ".ogg": 64}
"""The least for two channels. Below it Opus takes to another way, that ffmpeg decodes two samples early."""


def file_format(path: Path) -> SoundFormat:
    """The format a file of this name has. OutputError if there is none."""
    for known in _FORMATS:
        if path.suffix.lower() == known.suffix:
            return known
    *others, last = (known.suffix for known in _FORMATS)
    raise OutputError(f"Cannot write {path}: its name must end in {', '.join(others)} or {last}.")


def usual_bitrate(path: Path, channels: int = 1) -> int:
    """The bit rate a file of this name has unless another is asked for, in kbit/s; 0 where it is lossless."""
    return _USUAL.get(file_format(path).suffix, (0, 0))[channels - 1]


def check_target(path: Path, bitrate: int | None = None, channels: int = 1) -> None:
    """Refuse, before an hour is voiced, what could not be written after it. Raises OutputError."""
    form = file_format(path)
    if isinstance(form, M4b):
        form.check_installed()
    least = _LEAST_ON_TWO.get(form.suffix, 0) if channels == 2 else 0
    known = [rate for rate in form.bitrates if rate >= least]
    if known and bitrate is not None and bitrate not in known:
        on = " with two channels" if bitrate in form.bitrates else ""
        shown = ", ".join(map(str, known))
        raise OutputError(f"{form.suffix} files{on} cannot have {bitrate} kbit/s. Choose one of {shown}.")
    atomic.check_target(path)


def write_sound(
    path: Path,
    blocks: Iterable[NDArray[np.int16]],
    total: int,
    tags: Tags,
    bitrate: int | None = None,
    channels: int = 1,
) -> None:
    """Write `blocks` of shape (n, `channels`) at `coach.units.SAMPLE_RATE`, `total` samples a channel, to `path`.

    Its suffix is the format. What was there is replaced once all is written, never before. `bitrate` is in
    kbit/s; None: one that suits the format. OutputError, a sentence for a person, if it cannot be written;
    ValueError if `blocks` are not `total` samples.
    """
    check_target(path, bitrate, channels)
    rate = usual_bitrate(path, channels) if bitrate is None else bitrate
    with atomic.replacing(path) as temporary:
        file_format(path).write(temporary, _exactly(blocks, total, channels), total, tags, rate, channels)


def _exactly(blocks: Iterable[NDArray[np.int16]], total: int, channels: int) -> Iterator[NDArray[np.int16]]:
    """Guard the promise that a file is as long as its plan: headers and chapters are made from `total`."""
    seen = 0
    for block in blocks:
        shaped = block.reshape(-1, channels)
        seen += len(shaped)
        yield shaped
    if seen != total:
        raise ValueError(f"{seen} samples were drawn for a file of {total}")
