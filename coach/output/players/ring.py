"""A ring buffer of samples in shared memory: one process writes it, another plays it."""

from __future__ import annotations

import contextlib
import mmap
import tempfile
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from coach.errors import PlayerError, reason
from coach.units import SAMPLE_RATE, samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SIZE = samples(8000)
"""The size of the ring in frames."""
PATIENCE = 0.5
"""Seconds that a player in the writer's own process waits for missing samples."""

_LOG = 1024
"""How many times of the playing position are kept."""
_EDGE = samples(5)
"""If samples are missing, the sound fades out over this many frames, and in again afterwards."""
_REWRITABLE = samples(30)
"""If the device can rewrite its buffer: from this many frames after the playing position on."""
_WRITTEN, _CLAIMED, _TAKEN, _STARVED, _TIMES, _REVISION, _REVISED, _TAKES_BACK, _STILL = range(9)
_HEAD = 16


class Ring:
    """Frames numbered from the start. Calling it takes the next frames; everything else is for the writer."""

    def __init__(self, channels: int, path: Path | None = None) -> None:
        """`path` is the file of a ring that another process made; without it, a new one is made. Raises PlayerError."""
        self.channels = channels
        self._is_mine = path is None
        self.path = path or _made(_bytes(channels))
        self._tidy = weakref.finalize(self, self.path.unlink, missing_ok=True) if path is None else None
        with self.path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _bytes(channels))
        self._head = self._part(0, _HEAD, np.int64)
        self._when = self._part(8 * _HEAD, _LOG, np.float64)
        self._what = self._part(8 * (_HEAD + _LOG), _LOG, np.int64)
        self._sound = self._part(8 * (_HEAD + 2 * _LOG), SIZE * channels, np.int16).reshape(SIZE, channels)
        self._changed = threading.Condition()
        self._starving = False
        self._revision = int(self._head[_REVISION])

    def __call__(self, count: int) -> NDArray[np.int16]:
        """The next `count` frames, shape (count, channels), padded with silence if fewer are ready."""
        block = np.zeros((count, self.channels), np.int16)
        with self._changed:
            if self._is_mine:
                self._changed.wait_for(lambda: self.written - self.taken >= count, PATIENCE)
            begin = self.taken
            there = min(self.written - begin, count)
            # Marked as taken before reading, so that the writer does not change it.
            self._head[_CLAIMED] = begin + there
            block[:there] = self._sound[self._places(begin, there)]
            self._head[_TAKEN] = begin + there
            self._fade(block, there)
            self._head[_STARVED] += count - there
            if not self._head[_TAKES_BACK]:  # told by `tell` otherwise
                self._note(time.perf_counter(), begin)  # a device reads when it has played what it read before
            self._changed.notify_all()
        return block

    def available(self) -> int:
        """How many frames are ready."""
        return self.written - self.taken

    def go_back(self) -> int:
        """How many of the last frames taken have changed and must be taken again."""
        revision = int(self._head[_REVISION])
        if revision == self._revision:
            return 0
        self._revision = revision
        back = max(self.taken - int(self._head[_REVISED]), 0)
        self._head[_TAKEN] -= back
        return back

    def tell(self, when: float, unheard: int, *, still: bool = False) -> None:
        """Report how many of the frames taken were not heard yet at a time; for a device that can rewrite its
        buffer."""
        self._head[_TAKES_BACK] = 1
        self._head[_STILL] = still
        self._note(when, self.taken - unheard)

    @property
    def written(self) -> int:
        """The frame after the last one written."""
        return int(self._head[_WRITTEN])

    @property
    def fixed(self) -> int:
        """The first frame that can still be replaced."""
        if self._head[_TAKES_BACK]:
            return int(min(self.heard + _REWRITABLE, self.taken))
        return int(self._head[_CLAIMED])

    @property
    def heard(self) -> int:
        """The frame that is heard now, as reported by the device."""
        number = int(self._head[_TIMES])
        if not number:
            return 0
        place = (number - 1) % _LOG
        if self._head[_STILL]:
            return min(int(self._what[place]), self.taken)
        since = round((time.perf_counter() - self._when[place]) * SAMPLE_RATE)
        return int(min(self._what[place] + max(since, 0), self.taken))

    @property
    def taken(self) -> int:
        """The frame after the last one that the device took."""
        return int(self._head[_TAKEN])

    @property
    def starved(self) -> int:
        """Frames of silence played because samples were missing."""
        return int(self._head[_STARVED])

    def log(self, since: int) -> tuple[int, NDArray[np.float64], NDArray[np.int64]]:
        """The reports of the playing position: their total number, and for those from number `since` on the seconds of
        `time.perf_counter` and the frame. Only the latest are kept.
        """
        times = int(self._head[_TIMES])
        places = np.arange(max(since, times - _LOG + 8, 0), times) % _LOG
        return times, self._when[places], self._what[places]

    def write(self, block: NDArray[np.int16]) -> None:
        """Append frames; there must be room."""
        written = self.written
        self._sound[self._places(written, len(block))] = block
        with self._changed:
            self._head[_WRITTEN] = written + len(block)
            self._changed.notify_all()

    def replace(self, frame: int, block: NDArray[np.int16]) -> bool:
        """Replace all frames from `frame` on; False if the device has some of them already."""
        if self.fixed > frame:
            return False
        self._sound[self._places(frame, len(block))] = block
        self._head[_WRITTEN] = frame + len(block)
        self._head[_REVISED] = frame
        self._head[_REVISION] += 1
        return True

    def blank(self, until: int) -> None:
        """Fill the frames not taken yet with silence, up to a frame."""
        begin = int(self._head[_CLAIMED])
        self._sound[self._places(begin, until - begin)] = 0

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Inside the block a player in this process takes nothing; one in another process cannot be stopped."""
        with self._changed:
            yield

    def wait(self, seconds: float) -> None:
        """Wait until a player in this process takes something, at most `seconds`."""
        with self._changed:
            self._changed.wait(seconds)

    def wake(self) -> None:
        """Wake all threads of this process that wait."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """Release the memory; the player's own mapping stays valid."""
        if self._tidy is not None:
            with contextlib.suppress(OSError):
                self._tidy()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _note(self, when: float, frame: int) -> None:
        number = int(self._head[_TIMES])
        self._when[number % _LOG] = when
        self._what[number % _LOG] = frame
        self._head[_TIMES] = number + 1

    def _part(self, offset: int, count: int, kind: Any) -> NDArray[Any]:
        return np.frombuffer(self._memory, kind, count, offset)

    def _places(self, begin: int, count: int) -> NDArray[np.int64]:
        return np.arange(begin, begin + count) % SIZE

    def _fade(self, block: NDArray[np.int16], there: int) -> None:
        """Fade the edges of a gap."""
        edge = min(there, _EDGE)
        ramp = np.arange(1, edge + 1)[:, None] / max(edge, 1)
        if self._starving and edge:
            block[:edge] = block[:edge] * ramp
        self._starving = there < len(block)
        if self._starving and edge:
            block[there - edge : there] = block[there - edge : there] * ramp[::-1]


def _bytes(channels: int) -> int:
    return 8 * (_HEAD + 2 * _LOG) + 2 * SIZE * channels


def _made(size: int) -> Path:
    """An empty file for a ring, in memory if the system supports that."""
    try:
        memory = Path("/dev/shm")  # noqa: S108 - the file has a name nobody can guess, and is for its owner alone
        if memory.is_dir():
            with contextlib.suppress(OSError):
                return _written(memory, size)
        return _written(None, size)
    except OSError as error:
        raise PlayerError(f"There is no room for the sound on its way to the device ({reason(error)}).") from error


def _written(folder: Path | None, size: int) -> Path:
    # Written, not only truncated to size: if there is no room, this fails, rather than the first sample.
    with tempfile.NamedTemporaryFile(prefix="coach-sound-", dir=folder, delete=False) as file:
        try:
            file.write(bytes(size))
            file.flush()
        except OSError:
            Path(file.name).unlink()
            raise
        return Path(file.name)
