"""Sounds to breathe by: air that swells and brightens on the way in, sinks and darkens on the way out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.noise import spectrum
from coach.units import SAMPLE_RATE, samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

PEAK = 0.11
"""The loudest sample, as a part of full scale: about -19 dBFS. A voice (at most -3 dBFS) fits on top, and a word
spoken at the swell's height is still understood."""
_HOLD = 0.12
"""How loud the air stays while the breath is held, as a part of the swell."""

# The glide of the tone under the air: a fifth, which rises with the breath in and sinks with the breath out.
_LOW_HZ, _HIGH_HZ = 174.6, 261.6
_TONE = 0.22
_TURN = 0.12
"""Seconds in which a swell starts from, and comes back to, nothing."""


@lru_cache(maxsize=8)
def breath(sound: str, length: int) -> NDArray[np.int16]:
    """The breath sound `inhale`, `hold` or `exhale`, exactly `length` milliseconds, mono.

    It rises through an inhale and falls through an exhale in loudness, brightness and pitch, so that it can
    be followed with closed eyes. The same every time.
    """
    count = samples(length)
    way = np.linspace(0, 1, count)  # how far through the phase
    if sound == "hold":
        height = np.full(count, 0.5)
        loud = np.full(count, _HOLD)
    else:
        height = way if sound == "inhale" else 1 - way
        # Quick to be heard, slow to peak: the ear takes equal ratios, not equal steps, as even.
        loud = 0.08 + 0.92 * np.sin(height * np.pi / 2) ** 2
    dark, bright = _air(count, 150, 700), _air(count, 500, 2600)
    phase = 2 * np.pi * np.cumsum(_LOW_HZ * (_HIGH_HZ / _LOW_HZ) ** height) / SAMPLE_RATE
    wave = loud * ((1 - height) * dark + height * 0.8 * bright + _TONE * np.sin(phase))
    edge = np.minimum(np.arange(count), np.arange(count)[::-1]) / (_TURN * SAMPLE_RATE)
    wave *= np.sin(np.clip(edge, 0, 1) * np.pi / 2) ** 2
    return np.rint(np.clip(wave, -1, 1) * PEAK * 32767).astype(np.int16)


def _air(count: int, low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """Noise between two frequencies with soft shoulders, its loudest 0.5 % just reaching 1."""
    shaped = spectrum(count, seed=1)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(count, 1 / SAMPLE_RATE), 1))
    middle, width = np.log2(low_hz * high_hz) / 2, np.log2(high_hz / low_hz) / 2
    # Gaussian in octaves, and tilted by 3 dB each: air, not hiss.
    shaped *= np.exp(-0.5 * ((octaves - middle) / width) ** 2) * 2 ** (-octaves / 2)
    wave = np.fft.irfft(shaped, count)
    return np.asarray(wave / np.quantile(np.abs(wave), 0.995))
