"""The limiter: music turned down smoothly wherever it would be too loud beside a voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.units import samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.sound.tracks import Piece

PEAK = 0.15
"""No sample of the music is louder than this part of full scale: with a voice, a breath and the bed it still fits."""

_BLOCK = samples(1000)
_SLOT = samples(1)
_LOOK = 50
"""Slots over which the limiter turns down and up again: slower than the lowest tone, or it would be heard as grit."""
_LIMIT = (int(PEAK * 32767) - 0.4) / 32767  # what it is rounded to is not above the peak either


def limited(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same with no sample above the peak, turned down smoothly around the loud ones.

    It comes in blocks of one size, the last filled up with silence.
    The gain runs in straight lines from slot to slot, a slot being a millisecond. At either end of one it is an
    average of what the slots near it allow, each counted with the strictest of its own neighbours: so it is never
    more than the slot itself allows. It is as much for both channels, so that nothing wanders.
    """
    reach = 2 * _LOOK
    window = np.hanning(reach + 2)[1:-1]
    way = np.arange(1, _SLOT + 1) / _SLOT
    before, block, allowed = np.ones(reach), None, np.ones(0)
    for following in _and_silence(_blocks(pieces)):
        after = _LIMIT / np.maximum(np.abs(following).max(axis=1).reshape(-1, _SLOT).max(axis=1), _LIMIT)
        if block is not None:
            near = np.concatenate([before, allowed, after[:reach]])
            if near.min() < 1:
                strictest = np.lib.stride_tricks.sliding_window_view(near, reach + 1).min(axis=1)
                gains = np.convolve(strictest, window / window.sum(), "valid")
                lines = gains[:-1, None] + np.diff(gains)[:, None] * way
                block = (block * lines.reshape(-1, 1)).astype(np.float32)
            yield block
            before = allowed[-reach:]
        block, allowed = following, after


def _blocks(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same in blocks of one size; the last is filled up with silence."""
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


def _and_silence(blocks: Iterable[Piece]) -> Iterator[Piece]:
    yield from blocks
    yield np.zeros((_BLOCK, 2), np.float32)
