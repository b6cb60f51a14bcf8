"""MP3: constant bit rate, because that is what players seek in exactly, and exact to the sample."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from coach.output.info_frame import BITRATES, crc16, frame_bytes, info_bitrate, info_frame
from coach.output.tags import id3
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.output.file import Tags

QUALITY = 3
"""LAME's quality setting, 0 (slowest) to 9: its own default, and so what ffmpeg's libmp3lame uses unasked."""

_BATCH_SAMPLES = 5 * SAMPLE_RATE
"""Small blocks are gathered to this many samples, so that handing them to the encoder costs nothing."""


class Mp3:
    """Writes MP3 files."""

    suffix = ".mp3"
    bitrates: tuple[int, ...] = BITRATES

    def write(self, path: Path, blocks: Iterable[NDArray[np.int16]], frames: int, tags: Tags, bitrate: int) -> None:
        """Write mono `blocks`, `frames` samples in all, at one of `bitrates`."""
        version = _lame_version()
        music_bytes, music_crc = 0, 0
        with path.open("wb") as file:
            file.write(id3(tags, frames, encoder=version))
            start = file.tell()
            file.write(bytes(frame_bytes(info_bitrate(bitrate))))  # its place; filled in at the end
            for music in _encoded(blocks, bitrate):
                file.write(music)
                music_bytes += len(music)
                music_crc = crc16(music, music_crc)
            file.seek(start)
            file.write(info_frame(frames, bitrate, version, music_bytes, music_crc))


def _encoded(blocks: Iterable[NDArray[np.int16]], bitrate: int) -> Iterator[bytearray]:
    """MP3 frames of `blocks`. Encoding releases the interpreter, so the next batch is drawn meanwhile."""
    encoder = _encoder(bitrate)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="mp3") as thread:
        ahead = thread.submit(encoder.encode, b"")  # without a first call, an empty file could not be flushed
        for batch in _batches(blocks):
            music = ahead.result()
            ahead = thread.submit(encoder.encode, batch)
            yield music
        yield ahead.result()
    yield encoder.flush()


def _batches(blocks: Iterable[NDArray[np.int16]]) -> Iterator[bytes]:
    waiting: list[bytes] = []
    samples = 0
    for block in blocks:
        waiting.append(block.tobytes())
        samples += len(block)
        if samples >= _BATCH_SAMPLES:
            yield b"".join(waiting)
            waiting, samples = [], 0
    yield b"".join(waiting)


def _encoder(bitrate: int) -> Any:  # lameenc has no types
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_bit_rate(bitrate)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_out_sample_rate(SAMPLE_RATE)  # else LAME lowers it at low bit rates
    encoder.set_quality(QUALITY)
    return encoder


def _lame_version() -> str:
    """LAME's name and version, `LAME3.100`: lameenc does not tell, but LAME fills empty frames with it."""
    encoder = _encoder(64)
    silence = encoder.encode(bytes(2 * SAMPLE_RATE)) + encoder.flush()
    found = re.search(rb"LAME\d+\.\d+", silence)
    return found[0][:9].decode("ascii") if found else "LAME"
