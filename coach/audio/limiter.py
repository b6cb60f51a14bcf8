"""A limiter: it turns sound down smoothly wherever it would exceed a peak, in one array or in blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.units import samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Stereo = NDArray[np.float32]
    """Shape (frames, 2), within ±1 or beyond."""

_BLOCK = samples(1000)
_SLOT = samples(1)
_REACH = 100
"""Slots over which the gain falls and rises again: slower than the lowest tone, or it would be heard as distortion."""


def limit(wave: NDArray[np.float64], peak: float, reach: int) -> NDArray[np.float64]:
    """Mono `wave`, shape (frames,), with no sample above `peak`; the gain changes over `reach` samples on either side.

    The lowest gain needed within `reach` of each sample is averaged over the same window. So no average is higher
    than the gain that the sample in its middle needs.
    """
    need = peak / np.maximum(np.abs(wave), peak)
    if need.min() == 1.0:
        return wave
    size = 2 * reach + 1
    return wave * _averaged(_lowest(np.pad(need, 2 * reach, constant_values=1.0), size), size)


def limit_blocks(pieces: Iterable[Stereo], peak: float) -> Iterator[Stereo]:
    """The same sound with no sample above `peak`, in blocks of a second; the last is padded with silence.

    The gain runs in straight lines between slots of a millisecond. At each end of a slot it is a weighted mean of
    the gains that nearby slots allow, each lowered to that of its strictest neighbour. So it never exceeds the gain
    that the slot itself allows. Both channels get the same gain, so the stereo image does not move.
    """
    way = np.arange(1, _SLOT + 1) / _SLOT
    before, block, allowed = np.ones(_REACH), None, np.ones(0)
    for following in _and_silence(_blocks(pieces)):
        after = peak / np.maximum(np.abs(following).max(axis=1).reshape(-1, _SLOT).max(axis=1), peak)
        if block is not None:
            near = np.concatenate([before, allowed, after[:_REACH]])
            if near.min() < 1:
                gains = _averaged(_lowest(near, _REACH + 1), _REACH)
                lines = gains[:-1, None] + np.diff(gains)[:, None] * way
                block = (block * lines.reshape(-1, 1)).astype(np.float32)
            yield block
            before = allowed[-_REACH:]
        block, allowed = following, after


def _lowest(values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The lowest of each `count` neighbours: `count` - 1 values fewer than given."""
    lowest, reach = values, 1
    while reach < count:  # the lower of two minima over n neighbours is the minimum over 2n
        step = min(reach, count - reach)
        lowest = np.minimum(lowest[:-step], lowest[step:])
        reach += step
    return lowest


def _averaged(values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The weighted mean of each `count` neighbours, the middle weighing most: `count` - 1 values fewer than given."""
    window = np.hanning(count + 2)[1:-1]
    return np.convolve(values, window / window.sum(), "valid")


def _blocks(pieces: Iterable[Stereo]) -> Iterator[Stereo]:
    """The same sound in blocks of one size; the last is padded with silence."""
    block, filled = np.zeros((_BLOCK, 2), np.float32), 0
    for piece in pieces:
        while len(piece):
            part = piece[: _BLOCK - filled]
            block[filled : filled + len(part)] = part
            filled += len(part)
            piece = piece[len(part) :]
            if filled == _BLOCK:
                yield block
                block, filled = np.zeros((_BLOCK, 2), np.float32), 0
    if filled:
        yield block


def _and_silence(blocks: Iterable[Stereo]) -> Iterator[Stereo]:
    yield from blocks
    yield np.zeros((_BLOCK, 2), np.float32)
