"""Air: very soft room noise, so that no loudspeaker goes to sleep in quiet passages."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.beds.bed import Bed, shaped_noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = 10 ** (-70 / 20)
"""Root mean square as a fraction of full scale: -70 dBFS, about 50 dB below the voice."""
PEAK = 0.0025
"""The highest sample, as a fraction of full scale."""

_LOOP_SECONDS = 8


@lru_cache(maxsize=1)
def _loop() -> NDArray[np.int16]:
    wave = shaped_noise(_LOOP_SECONDS, 7, _shape)
    wave *= LEVEL / np.sqrt(np.mean(wave**2))
    return np.rint(np.clip(wave, -PEAK, PEAK) * 32767).astype(np.int16)


def _shape(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / np.sqrt(np.maximum(hertz, 60)) * (hertz > 30) / (1 + (hertz / 2500) ** 2))


AIR = Bed("air", "a whisper of room", _loop)
