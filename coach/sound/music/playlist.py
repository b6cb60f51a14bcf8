"""The playlist: tracks repeated without end, at one level, each crossfaded into the next."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import MusicError
from coach.sound.music.levels import measure_in_steps
from coach.sound.music.tracks import read_track
from coach.units import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

    from coach.sound.music.levels import Level
    from coach.sound.music.tracks import StereoBlock

LOUDNESS = -32.0
"""LUFS of every track while no voice speaks. The voice, -19 LUFS in one channel, is -16 in two. So the music is 16 LU
softer than the voice, and 30 LU softer while it speaks."""
CROSSFADE = samples(4000)

_PIECE = samples(1000)


class Playlist:
    """Tracks one after another without end, levelled and crossfaded."""

    def __init__(self, tracks: Sequence[Path], levels_folder: Path | None, stopped: Callable[[], bool]) -> None:
        self.troubles: list[str] = []
        self._tracks = deque(tracks)  # the next one first
        self._folder = levels_folder
        self._stopped = stopped
        self._levels: dict[Path, Level] = {}
        self._measuring: Generator[None, None, Level] | None = None
        self._open: list[_Track] = []

    def pieces(self) -> Iterator[StereoBlock]:
        """The music in pieces of at most a second; it ends only if no track is left that can be played."""
        playing = self._next()
        while playing is not None:
            # The crossfade's length depends on the next track too, which may not be measured yet.
            yield from playing.pieces(playing.left - _at_most(playing))
            following = self._next()
            if self._stopped():
                return
            fade = min(_at_most(playing), _at_most(following or playing))
            yield from playing.pieces(playing.left - fade)
            yield from _crossed(playing, following, fade)
            self._open.remove(playing)
            playing.close()
            playing = following

    def prepare(self) -> bool:
        """Do a part of the work for the next track; False if there is nothing to do."""
        if self._measuring is None:
            if not self._tracks or self._tracks[0] in self._levels:
                return False
            self._measuring = measure_in_steps(self._tracks[0], self._folder)
        try:
            next(self._measuring)
        except StopIteration as done:
            self._levels[self._tracks[0]] = done.value
            self._measuring = None
        except MusicError as error:
            self._leave_out(error)
        return True

    def close(self) -> None:
        """Close all files."""
        for track in self._open:
            track.close()
        if self._measuring is not None:
            self._measuring.close()

    def _next(self) -> _Track | None:
        """Open the next track; tracks that cannot be played are dropped."""
        while self._tracks and not self._stopped():
            if self.prepare():
                continue
            try:
                track = _Track(self._tracks[0], self._levels[self._tracks[0]])
            except MusicError as error:
                self._leave_out(error)
                continue
            self._tracks.rotate(-1)
            self._open.append(track)
            return track
        return None

    def _leave_out(self, error: MusicError) -> None:
        self._tracks.popleft()
        self._measuring = None
        self.troubles.append(str(error))


class _Track:
    """A track that is playing, at the common level."""

    def __init__(self, path: Path, level: Level) -> None:
        """Raises MusicError if it can no longer be read."""
        self.frames = self.left = level.frames
        self._gain = np.float32(10 ** ((LOUDNESS - level.lufs) / 20))
        self._source = read_track(path)
        self._rest = next(self._source)

    def take(self, count: int) -> StereoBlock:
        """The next `count` samples; silence if the file has become shorter."""
        found = [self._rest]
        missing = count - len(self._rest)
        while missing > 0:
            piece = next(self._source, None)
            found.append(np.zeros((missing, 2), np.float32) if piece is None else piece)
            missing -= len(found[-1])
        joined = np.concatenate(found) if len(found) > 1 else found[0]
        self._rest = joined[count:]
        self.left -= count
        return joined[:count] * self._gain

    def pieces(self, count: int) -> Iterator[StereoBlock]:
        """The next `count` samples, a second at a time."""
        for size in _sizes(count):
            yield self.take(size)

    def close(self) -> None:
        """Close the file."""
        self._source.close()


def _at_most(track: _Track) -> int:
    """The longest crossfade of a track, such that those at its beginning and end do not overlap."""
    return min(CROSSFADE, track.frames // 2)


def _sizes(count: int) -> Iterator[int]:
    for start in range(0, count, _PIECE):
        yield min(_PIECE, count - start)


def _crossed(going: _Track, coming: _Track | None, count: int) -> Iterator[StereoBlock]:
    """The end of one track mixed with the beginning of the next, at constant power."""
    at = 0
    for size in _sizes(count):
        angle = ((np.arange(at, at + size) + 0.5) * (np.pi / 2 / count)).astype(np.float32)[:, None]
        piece = going.take(size) * np.cos(angle)
        if coming is not None:
            piece += coming.take(size) * np.sin(angle)
        yield piece
        at += size
