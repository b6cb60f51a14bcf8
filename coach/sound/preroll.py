"""The preroll: silence and then an opening, before a session begins or resumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.units import SAMPLES_PER_MS, samples

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Preroll:
    """What is left of it; nothing at first."""

    def __init__(self, channels: int) -> None:
        self._delay = 0  # samples of silence
        self._opening: NDArray[np.int16] = np.zeros((0, channels), np.int16)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return not self._delay and not self.has_opening

    @property
    def is_silent(self) -> bool:
        """Whether it is still in the silence before the opening."""
        return self._delay > 0

    @property
    def has_opening(self) -> bool:
        """Whether any of the opening is left."""
        return len(self._opening) > 0

    @property
    def starts_in(self) -> int:
        """Milliseconds until it is over."""
        return (self._delay + len(self._opening)) // SAMPLES_PER_MS

    def begin(self, delay: int, opening: NDArray[np.int16]) -> None:
        """Begin with `delay` milliseconds of silence; then the opening, (count, channels)."""
        self._delay, self._opening = samples(delay), opening

    def replace_opening(self, opening: NDArray[np.int16]) -> None:
        """Play this opening after what is left of the silence."""
        self._opening = opening

    def skip(self) -> None:
        """End it."""
        self._delay, self._opening = 0, self._opening[:0]

    def block(self, most: int, *, hold: bool) -> NDArray[np.int16]:
        """Its next samples, (count, channels): at most `most`, all of them silence or all of the opening.

        `hold`: the opening waits, and they are silence.
        """
        count = min(most, self._delay or len(self._opening))
        sound = np.zeros((count, self._opening.shape[1]), np.int16)
        if self._delay:
            self._delay -= count
        elif not hold:
            sound += self._opening[:count]
            self._opening = self._opening[count:]
        return sound

    def mark(self) -> tuple[int, NDArray[np.int16]]:
        """What is left of it, for `go_back`."""
        return self._delay, self._opening

    def go_back(self, mark: tuple[int, NDArray[np.int16]]) -> None:
        """Restore what was left earlier."""
        self._delay, self._opening = mark
