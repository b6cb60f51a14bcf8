"""Sounds to breathe by: air that swells and brightens on the way in, sinks and darkens on the way out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.limiter import limit
from coach.sound.noise import spectrum
from coach.units import SAMPLE_RATE, samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

PEAK = 0.10
"""The loudest sample, as a part of full scale: -20 dBFS. Words fit on top (see `coach.sound.mixer`), and one spoken at
the swell's height is still understood."""
_LOUDNESS = 1.45
"""The air at the swell's height, as a part of `PEAK`, before its highest samples are turned down to it."""
_EDGE = 0.23
"""How loud it is where an inhale begins and an exhale ends, as a part of the swell's height: some 9 dB under that, and
less than 20 dB under the voice, so that all of a breath is heard."""
_HELD = 1.2
"""The air of a held breath, against that of the edges: it is lower in tone, so that as strong would be softer."""
_REACH = samples(4)

# The glide of the tone under the air: a fifth, which rises with the breath in and sinks with the breath out.
_LOW_HZ, _HIGH_HZ = 174.6, 261.6
_TONE = 0.22
_TURN = 0.06
"""Seconds in which a swell starts from, and comes back to, nothing; less in a short breath."""


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
        loud = np.full(count, _HELD * _EDGE)
    else:
        height = way if sound == "inhale" else 1 - way
        loud = _EDGE ** (1 - height)  # the ear takes equal ratios, not equal steps, as even
    dark, bright = _air(count, 150, 700), _air(count, 500, 2600)
    phase = 2 * np.pi * np.cumsum(_LOW_HZ * (_HIGH_HZ / _LOW_HZ) ** height) / SAMPLE_RATE
    wave = _LOUDNESS * loud * ((1 - height) * dark + height * 0.8 * bright + _TONE * np.sin(phase))
    wave = limit(wave, 1.0, _REACH)
    edge = np.minimum(np.arange(count), np.arange(count)[::-1]) / min(_TURN * SAMPLE_RATE, count / 25)
    wave *= np.sin(np.clip(edge, 0, 1) * np.pi / 2) ** 2
    return np.rint(wave * PEAK * 32767).astype(np.int16)


def _air(count: int, low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """Noise between two frequencies with soft shoulders, its loudest 0.5 % just reaching 1."""
    shaped = spectrum(count, seed=1)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(count, 1 / SAMPLE_RATE), 1))
    middle, width = np.log2(low_hz * high_hz) / 2, np.log2(high_hz / low_hz) / 2
    # Gaussian in octaves, and tilted by 3 dB each: air, not hiss.
    shaped *= np.exp(-0.5 * ((octaves - middle) / width) ** 2) * 2 ** (-octaves / 2)
    wave = np.fft.irfft(shaped, count)
    return np.asarray(wave / np.quantile(np.abs(wave), 0.995))
