"""M4B: an audiobook in AAC, for Apple Books and BookPlayer; needs PyAV."""

# mypy: allow-untyped-calls
# mutagen is typed in half of its modules.

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from coach.output.formats.captions import lrc
from coach.output.formats.facts import Extra, Facts
from coach.output.formats.tagging import picture_type, saved
from coach.output.formats.text import clean, line, shortened
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.formats.format import Chapter, Tags

_AAC_SAMPLES = 1024
"""Samples in one frame of AAC."""

_LONGEST_TITLE = 255
"""Bytes of a chapter title: Nero's chapter list stores its length in one byte."""

_AUDIOBOOK = 2
"""The media kind that Apple's programs show as audiobooks."""

_OPTIONS = {
    "brand": "M4B ",
    "movflags": "+faststart",  # the index comes first, so that it plays while it loads
    "movie_timescale": str(SAMPLE_RATE),  # otherwise its length is rounded to milliseconds
}


class M4b:
    """Writes M4B files."""

    facts = Facts(
        name="Audiobook",
        suffix=".m4b",
        aliases=(".m4a",),
        media_type="audio/mp4",
        bitrates=(32, 48, 64, 96, 128),
        usual_bitrates=(64, 128),
        least_on_two=64,
        extra=Extra("av", "m4b"),
    )

    def write(
        self, path: Path, blocks: Iterable[NDArray[np.int16]], frames: int, tags: Tags, bitrate: int, channels: int
    ) -> None:
        """Write `blocks`, `frames` samples in all, at about one of the bit rates."""
        import av

        layout = "mono" if channels == 1 else "stereo"
        # AAC has whole frames only. Few decoders cut the last one, but all skip what the edit list marks as being
        # before the sound. So the padding is put there.
        before = -frames % _AAC_SAMPLES
        with av.open(path, "w", format="ipod", options=_OPTIONS) as out:
            stream = out.add_stream("aac", rate=SAMPLE_RATE, layout=layout, bit_rate=bitrate * 1000)
            stream.metadata["language"] = tags.language
            out.set_chapters([_chapter(number, chapter) for number, chapter in enumerate(tags.chapters, start=1)])
            at = -before
            for block in _silence_first(blocks, before, channels):
                frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout=layout)
                frame.sample_rate, frame.pts = SAMPLE_RATE, at
                at += len(block)
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
        _add_tags(path, tags, frames)


def _silence_first(blocks: Iterable[NDArray[np.int16]], count: int, channels: int) -> Iterator[NDArray[np.int16]]:
    import numpy as np

    for block in chain((np.zeros((count, channels), np.int16),), blocks):
        if len(block):  # an empty block makes no frame
            yield np.ascontiguousarray(block)


def _chapter(number: int, chapter: Chapter) -> Any:
    """A chapter for PyAV, which writes it both as Nero's list and as Apple's text track."""
    from fractions import Fraction

    return {
        "id": number,
        "start": chapter.start,
        "end": chapter.end,
        "time_base": Fraction(1, 1000),
        "metadata": {"title": shortened(line(chapter.title), _LONGEST_TITLE)},
    }


def _add_tags(path: Path, tags: Tags, frames: int) -> None:
    from mutagen.mp4 import MP4, MP4Cover

    file = MP4(path)
    named = {
        "\xa9nam": line(tags.title), "\xa9alb": line(tags.album), "\xa9ART": line(tags.artist),
        "\xa9gen": line(tags.genre), "\xa9cmt": clean(tags.comment),
    }  # fmt: skip
    for name, text in named.items():
        if text:
            file[name] = text
    if tags.track is not None:
        file["trkn"] = [tags.track]
    if tags.words:
        file["\xa9lyr"] = lrc(tags.words, frames // SAMPLES_PER_MS, tags.title)
    if tags.cover is not None:
        kinds = {"image/png": MP4Cover.FORMAT_PNG, "image/jpeg": MP4Cover.FORMAT_JPEG}
        file["covr"] = [MP4Cover(tags.cover, kinds[picture_type(tags.cover)])]
    file["stik"] = [_AUDIOBOOK]
    saved(file)
