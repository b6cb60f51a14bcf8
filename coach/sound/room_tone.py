"""The bed: a whisper of room under everything, so that no speaker takes the quiet for the end and sleeps."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.noise import spectrum
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = 10 ** (-70 / 20)
"""Root mean square as a part of full scale: -70 dBFS, some 50 dB under the voice."""
PEAK = 0.0025
"""No sample of it is louder than this part of full scale."""

_LOOP_SECONDS = 8


def room_tone(start: int, count: int) -> NDArray[np.int16]:
    """`count` samples of the bed from sample `start` of the session on; an endless loop without a seam."""
    loop = _loop()
    offset = start % len(loop)
    # Twice the loop lies in memory, so that a block is nearly always one slice of it.
    if offset + count <= len(loop) * 2:
        return _doubled()[offset : offset + count]
    return np.resize(np.roll(loop, -offset), count)


@lru_cache(maxsize=1)
def _doubled() -> NDArray[np.int16]:
    return np.tile(_loop(), 2)


@lru_cache(maxsize=1)
def _loop() -> NDArray[np.int16]:
    # Shaped in the frequency domain, noise is periodic: its end meets its beginning.
    count = _LOOP_SECONDS * SAMPLE_RATE
    shaped = spectrum(count, seed=7)
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    shaped *= 1 / np.sqrt(np.maximum(hertz, 60)) * (hertz > 30) / (1 + (hertz / 2500) ** 2)
    wave = np.fft.irfft(shaped, count)
    wave *= LEVEL / np.sqrt(np.mean(wave**2))
    return np.rint(np.clip(wave, -PEAK, PEAK) * 32767).astype(np.int16)
