"""Music: a person's sound files, played without end under a session, always softer than the voice."""

from __future__ import annotations

import atexit
import threading
from collections import deque
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from coach.audio.limiter import limit_blocks
from coach.sound.music.playlist import Playlist
from coach.sound.music.tracks import find_tracks, read_track
from coach.units import samples

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from numpy.typing import NDArray

    from coach.sound.music.tracks import StereoBlock

PEAK = 0.12
"""The highest sample of the music, as a fraction of full scale: what fits beside a voice, see `coach.sound.mixer`."""
_LIMIT = (int(PEAK * 32767) - 0.4) / 32767  # so that rounding does not exceed the peak

SOFT_START = samples(2000)
AHEAD = samples(10_000)
"""How many samples are decoded ahead."""

_EDGE = samples(500)
"""If samples are late, the music fades out and in over this many."""
_ENOUGH = samples(1000)
"""It fades in only when this many are ready, so that it does not stop again at once."""


class Music:
    """Tracks in order, repeated without end, each crossfaded into the next.

    `read` is for one thread; everything else for any.
    """

    def __init__(self, tracks: Sequence[Path], levels_folder: Path | None, *, wait: bool) -> None:
        """`levels_folder` stores how loud each track is, so that it is measured once.

        `wait`: `read` waits until the samples are ready. Otherwise late samples are replaced by silence, and the music
        continues after it where it stopped.
        """
        self._wait = wait
        self._ready: deque[NDArray[np.int16]] = deque()
        self._frames = 0  # in `_ready`
        self._gain = 0  # 0 silent, _EDGE full
        self._falling = False
        self._changed = threading.Condition()
        self._closed = self._over = False
        self._playlist = Playlist(tracks, levels_folder, lambda: self._closed)
        self._thread = threading.Thread(target=self._work, name="music", daemon=True)
        self._thread.start()
        # The resampler's library aborts the process if it ends while a thread is in it.
        atexit.register(self.close)

    @property
    def trouble(self) -> str | None:
        """What went wrong, in a sentence or two; the music continues with the other tracks."""
        troubles = list(self._playlist.troubles)
        if len(troubles) < 2:
            return troubles[0] if troubles else None
        others = "another file" if len(troubles) == 2 else f"{len(troubles) - 1} more files"
        return f"{troubles[0]} The music does without {others} too."

    def read(self, count: int) -> NDArray[np.int16]:
        """The next `count` samples of both channels, shape (count, 2)."""
        block = np.zeros((count, 2), np.int16)
        done = 0
        with self._changed:
            for piece in self._waited_for(count) if self._wait else self._there(count):
                block[done : done + len(piece)] = piece
                done += len(piece)
        return block

    def close(self) -> None:
        """Stop, and close the files."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(timeout=2)
        atexit.unregister(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _waited_for(self, count: int) -> Iterator[NDArray[np.int16]]:
        """The next `count` samples in pieces; fewer if the music ends."""
        while count:
            self._changed.wait_for(lambda: self._frames or self._over or self._closed)
            if not self._frames:
                return
            piece = self._take(min(count, self._frames))
            count -= len(piece)
            yield piece

    def _there(self, count: int) -> Iterator[NDArray[np.int16]]:
        """Those of the next `count` samples that are ready, in pieces, faded where the music stops and resumes.

        It always leaves enough samples for a fade-out.
        """
        while count:
            spare = self._frames - _EDGE
            if self._gain == 0 and spare < (1 if self._over else _ENOUGH):
                return
            self._falling = spare <= 0 or (self._falling and self._gain > 0)
            if self._falling:
                piece = self._faded(min(count, self._gain), -1)
            elif self._gain < _EDGE:
                piece = self._faded(min(count, spare, _EDGE - self._gain), 1)
            else:
                piece = self._take(min(count, spare))
            count -= len(piece)
            yield piece

    def _faded(self, count: int, way: int) -> NDArray[np.int16]:
        gains = self._gain + way * np.arange(1, count + 1)
        self._gain = int(gains[-1])
        curve = np.sin(gains * (np.pi / 2 / _EDGE)) ** 2
        return np.asarray(np.rint(self._take(count) * curve[:, None]), np.int16)

    def _take(self, count: int) -> NDArray[np.int16]:
        """The next `count` samples, which must be ready."""
        pieces = []
        self._frames -= count
        while count:
            first = self._ready.popleft()
            pieces.append(first[:count])
            if count < len(first):
                self._ready.appendleft(first[count:])
            count -= len(pieces[-1])
        self._changed.notify_all()
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)

    def _work(self) -> None:
        try:
            with closing(_finished(limit_blocks(self._playlist.pieces(), _LIMIT))) as blocks:
                for block in blocks:
                    with self._changed:
                        self._ready.append(block)
                        self._frames += len(block)
                        self._changed.notify_all()
                    self._rest()
                    if self._closed:
                        return
        except Exception as error:  # whatever the error is, the session continues without music
            self._playlist.troubles.append(f"The music had to stop: {error}.")
        finally:
            self._playlist.close()
            with self._changed:
                self._over = True
                self._changed.notify_all()

    def _rest(self) -> None:
        """While enough is ready, measure the next track, then sleep."""
        while not self._closed and self._frames >= AHEAD:
            if self._playlist.prepare():
                continue
            with self._changed:
                self._changed.wait_for(lambda: self._frames < AHEAD or self._closed)


def open_music(path: Path, levels_folder: Path | None, *, wait: bool) -> Music:
    """The music of a file or folder.

    Raises MusicError if there is none, or the one file cannot be read. A file of a folder that cannot be read is left
    out and reported in `trouble` when its turn comes.
    """
    tracks = find_tracks(path)
    if len(tracks) == 1:
        with closing(read_track(tracks[0])) as pieces:
            next(pieces)
    return Music(tracks, levels_folder, wait=wait)


def _finished(blocks: Iterable[StereoBlock]) -> Generator[NDArray[np.int16]]:
    """The same as int16, with a fade-in at the start."""
    at = 0
    for block in blocks:
        if at < SOFT_START:
            way = np.clip((at + np.arange(len(block))) / SOFT_START, 0, 1)
            block = block * np.sin(way * np.pi / 2)[:, None] ** 2
        at += len(block)
        yield np.rint(block * 32767).astype(np.int16)
