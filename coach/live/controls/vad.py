"""Voice activity detection: finding the utterances in a microphone's sound."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from coach.live.controls.microphone import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FRAME = RATE // 50
_LOUD = 4.5
"""Decibels above the room noise at which speech begins."""
_FAINT = 10.0
"""Decibels above the quantisation step, in the voice band, below which nothing is loud."""
_VOICE = slice(250 * _FRAME // RATE, 3500 * _FRAME // RATE)
_HUSH = 22
"""Frames of quiet that end an utterance: a little more than the pause after "coach"."""
_LEAD = 15
"""Frames kept before the loud part: words begin softly."""
_SHORT, _LONG = 12, 200
"""Loud frames in the shortest command, and all frames in the longest; anything longer is conversation."""


class VoiceActivityDetector:
    """Cuts a stream into utterances, each with a little silence around it."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.int16)
        self._levels: deque[float] = deque(maxlen=200)
        self.reset()

    def reset(self) -> None:
        """Forget the utterance so far, but keep the level of the room noise."""
        self._frames: list[NDArray[np.int16]] = []
        self._loud: list[bool] = []
        self._open = False

    def take(self, samples: NDArray[np.int16]) -> list[NDArray[np.int16]]:
        """The utterances that ended in these samples."""
        sound = np.concatenate([self._rest, samples])
        whole = len(sound) // _FRAME * _FRAME
        self._rest = sound[whole:]
        taken = (self._add(frame) for frame in sound[:whole].reshape(-1, _FRAME))
        return [utterance for utterance in taken if utterance is not None]

    def _add(self, frame: NDArray[np.int16]) -> NDArray[np.int16] | None:
        # The band of voices: room noise is mostly below or above it.
        level = 20 * np.log10(np.linalg.norm(np.fft.rfft(frame)[_VOICE]) / _FRAME + 1e-9)
        self._levels.append(level)
        # The quietest fifth of four seconds is room noise: talk has pauses, and a command is short.
        room = sorted(self._levels)[len(self._levels) // 5]
        self._frames.append(frame)
        self._loud.append(level > max(room + _LOUD, _FAINT))
        if not self._open:
            self._open = sum(self._loud[-5:]) >= 3
            del self._frames[:-_LEAD], self._loud[:-_LEAD]
            return None
        if any(self._loud[-_HUSH:]):
            if len(self._frames) > _LONG + _HUSH:
                del self._frames[0]
            return None
        frames, loud = self._frames, sum(self._loud)
        long = len(self._loud) > _LONG + _HUSH
        self.reset()
        return None if long or loud < _SHORT else np.concatenate(frames)
