"""The file of a clip: a WAV file followed by a checksum of everything before it, which players ignore."""

from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING

import numpy as np

from coach.units import SAMPLE_RATE, SAMPLES_PER_MS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DIGEST = 16
_HEADER = 44
OVERHEAD = _HEADER + _DIGEST
"""Bytes of a file that are not sound."""


def encoded(clip: NDArray[np.int16]) -> bytes:
    """The content of a clip's file."""
    body = _wav(clip)
    return body + _digest(body)


def decoded(raw: bytes) -> NDArray[np.int16] | None:
    """The clip in a file's content, shape (frames,); None if it is damaged, or not a clip."""
    body = raw[:-_DIGEST]
    if len(raw) <= OVERHEAD or _digest(body) != raw[-_DIGEST:]:
        return None
    return np.frombuffer(body, "<i2", offset=_HEADER)


def length_of(size: int) -> int | None:
    """The length in milliseconds of the clip in a file of so many bytes; None if there is none of that size."""
    data = size - OVERHEAD
    return data // (2 * SAMPLES_PER_MS) if data > 0 and data % (2 * SAMPLES_PER_MS) == 0 else None


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST).digest()


def _wav(clip: NDArray[np.int16]) -> bytes:
    data = clip.astype("<i2").tobytes()
    return (
        struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1,
                    SAMPLE_RATE, 2 * SAMPLE_RATE, 2, 16, b"data", len(data))
        + data
    )  # fmt: skip
