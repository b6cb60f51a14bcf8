"""FLAC: lossless, at about half the size of WAV, with all tags."""

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


class Flac:
    """Writes FLAC files."""

    facts = Facts(name="FLAC", suffix=".flac", media_type="audio/flac")

    def write(
        self,
        path: Path,
        blocks: Iterable[NDArray[np.int16]],
        frames: int,
        tags: Tags,
        bitrate: int,  # noqa: ARG002 - the contract
        channels: int,
    ) -> None:
        """Write `blocks`, 16 bits a sample."""
        import soundfile
        from mutagen.flac import FLAC

        form = {"subtype": "PCM_16", "format": "FLAC"}
        with written(path) as file, soundfile.SoundFile(file, "w", SAMPLE_RATE, channels, **form) as out:
            for block in blocks:
                out.write(block)
        add_vorbis_comments(FLAC, path, tags, frames)
