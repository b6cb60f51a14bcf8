"""Integrated, gated loudness after ITU-R BS.1770-4, for one channel."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.units import SAMPLE_RATE, samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK = samples(400)
HOP = samples(100)
"""Blocks begin this far apart."""
_TAIL = samples(500)
"""Padding in which the filters ring out, so that the end of the sound does not wrap around to its beginning."""
_OFFSET = -0.691
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0


def loudness(sound: NDArray[Any]) -> float:
    """The loudness in LUFS of mono sound at `SAMPLE_RATE`, shape (frames,), int16 or float within ±1.

    Sound shorter than the standard's block of 400 ms is one block. Sound that is entirely below the absolute gate of
    -70 LUFS, such as silence, is -inf.
    """
    wave = sound / 32768 if np.issubdtype(sound.dtype, np.integer) else sound
    if not len(wave):
        return -np.inf
    size = 1 << (len(wave) + _TAIL - 1).bit_length()
    heard = np.fft.irfft(np.fft.rfft(wave, size) * weighting(size), size)[: len(wave)]
    return gated(_block_powers(heard))


def gated(power: NDArray[np.float64]) -> float:
    """The gated loudness in LUFS of weighted blocks, given the power of each; quiet blocks do not count."""
    power = power[_lufs(power) > _ABSOLUTE_GATE]
    if not len(power):
        return -np.inf
    return float(_lufs(power[_lufs(power) > _lufs(power.mean()) + _RELATIVE_GATE].mean()))


def _block_powers(wave: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean square of every block. Blocks overlap by three quarters; an incomplete last block is left out."""
    block = min(_BLOCK, len(wave))
    energy: NDArray[np.float64] = np.concatenate(([0.0], np.cumsum(wave**2)))
    starts = np.arange(0, len(wave) - block + 1, HOP)
    # Rounding in the running sum may leave a silent block slightly below zero.
    return np.maximum(energy[starts + block] - energy[starts], 0.0) / block


def _lufs(power: Any) -> Any:
    with np.errstate(divide="ignore"):
        return _OFFSET + 10 * np.log10(power)


@lru_cache(maxsize=8)
def weighting(size: int) -> NDArray[np.complex128]:
    """The K-weighting at the frequencies of a Fourier transform of `size` samples: a high shelf, then a high pass.

    BS.1770 prints coefficients for 48 kHz only. The analogue filters behind them, as recovered for libebur128
    (B. De Man, "Evaluation of Implementations of the EBU R128 Loudness Measurement", AES 145, 2018), give them
    for any rate.
    """
    delay = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)

    gain = 10 ** (3.999843853973347 / 20)
    shelf = np.tan(np.pi * 1681.974450955533 / SAMPLE_RATE)
    damping = shelf / 0.7071752369554196
    bump = gain**0.4996667741545416 * damping
    high_shelf = _ratio(
        (gain + bump + shelf**2, 2 * (shelf**2 - gain), gain - bump + shelf**2),
        (1 + damping + shelf**2, 2 * (shelf**2 - 1), 1 - damping + shelf**2),
        delay,
    )
    edge = np.tan(np.pi * 38.13547087602444 / SAMPLE_RATE)
    damping = edge / 0.5003270373238773
    bottom = (1 + damping + edge**2, 2 * (edge**2 - 1), 1 - damping + edge**2)
    # The numerator of the standard's high pass is 1, -2, 1 at any rate.
    high_pass = _ratio((bottom[0], -2 * bottom[0], bottom[0]), bottom, delay)
    return high_shelf * high_pass


def _ratio(
    above: tuple[float, float, float], below: tuple[float, float, float], delay: NDArray[np.complex128]
) -> NDArray[np.complex128]:
    """A second-order filter's response at each unit delay."""
    return np.polyval(above[::-1], delay) / np.polyval(below[::-1], delay)
