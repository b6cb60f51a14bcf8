"""Overlays: what sounds beside the plan, such as the answer to a question, without moving its clock by itself."""

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
    """A sound on its way."""

    sound: NDArray[np.int16]
    """Mono."""
    heard: Channels = BOTH
    speech: bool = False
    """Words: they wait until no words or tones of the plan sound, and its next ones wait until they are over."""
    at: int = 0
    """Samples of it that have sounded."""

    @property
    def over(self) -> bool:
        """Whether all of it has sounded."""
        return self.at >= len(self.sound)

    @property
    def begun(self) -> bool:
        """Whether any of it has sounded."""
        return self.at > 0

    def lay(self, onto: NDArray[np.int16]) -> None:
        """Add what comes next of it to a block, (count, channels)."""
        piece = self.sound[self.at : self.at + len(onto)]
        lay(onto[: len(piece)], piece, self.heard)
        self.at += len(piece)
