"""FLAC: every sample as it was, in about half the room; with title and chapters."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from coach.output.tags import add_vorbis_comments
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.file import Tags


class Flac:
    """Writes FLAC files."""

    suffix = ".flac"
    bitrates: tuple[int, ...] = ()

    def write(
        self,
        path: Path,
        blocks: Iterable[NDArray[np.int16]],
        frames: int,  # noqa: ARG002 - the contract
        tags: Tags,
        bitrate: int,  # noqa: ARG002
    ) -> None:
        """Write mono `blocks`, 16 bits a sample."""
        import soundfile

        with _Written(path, "w+") as file:
            try:
                with soundfile.SoundFile(file, "w", SAMPLE_RATE, 1, "PCM_16", format="FLAC") as out:
                    for block in blocks:
                        out.write(block)
            finally:
                if file.error:  # says more than what soundfile raises, if it raises at all
                    raise file.error
        add_vorbis_comments(path, tags)


class _Written(io.FileIO):
    """A file that remembers why it could not be written, for soundfile cannot pass an exception on."""

    error: OSError | None = None

    def write(self, data: Any) -> int:
        written = 0
        try:
            while written < len(data):
                written += super().write(data[written:]) or 0
        except OSError as error:
            self.error = error
        return written
