"""The list of file formats, and the function that writes any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import OutputError
from coach.extras import install_extra
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

FORMATS: tuple[SoundFormat, ...] = (Mp3(), M4b(), Opus(), Opus(".ogg"), Flac(), Wav())
"""To add a format, write a file beside this one and add it here."""


def file_format(path: Path) -> SoundFormat:
    """The format of a file name. Raises OutputError if its suffix is unknown."""
    for known in FORMATS:
        if path.suffix.lower() == known.facts.suffix:
            return known
    if path.is_dir():
        raise OutputError(f"Cannot write {path}: it is a folder. Add a file name, such as {path / 'session.mp3'}.")
    *others, last = (known.facts.suffix for known in FORMATS)
    raise OutputError(f"Cannot write {path}: its name must end in {', '.join(others)} or {last}.")


def is_installed(form: SoundFormat) -> bool:
    """Whether this computer has the package that a format needs, if it needs one."""
    import importlib.util

    return form.facts.extra is None or importlib.util.find_spec(form.facts.extra.module) is not None


def check_target(path: Path, bitrate: int | None = None, channels: int = 1) -> None:
    """Check, before an hour is voiced, that the file can be written after it. Raises OutputError."""
    _format_and_bitrate(path, bitrate, channels)
    atomic.check_target(path)


def _format_and_bitrate(path: Path, bitrate: int | None, channels: int) -> tuple[SoundFormat, int]:
    """The format and the bit rate of a file. Raises OutputError if this machine or the format does not support them."""
    form = file_format(path)
    facts = form.facts
    if facts.extra and not is_installed(form):
        raise OutputError(
            f"{facts.name}s ({facts.suffix}) need a package that is not installed. "
            f"Choose .mp3, or install it: {install_extra(facts.extra.name)}"
        )
    known = facts.bitrates_on(channels)
    if known and bitrate is not None and bitrate not in known:
        on = " with two channels" if bitrate in facts.bitrates else ""
        shown = ", ".join(map(str, known))
        raise OutputError(f"{facts.suffix} files{on} cannot have {bitrate} kbit/s. Choose one of {shown}.")
    return form, facts.usual_bitrate(channels) if bitrate is None else bitrate


def write_sound(
    path: Path,
    blocks: Iterable[NDArray[np.int16]],
    total: int,
    tags: Tags,
    bitrate: int | None = None,
    channels: int = 1,
) -> None:
    """Write `blocks` of shape (n, `channels`) at `coach.units.SAMPLE_RATE`, `total` samples a channel, to `path`.

    The suffix sets the format. An existing file is replaced only when all is written. `bitrate` is in kbit/s;
    None: the format's default. Raises OutputError if it cannot be written, ValueError if `blocks` are not `total`
    samples.
    """
    form, rate = _format_and_bitrate(path, bitrate, channels)
    with atomic.replacing(path) as temporary:
        form.write(temporary, _exactly(blocks, total, channels), total, tags, rate, channels)


def _exactly(blocks: Iterable[NDArray[np.int16]], total: int, channels: int) -> Iterator[NDArray[np.int16]]:
    """Check that the file is as long as its plan: headers and chapters are made from `total`."""
    seen = 0
    for block in blocks:
        shaped = block.reshape(-1, channels)
        seen += len(shaped)
        yield shaped
    if seen != total:
        raise ValueError(f"{seen} samples were drawn for a file of {total}")
