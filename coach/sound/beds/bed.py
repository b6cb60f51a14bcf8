"""A bed, and noise that loops without a seam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.noise import spectrum
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from coach.script.routine import BedName

PEAK = 0.12
"""The highest sample of a bed, as a fraction of full scale: what fits beside a voice, see `coach.sound.mixer`."""


@dataclass(frozen=True, slots=True)
class Bed:
    """A bed: an endless mono loop."""

    name: BedName
    about: str
    """For people, in a few words."""
    loop: Callable[[], NDArray[np.int16]]
    """Makes the samples of one loop, the same on every machine. The end continues into the beginning.
    """
    ducked: bool = False
    """Whether it is turned down under words, like music."""

    def read(self, start: int, count: int) -> NDArray[np.int16]:
        """`count` samples from sample `start` of the session."""
        loop = self.loop()
        offset = start % len(loop)
        if offset + count <= len(loop):
            return loop[offset : offset + count]
        return np.resize(np.concatenate([loop[offset:], loop[:offset]]), count)


def shaped_noise(
    seconds: int, seed: int, shape: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """A loop of noise with the strength that `shape` gives for each frequency in Hz.

    Noise shaped in the frequency domain is periodic: the end continues into the beginning.
    """
    count = seconds * SAMPLE_RATE
    hertz: NDArray[np.float64] = np.fft.rfftfreq(count, 1 / SAMPLE_RATE).astype(np.float64)
    return np.fft.irfft(spectrum(count, seed) * shape(hertz), count)


def levelled(wave: NDArray[np.float64], level: float) -> NDArray[np.int16]:
    """A loop as int16 at `level`, its root mean square in dBFS; peaks are compressed to stay below `PEAK`."""
    wave = wave * (10 ** (level / 20) / np.sqrt(np.mean(wave**2)) / PEAK)
    # Linear up to two thirds of the peak, then flatter and flatter.
    straight = np.clip(wave, -2 / 3, 2 / 3)
    wave = straight + np.tanh((wave - straight) * 3) / 3
    return np.asarray(np.rint(wave * int(PEAK * 32767)), np.int16)
