"""Rain: steady, soft rain outside, with some drops on a windowsill."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.beds.bed import Bed, levelled, shaped_noise
from coach.sound.noise import evenly
from coach.units import SAMPLE_RATE, samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = -39.2
"""Root mean square in dBFS. In loudness that is 19 LU below the voice, and 33 LU while it speaks, because noise masks
soft consonants."""

_LOOP_SECONDS = 40
_DROPS = 600
_DROP = samples(60)
_STRENGTH = 0.9
"""The strength of the loudest drops, relative to the rain."""


@lru_cache(maxsize=1)
def _loop() -> NDArray[np.int16]:
    fall = shaped_noise(_LOOP_SECONDS, 11, _shape)
    fall /= np.sqrt(np.mean(fall**2))
    # The rain has slow gusts, a whole number of them in a loop.
    way = np.arange(len(fall)) / len(fall)
    fall *= 1 + 0.12 * np.sin(2 * np.pi * 5 * way) + 0.08 * np.sin(2 * np.pi * (13 * way + 0.4))
    return levelled(fall + _drops(len(fall)), LEVEL)


def _shape(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pink noise between 250 Hz and 5 kHz with soft edges: rain heard through a window."""
    low = 1 / (1 + (250 / np.maximum(hertz, 1)) ** 4)
    return np.asarray(low / np.sqrt(np.maximum(hertz, 1)) / (1 + (hertz / 5000) ** 4))


def _drops(count: int) -> NDArray[np.float64]:
    """Short, damped tones of random pitch, strength and place; one that crosses the end continues at the beginning."""
    place, height, strength = (evenly(_DROPS, seed) for seed in (21, 22, 23))
    after = np.arange(_DROP) / SAMPLE_RATE
    wave = np.zeros(count)
    for at, high, loud in zip(place, height, strength, strict=True):
        hertz = 900 * 2 ** (2 * high)
        drop = np.exp(-after * (90 + 160 * high)) * np.sin(2 * np.pi * hertz * after) * np.minimum(after / 0.002, 1)
        # Most drops are soft, few are loud.
        wave[(int(at * count) + np.arange(_DROP)) % count] += _STRENGTH * loud**4 * 4 * drop
    return wave


RAIN = Bed("rain", "soft rain outside", _loop, ducked=True)
