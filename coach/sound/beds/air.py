"""Air: a whisper of room, so that no speaker takes the quiet for the end and sleeps."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.beds.bed import Bed, shaped_noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = 10 ** (-70 / 20)
"""Root mean square as a part of full scale: -70 dBFS, some 50 dB under the voice."""
PEAK = 0.0025
"""No sample of it is louder than this part of full scale."""

_LOOP_SECONDS = 8


@lru_cache(maxsize=1)
def _loop() -> NDArray[np.int16]:
    wave = shaped_noise(_LOOP_SECONDS, 7, _shape)
    wave *= LEVEL / np.sqrt(np.mean(wave**2))
    return np.rint(np.clip(wave, -PEAK, PEAK) * 32767).astype(np.int16)


def _shape(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / np.sqrt(np.maximum(hertz, 60)) * (hertz > 30) / (1 + (hertz / 2500) ** 2))


AIR = Bed("air", "a whisper of room", _loop)
