"""Overlays: sounds beside the plan, such as the answer to a question; they do not move the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.sound.mixer import lay
from coach.sound.routing import BOTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coach.sound.routing import Channels


@dataclass
class Overlay:
    """A sound that plays beside the plan."""

    sound: NDArray[np.int16]
    """Mono."""
    heard: Channels = BOTH
    speech: bool = False
    """Whether it is words: these wait until no words or tones of the plan sound, and the next ones wait for them."""
    at: int = 0
    """Samples that have been played."""

    @property
    def over(self) -> bool:
        """Whether all of it has been played."""
        return self.at >= len(self.sound)

    @property
    def begun(self) -> bool:
        """Whether any of it has been played."""
        return self.at > 0

    def lay(self, onto: NDArray[np.int16]) -> None:
        """Add its next samples to a block, shape (count, channels)."""
        piece = self.sound[self.at : self.at + len(onto)]
        lay(onto[: len(piece)], piece, self.heard)
        self.at += len(piece)
