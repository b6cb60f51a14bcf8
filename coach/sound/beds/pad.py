"""Pad: a slow, open chord whose notes swell and fade one after another."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.beds.bed import Bed, levelled
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = -35.1
"""Root mean square in dBFS: 17 LU below the voice in loudness, and 31 LU while it speaks. The pad has no beat and no
melody to follow."""

_LOOP_SECONDS = 60
# Fifths and seconds on D, without a third, so that it is neither major nor minor; from the lowest tone that a phone can
# play, up to the range of the voice's vowels. Each note has a strength, a number of swells in a loop, and a phase.
_NOTES = (
    (146.8, 1.0, 2, 0.0), (220.0, 0.8, 3, 0.3), (293.7, 0.6, 3, 0.7), (329.6, 0.35, 2, 0.5), (440.0, 0.3, 5, 0.1),
    (587.3, 0.14, 4, 0.9),
)  # fmt: skip
_OVERTONES = (1.0, 0.3, 0.12, 0.05)
_VOICES = ((0, 1.0), (4, 0.5))
"""Each note is two tones: how many cycles a loop they differ by, heard as a slow beat, and how strong they are."""
_SOFTEST = 0.5
"""The lowest strength of a note between swells, as a fraction of its full strength: it never stops entirely."""


@lru_cache(maxsize=1)
def _loop() -> NDArray[np.int16]:
    count = _LOOP_SECONDS * SAMPLE_RATE
    # A note is a few lines of the spectrum, each with a whole number of cycles in a loop, so that the loop has no seam.
    lines = np.zeros(count // 2 + 1, np.complex128)
    for number, (hertz, strength, swells, start) in enumerate(_NOTES):
        for overtone, part in enumerate(_OVERTONES, 1):
            for voice, share in _VOICES:
                turns = round(hertz * overtone * _LOOP_SECONDS) + voice * overtone
                phase = 0.37 * number + 0.11 * overtone * voice
                loud = strength * part * share
                lines[turns] += loud * (1 + _SOFTEST) / 2 * _turned(phase)
                for way in (-1, 1):  # a tone that swells is the sum of a steady tone and one on either side
                    lines[turns + way * swells] += loud * (1 - _SOFTEST) / 4 * _turned(phase + way * start)
    return levelled(np.fft.irfft(lines, count), LEVEL)


def _turned(turns: float) -> complex:
    return complex(np.exp(2j * np.pi * turns))


PAD = Bed("pad", "a slow, open chord", _loop, ducked=True)
