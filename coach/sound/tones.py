"""The struck tones: a small bell for what comes next, two for a change of sides, a low bowl for a hold's end."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.loudness import loudness
from coach.units import SAMPLE_RATE, samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Partials as (ratio to the lowest, strength, seconds to fall to 1/e). The bell's are those of a small tuned
# bell, softened; the bowl's are the measured ratios of a singing bowl's first modes (1, 2.71, 5.0), with the
# lowest doubled a hertz apart for its slow beat. The bowl is at 196 Hz, which a phone can still play.
_BELL = ((1.0, 1.0, 0.55), (2.0, 0.35, 0.35), (3.0, 0.12, 0.2), (4.16, 0.05, 0.12))
_BOWL = ((1.0, 1.0, 1.5), (1.005, 0.6, 1.5), (2.71, 0.4, 0.95), (5.0, 0.08, 0.3))
_BELL_HZ = 587.3
_BOWL_HZ = 196.0
_STRIKES_APART = 0.7
_SIGN = 600
"""Milliseconds."""

LOUDNESS = -26.0
"""LUFS of every tone: 7 LU below the voice. Tones carry instructions, so they must be heard."""
PEAK = 0.28
"""The highest sample of a tone, as a fraction of full scale. A tone never plays together with words or a breath."""
SIGN_PEAK = 0.065
"""The same for a sign, which may play together with both."""


@lru_cache(maxsize=8)
def tone(sound: str, length: int) -> NDArray[np.int16]:
    """The tone named `sound` (`chime`, `two chimes`, `bowl`), exactly `length` milliseconds, mono."""
    strikes = {"chime": (_BELL, _BELL_HZ, 0.008, 1), "two chimes": (_BELL, _BELL_HZ, 0.008, 2),
               "bowl": (_BOWL, _BOWL_HZ, 0.06, 1)}  # fmt: skip
    partials, lowest, attack, count = strikes[sound]
    seconds = np.arange(samples(length)) / SAMPLE_RATE
    wave = np.zeros_like(seconds)
    for strike in range(count):
        # The second strike is a tone higher, so that two are recognised even if the first is missed.
        wave += _strike(seconds - strike * _STRIKES_APART, partials, lowest * (9 / 8) ** strike, attack)
    wave *= np.clip((seconds[-1] - seconds) / 0.25, 0, 1) ** 2  # fade out at the end
    wave *= 10 ** ((LOUDNESS - loudness(wave / np.abs(wave).max())) / 20) / np.abs(wave).max()
    return np.rint(np.clip(wave, -PEAK, PEAK) * 32767).astype(np.int16)


@lru_cache(maxsize=1)
def sign() -> NDArray[np.int16]:
    """A short, soft bell that confirms a command, mono."""
    bell = tone("chime", _SIGN).astype(np.float64)
    return np.asarray(np.rint(bell * (int(SIGN_PEAK * 32767) / np.abs(bell).max())), np.int16)


def _strike(
    seconds: NDArray[np.float64],
    partials: tuple[tuple[float, float, float], ...],
    lowest: float,
    attack: float,
) -> NDArray[np.float64]:
    after = np.maximum(seconds, 0)
    wave = sum(
        strength * np.exp(-after / fall) * np.sin(2 * np.pi * lowest * ratio * after)
        for ratio, strength, fall in partials
    )
    return np.asarray(wave * np.minimum(after / attack, 1))
