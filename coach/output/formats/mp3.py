"""MP3 at a constant bit rate, in which players seek exactly; its length is exact to the sample."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from coach.output.formats.facts import Facts
from coach.output.formats.id3 import id3
from coach.output.formats.info_frame import BITRATES, channel_mode, crc16, frame_bytes, info_bitrate, info_frame

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.formats.format import Tags


class Mp3:
    """Writes MP3 files; joint stereo if there are two channels."""

    facts = Facts(name="MP3", suffix=".mp3", media_type="audio/mpeg", bitrates=BITRATES, usual_bitrates=(64, 128))

    def write(
        self, path: Path, blocks: Iterable[NDArray[np.int16]], frames: int, tags: Tags, bitrate: int, channels: int
    ) -> None:
        """Write `blocks`, (n, channels) each, `frames` samples of each channel in all, at one of the bit rates."""
        from coach.output.formats.chunks import encoded
        from coach.output.formats.lame import lame_version

        version = lame_version()
        mode, music_bytes, music_crc = 0, 0, 0
        with path.open("wb") as file, closing(encoded(blocks, bitrate, channels)) as pieces:
            file.write(id3(tags, frames, encoder=version))
            start = file.tell()
            file.write(bytes(frame_bytes(info_bitrate(bitrate))))  # for the Info frame, which is filled in at the end
            for music in pieces:
                file.write(music)
                mode = channel_mode(music)
                music_bytes += len(music)
                music_crc = crc16(music, music_crc)
            file.seek(start)
            file.write(info_frame(frames, bitrate, mode, version, music_bytes, music_crc))
