"""Ogg Opus: half the size of an MP3 for the same speech, exact to the sample; for newer phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.output.formats.facts import Facts
from coach.output.formats.failing_file import written
from coach.output.formats.vorbis import add_vorbis_comments
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.formats.format import Tags

_LEAST, _MOST = 6, 256
"""The kbit/s a channel that libsndfile's compression levels of 1 and 0 mean (its `ogg_opus.c`)."""


class Opus:
    """Writes Ogg Opus files. The bit rate is an average: it varies with the sound."""

    def __init__(self, suffix: str = ".opus") -> None:
        self.facts = Facts(
            name="Ogg Opus",
            suffix=suffix,
            media_type="audio/ogg",
            bitrates=(32, 48, 64, 96, 128),
            usual_bitrates=(32, 64),
            least_on_two=64,  # below this, Opus uses another mode, which ffmpeg decodes two samples early
        )

    def write(
        self, path: Path, blocks: Iterable[NDArray[np.int16]], frames: int, tags: Tags, bitrate: int, channels: int
    ) -> None:
        """Write `blocks` at about one of the bit rates."""
        import soundfile
        from mutagen.oggopus import OggOpus

        level = 1 - (bitrate / channels - _LEAST) / (_MOST - _LEAST)
        form = {"subtype": "OPUS", "format": "OGG", "compression_level": level}
        with written(path) as file, soundfile.SoundFile(file, "w", SAMPLE_RATE, channels, **form) as out:
            for block in blocks:
                out.write(block)
        add_vorbis_comments(OggOpus, path, tags, frames)
