"""Noise that is the same on every machine and with every version of numpy, so that exported files are too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def evenly(count: int, seed: int) -> NDArray[np.float64]:
    """`count` uniform random numbers in [0, 1): the same for the same seed.

    The generator is SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    """
    state = (np.arange(count, dtype=np.uint64) + np.uint64(seed << 32)) * np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    state ^= state >> np.uint64(31)
    return np.asarray(state.astype(np.float64) / 2.0**64)


def spectrum(count: int, seed: int) -> NDArray[np.complex128]:
    """The spectrum of `count` samples of white noise, as from `numpy.fft.rfft`: equal strength, random phases."""
    phases = 2 * np.pi * evenly(count // 2 + 1, seed)
    return np.cos(phases) + 1j * np.sin(phases)
