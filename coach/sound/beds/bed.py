"""The contract of a bed, and a loop that has no seam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.noise import spectrum
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from coach.sound.beds.bed_name import BedName

PEAK = 0.12
"""No sample of a bed is louder than this part of full scale: what fits beside a voice, see `coach.sound.mixer`."""


@dataclass(frozen=True, slots=True)
class Bed:
    """A bed: one loop, mono, without an end."""

    name: BedName
    about: str
    """For people, in a few words."""
    loop: Callable[[], NDArray[np.int16]]
    """Its samples, once round; made when it is first asked for, the same on every machine. Its end meets its beginning.
    """
    ducked: bool = False
    """Whether it goes down under words, as music does."""

    def read(self, start: int, count: int) -> NDArray[np.int16]:
        """`count` samples from sample `start` of the session on."""
        loop = self.loop()
        offset = start % len(loop)
        if offset + count <= len(loop):
            return loop[offset : offset + count]
        return np.resize(np.concatenate([loop[offset:], loop[:offset]]), count)


def shaped_noise(
    seconds: int, seed: int, shape: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """A loop of noise that is as strong at each frequency, in Hz, as `shape` says.

    Shaped in the frequency domain, noise is periodic: its end meets its beginning.
    """
    count = seconds * SAMPLE_RATE
    hertz: NDArray[np.float64] = np.fft.rfftfreq(count, 1 / SAMPLE_RATE).astype(np.float64)
    return np.fft.irfft(spectrum(count, seed) * shape(hertz), count)


def levelled(wave: NDArray[np.float64], level: float) -> NDArray[np.int16]:
    """A loop at a level, its root mean square in dBFS, in whole numbers; what is above `PEAK` is rounded off."""
    wave = wave * (10 ** (level / 20) / np.sqrt(np.mean(wave**2)) / PEAK)
    # Straight up to two thirds of the peak, then ever flatter.
    straight = np.clip(wave, -2 / 3, 2 / 3)
    wave = straight + np.tanh((wave - straight) * 3) / 3
    return np.asarray(np.rint(wave * int(PEAK * 32767)), np.int16)
