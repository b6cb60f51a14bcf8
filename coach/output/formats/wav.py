"""WAV: plain samples, for editing. Without title and chapters: programs do not agree on how to store them."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

from coach.errors import OutputError
from coach.output.formats.facts import Facts
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.formats.format import Tags

_MOST_BYTES = 2**32 - 100
"""The format counts bytes in 32 bits: a day of sound, the longest a script can be, fits on one channel."""


class Wav:
    """Writes WAV files."""

    facts = Facts(name="WAV", suffix=".wav", media_type="audio/wav", carries=())

    def write(
        self,
        path: Path,
        blocks: Iterable[NDArray[np.int16]],
        frames: int,
        tags: Tags,  # noqa: ARG002 - the contract
        bitrate: int,  # noqa: ARG002
        channels: int,
    ) -> None:
        """Write `blocks`, `frames` samples in all, 16 bits a sample. OutputError if they are too many."""
        if 2 * frames * channels > _MOST_BYTES:
            raise OutputError("A .wav file cannot hold more than 4 GB of sound. Choose another format, such as .flac.")
        with path.open("wb") as file, wave.open(file, "wb") as out:
            out.setnchannels(channels)
            out.setsampwidth(2)
            out.setframerate(SAMPLE_RATE)
            out.setnframes(frames)
            for block in blocks:
                out.writeframesraw(block.tobytes())
