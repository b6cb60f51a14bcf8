"""A meter for sound that comes in pieces: integrated, gated loudness after ITU-R BS.1770-4."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.audio.loudness import HOP, gated, weighting
from coach.units import samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIZE = 1 << 15
_CHUNK = (_SIZE - samples(100)) // HOP * HOP
"""The last 100 ms of the transform are padding: by then the filters have decayed by about 200 dB."""


class LoudnessMeter:
    """Measures pieces of any length, shape (n, channels), int16 or float within ±1; keeps about a second of sound."""

    def __init__(self, channels: int) -> None:
        self.frames = 0
        self._waiting = np.zeros((channels, _CHUNK))
        self._filled = 0
        self._ringing = np.zeros((channels, _SIZE))
        """The filters' decay after the chunks so far."""
        self._hops: list[NDArray[np.float64]] = []
        """The energy of each 100 ms; an hour has 36,000."""

    def add(self, piece: NDArray[Any]) -> None:
        """Measure the next piece."""
        wave = piece / 32768 if np.issubdtype(piece.dtype, np.integer) else piece
        self.frames += len(wave)
        while len(wave):
            count = min(len(wave), _CHUNK - self._filled)
            self._waiting[:, self._filled : self._filled + count] = wave[:count].T
            self._filled += count
            wave = wave[count:]
            if self._filled == _CHUNK:
                self._weigh()

    def lufs(self) -> float:
        """The loudness in LUFS of all pieces so far; -inf if they are silent."""
        self._weigh()
        energy = np.concatenate(self._hops)
        if len(energy) < 4:
            return -math.inf
        return gated(np.convolve(energy, np.ones(4), "valid") / (4 * HOP))  # the standard's 400 ms

    def _weigh(self) -> None:
        self._waiting[:, self._filled :] = 0
        heard = np.fft.irfft(np.fft.rfft(self._waiting, _SIZE) * weighting(_SIZE), _SIZE)
        heard += self._ringing
        whole = self._filled // HOP
        hops = heard[:, : whole * HOP].reshape(len(heard), whole, HOP)
        self._hops.append(np.einsum("chs,chs->h", hops, hops))
        self._ringing[:, :-_CHUNK] = heard[:, _CHUNK:]
        self._ringing[:, -_CHUNK:] = 0
        self._filled = 0
