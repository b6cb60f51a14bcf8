"""LAME, the MP3 encoder, through lameenc."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from coach.units import SAMPLE_RATE

QUALITY = 3
"""LAME's quality setting, 0 (slowest) to 9: its own default, which ffmpeg's libmp3lame uses too."""

_CHUNK = 1 << 18
"""Bytes passed at once. LAME keeps a buffer of four times the most it was ever given."""

_SOFTER = 0.95
"""The factor by which LAME scales every sample at a constant bit rate (measured: 0.9497 to 0.9500)."""


class Lame:
    """One run of the encoder, constant bit rate.

    Both methods return the frames that are ready, the last one perhaps in part, and release the GIL.
    """

    def __init__(self, bitrate: int, channels: int) -> None:
        """`bitrate` is in kbit/s."""
        import lameenc

        self._encoder: Any = lameenc.Encoder()
        self._encoder.silence()
        self._encoder.set_channels(channels)
        self._encoder.set_bit_rate(bitrate)
        self._encoder.set_in_sample_rate(SAMPLE_RATE)
        self._encoder.set_out_sample_rate(SAMPLE_RATE)  # else LAME lowers it at low bit rates
        self._encoder.set_quality(QUALITY)

    def encode(self, sound: bytes) -> bytearray:
        """Encode more `sound`: int16 samples, interleaved channels."""
        music = bytearray()
        # Empty sound is encoded too: LAME cannot be flushed before its first call.
        for start in range(0, len(sound) or 1, _CHUNK):
            music += self._encoder.encode(_louder(sound[start : start + _CHUNK]))
        return music

    def end(self) -> bytearray:
        """The remaining frames. `encode` must have been called before, if only with empty sound."""
        music: bytearray = self._encoder.flush()
        return music


def lame_version() -> str:
    """LAME's name and version, `LAME3.100`: lameenc does not report it, but LAME fills empty frames with it."""
    lame = Lame(bitrate=64, channels=1)
    silence = lame.encode(bytes(2 * SAMPLE_RATE)) + lame.end()
    found = re.search(rb"LAME\d+\.\d+", silence)
    return found[0][:9].decode("ascii") if found else "LAME"


def _louder(sound: bytes) -> bytes:
    """Sound made louder by the factor that LAME takes away; clips have 3 dB of headroom for that."""
    made = np.rint(np.frombuffer(sound, np.int16) / np.float32(_SOFTER))
    return np.clip(made, -32768, 32767).astype(np.int16).tobytes()
