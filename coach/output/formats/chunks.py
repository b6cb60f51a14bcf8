"""MP3 encoding in segments on all cores; the joined file sounds as if one encoder had made it."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.cores import usable_cores
from coach.output.formats.info_frame import FRAME_SAMPLES
from coach.output.formats.lame import Lame
from coach.output.formats.splice import Run, find_splice, join

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from concurrent.futures import Future

    import numpy as np
    from numpy.typing import NDArray

SEGMENT = 2400
"""Frames from the start of a segment to the start of the next: nearly a minute. It does not depend on the number of
cores, so the same sound makes the same file on every machine."""
OVERLAP = 96
"""Frames of the next segment that are at the end of a segment too: two seconds in which to find a splice."""

_MOST_CORES = 8


@dataclass(slots=True)
class _Segment:
    sound: bytes
    last: bool
    lame: Lame
    run: Run


def encoded(
    blocks: Iterable[NDArray[np.int16]],
    bitrate: int,
    channels: int,
    *,
    segment: int = SEGMENT,
    overlap: int = OVERLAP,
    cores: int | None = None,
) -> Generator[bytearray]:
    """MP3 frames of `blocks`, shape (n, channels) each, which are read in order while the encoders work.

    `bitrate` is in kbit/s; `segment` and `overlap` are in frames.
    """
    cores = cores or usable_cores(_MOST_CORES)
    waiting: deque[Future[_Segment]] = deque()
    pool = ThreadPoolExecutor(cores, thread_name_prefix="mp3")

    def done() -> Iterator[_Segment]:
        for sound, last in _cut(blocks, segment, overlap, 2 * channels * FRAME_SAMPLES):
            if cores == 1:  # in turns with whoever draws the blocks: one core is meant for both
                yield _encode(sound, last, bitrate, channels)
                continue
            waiting.append(pool.submit(_encode, sound, last, bitrate, channels))
            if len(waiting) > cores:  # one segment waits for the next free core, and no more are kept in memory
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    try:
        yield from _joined(done(), segment, overlap * 2 * channels * FRAME_SAMPLES)
    finally:
        pool.shutdown(cancel_futures=True)


def _cut(blocks: Iterable[NDArray[np.int16]], segment: int, overlap: int, frame: int) -> Iterator[tuple[bytes, bool]]:
    """Segments, each ending with the overlap, and whether it is the last one. `frame` is in bytes."""
    waiting = bytearray()
    whole = (segment + overlap) * frame
    for block in blocks:
        waiting += block.tobytes()
        while len(waiting) > whole:
            with memoryview(waiting) as view:
                sound = bytes(view[:whole])
            yield sound, False
            del waiting[: segment * frame]
    yield bytes(waiting), True


def _encode(sound: bytes, last: bool, bitrate: int, channels: int) -> _Segment:
    lame = Lame(bitrate, channels)
    music = lame.encode(sound)
    if last:
        music += lame.end()
    return _Segment(sound, last, lame, Run(music, bitrate, channels))


def _joined(segments: Iterator[_Segment], length: int, overlap: int) -> Iterator[bytearray]:
    """The frames of all segments. `length` is in frames, `overlap` in bytes of sound."""
    before = next(segments)
    kept, lead = 0, length
    for after in segments:
        splice = find_splice(before.run, after.run, lead, kept)
        if splice is None:  # never seen so far, but possible: then the first encoder continues
            before.run.music += before.lame.encode(after.sound[overlap:])
            if after.last:
                before.run.music += before.lame.end()
            lead += length
        else:
            join(before.run, after.run, lead, splice)
            yield before.run.frames(kept, lead + splice)
            before, kept, lead = after, splice, length
            before.sound = b""
    yield before.run.frames(kept, len(before.run))
