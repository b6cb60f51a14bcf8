"""The fade of a stream: out before a pause or a jump, and in after it, so that no cut clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.units import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FADE = samples(20)
"""A fade lasts this many samples: too short to hear, long enough not to click."""

FadeMark = tuple[int, "Callable[[], None] | None"]
"""The gain, and what is done when it has faded out."""


class Fade:
    """The gain of the planned sounds, and what is done when they have faded out."""

    def __init__(self) -> None:
        self.gain = FADE
        """0: silent; FADE: full."""
        self.then: Callable[[], None] | None = None
        """What is done when it has faded out; None: it fades in, or is full."""

    @property
    def leaving(self) -> bool:
        """Whether it fades out."""
        return self.then is not None

    def out(self, then: Callable[[], None]) -> None:
        """Fade out, then do `then`."""
        self.then = then

    def silence(self) -> None:
        """Be silent at once, and fade in."""
        self.gain = 0

    def done(self) -> Callable[[], None]:
        """What was to be done when it has faded out; from here on it fades in."""
        then, self.then = self.then, None
        assert then is not None
        return then

    def mark(self) -> FadeMark:
        """Its gain, and what is done when it has faded out, for `go_back`."""
        return self.gain, self.then

    def go_back(self, mark: FadeMark) -> None:
        """Restore an earlier gain, and what was to be done."""
        self.gain, self.then = mark

    def most(self, count: int) -> int:
        """At most `count`, and no more samples than are left of the fade."""
        left = self.gain if self.leaving else FADE - self.gain
        return min(count, left) if self.leaving or left else count

    def over(self, sound: NDArray[np.int16]) -> NDArray[np.int16]:
        """The next samples, shape (count, channels), at the gain of each."""
        if not self.leaving and self.gain == FADE:
            return sound
        step = -1 if self.leaving else 1
        gains = self.gain + step * np.arange(1, len(sound) + 1)
        self.gain = int(gains[-1])
        return np.rint(sound * (gains / FADE)[:, None]).astype(np.int16)
