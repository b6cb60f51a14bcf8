"""WAV: plain samples, for editing. It carries no title and no chapters: few programs agree on how."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.file import Tags


class Wav:
    """Writes WAV files. A day of sound, the longest a script can be, is 4.15 GB and just fits the format."""

    suffix = ".wav"
    bitrates: tuple[int, ...] = ()

    def write(
        self,
        path: Path,
        blocks: Iterable[NDArray[np.int16]],
        frames: int,
        tags: Tags,  # noqa: ARG002 - the contract
        bitrate: int,  # noqa: ARG002
    ) -> None:
        """Write mono `blocks`, `frames` samples in all, 16 bits a sample."""
        with path.open("wb") as file, wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(SAMPLE_RATE)
            out.setnframes(frames)
            for block in blocks:
                out.writeframesraw(block.tobytes())
