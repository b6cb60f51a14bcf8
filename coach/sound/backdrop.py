"""The backdrop: the bed, and the music if there is any, unbroken under all that comes and goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.room_tone import room_tone
from coach.sound.routing import hears_music

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from coach.sound.music.music import Music
    from coach.sound.routing import Routing


class Backdrop:
    """It runs on while the clock stands still, and is not faded where the cursor jumps."""

    def __init__(self, channels: int, routing: Routing, music: Music | None) -> None:
        from coach.sound.music.ducking import Ducking

        self._channels, self._heard, self._music = channels, hears_music(routing), music
        self._ducking = Ducking()
        self._position = 0

    def block(self, count: int, speech: Sequence[tuple[int, int]]) -> NDArray[np.int16]:
        """The next `count` samples, (count, channels); `speech` are the stretches of it where the music is down."""
        ground = np.repeat(room_tone(self._position, count)[:, None], self._channels, axis=1)
        self._position += count
        if self._music is not None:
            sound = self._music.read(count) * self._ducking.gains(count, speech)[:, None]
            sound *= np.array(self._heard)
            ground += np.rint(sound).astype(np.int16)
        return ground
