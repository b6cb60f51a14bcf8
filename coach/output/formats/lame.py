"""LAME, the MP3 encoder, as lameenc brings it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from coach.units import SAMPLE_RATE

QUALITY = 3
"""LAME's quality setting, 0 (slowest) to 9: its own default, and so what ffmpeg's libmp3lame uses unasked."""

_CHUNK = 1 << 18
"""Bytes handed over at once. LAME keeps room for four times the most it was ever given, for as long as it lives."""

_SOFTER = 0.95
"""What LAME multiplies every sample by at a constant bit rate, whoever calls it (measured: 0.9497 to 0.9500)."""


class Lame:
    """One run of the encoder, constant bit rate.

    Both methods give the frames that are ready, the last one perhaps in part, and let other threads work.
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
        """Go on with `sound`: int16 samples, the channels in turns."""
        music = bytearray()
        for start in range(0, len(sound) or 1, _CHUNK):  # nothing is encoded too: without a call, none can end
            music += self._encoder.encode(_louder(sound[start : start + _CHUNK]))
        return music

    def end(self) -> bytearray:
        """The frames that are left. Something, be it nothing, must have been encoded before."""
        music: bytearray = self._encoder.flush()
        return music


def lame_version() -> str:
    """LAME's name and version, `LAME3.100`: lameenc does not tell, but LAME fills empty frames with it."""
    lame = Lame(bitrate=64, channels=1)
    silence = lame.encode(bytes(2 * SAMPLE_RATE)) + lame.end()
    found = re.search(rb"LAME\d+\.\d+", silence)
    return found[0][:9].decode("ascii") if found else "LAME"


def _louder(sound: bytes) -> bytes:
    """Sound that is as loud as it was once LAME has made it softer; clips have 3 dB of room for that."""
    made = np.rint(np.frombuffer(sound, np.int16) / np.float32(_SOFTER))
    return np.clip(made, -32768, 32767).astype(np.int16).tobytes()
