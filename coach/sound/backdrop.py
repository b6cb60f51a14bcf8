"""The backdrop: the bed and the music, which play without a break under everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.beds.beds import BEDS
from coach.sound.routing import hears_music

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from coach.script.routine import BedName
    from coach.sound.music.music import Music
    from coach.sound.routing import Routing


class Backdrop:
    """The backdrop plays on while the clock stands still, and does not fade when the cursor jumps."""

    def __init__(self, channels: int, routing: Routing, music: Music | None, bed: BedName = "air") -> None:
        """With music, only the bed `air` or none is used."""
        from coach.sound.music.ducking import Ducking
        from coach.sound.music.replay import Replay

        self._channels, self._heard = channels, hears_music(routing)
        self._music = Replay(music) if music is not None else None
        self._bed = BEDS[bed if music is None or bed == "none" else "air"]
        self._bed.loop()  # made now, so that the device does not wait for it
        self._ducking = Ducking()
        self._position = 0

    @property
    def ducks(self) -> bool:
        """Whether any of it is turned down under words."""
        return self._music is not None or self._bed.ducked

    def block(self, count: int, speech: Sequence[tuple[int, int]]) -> NDArray[np.int16]:
        """The next `count` samples, (count, channels); `speech`: where in them it is turned down."""
        bed = self._bed.read(self._position, count)
        gains = self._ducking.gains(count, speech)[:, None] if self.ducks else np.ones((count, 1), np.float32)
        if self._bed.ducked:
            bed = np.rint(bed * gains[:, 0]).astype(np.int16)
        ground = np.repeat(bed[:, None], self._channels, axis=1)
        if self._music is not None:
            sound = self._music.at(self._position, count) * gains
            sound *= np.array(self._heard)
            ground += np.rint(sound).astype(np.int16)
        self._position += count
        return ground

    def mark(self) -> tuple[int, int]:
        """Its position, for `go_back`."""
        return self._position, self._ducking.step

    def go_back(self, mark: tuple[int, int]) -> None:
        """Play again from a marked position: the same samples, if the same is spoken."""
        self._position, self._ducking.step = mark
