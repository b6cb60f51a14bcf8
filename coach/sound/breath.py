"""Breath sounds: air that gets louder and brighter on the inhale, softer and darker on the exhale."""

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
"""The highest sample, as a fraction of full scale: -20 dBFS. Words fit on top (see `coach.sound.mixer`), and are
understood even at the loudest moment of a breath."""
_LOUDNESS = 1.45
"""The level of the air at its loudest, relative to `PEAK`, before its highest samples are limited."""
_EDGE = 0.23
"""The level at the start of an inhale and the end of an exhale, relative to the loudest: about 9 dB lower, and less
than 20 dB below the voice, so that all of a breath is heard."""
_HELD = 1.2
"""The level of a held breath, relative to the edges: its pitch is lower, so at the same level it would sound softer."""
_REACH = samples(4)

# The glide of the tone under the air: a fifth, which rises with the inhale and falls with the exhale.
_LOW_HZ, _HIGH_HZ = 174.6, 261.6
_TONE = 0.22
_TURN = 0.06
"""Seconds over which a breath fades in and out; less in a short breath."""


@lru_cache(maxsize=8)
def breath(lungs: tuple[float, float], length: int) -> NDArray[np.int16]:
    """The sound of a breath: int16, mono, exactly `length` milliseconds. `lungs`: how full they are at its start and
    at its end, 0 to 1; if that is the same, the breath is held.

    It rises through an inhale and falls through an exhale in loudness, brightness and pitch, so that it can
    be followed with closed eyes. A second inhale goes on where the first ended. The same every time.
    """
    count = samples(length)
    before, after = lungs
    if before == after:
        height = np.full(count, 0.5)
        loud = np.full(count, _HELD * _EDGE)
    else:
        height = before + (after - before) * np.linspace(0, 1, count)
        loud = _EDGE ** (1 - height)  # the ear hears equal ratios as equal steps
    dark, bright = _air(count, 150, 700), _air(count, 500, 2600)
    phase = 2 * np.pi * np.cumsum(_LOW_HZ * (_HIGH_HZ / _LOW_HZ) ** height) / SAMPLE_RATE
    wave = _LOUDNESS * loud * ((1 - height) * dark + height * 0.8 * bright + _TONE * np.sin(phase))
    wave = limit(wave, 1.0, _REACH)
    edge = np.minimum(np.arange(count), np.arange(count)[::-1]) / min(_TURN * SAMPLE_RATE, count / 25)
    wave *= np.sin(np.clip(edge, 0, 1) * np.pi / 2) ** 2
    return np.rint(wave * PEAK * 32767).astype(np.int16)


def _air(count: int, low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """Noise between two frequencies with soft edges, scaled so that its highest 0.5 % of samples exceed 1."""
    shaped = spectrum(count, seed=1)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(count, 1 / SAMPLE_RATE), 1))
    middle, width = np.log2(low_hz * high_hz) / 2, np.log2(high_hz / low_hz) / 2
    # Gaussian over octaves, and tilted by 3 dB an octave: air, not hiss.
    shaped *= np.exp(-0.5 * ((octaves - middle) / width) ** 2) * 2 ** (-octaves / 2)
    wave = np.fft.irfft(shaped, count)
    return np.asarray(wave / np.quantile(np.abs(wave), 0.995))
