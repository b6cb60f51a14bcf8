"""Overlays: sounds beside the plan, such as the answer to a question; they do not move the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.sound.mixer import lay
from coach.sound.routing import BOTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from coach.plan import Cue
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


class Overlays:
    """The overlays that are playing or waiting, in order: one sign sounds at once, and one answer between the words."""

    def __init__(self) -> None:
        self._waiting: list[Overlay] = []

    def add(self, overlay: Overlay) -> None:
        """Play an overlay when it is its turn."""
        self._waiting.append(overlay)

    @property
    def speaking(self) -> bool:
        """Whether an answer has begun."""
        return any(overlay.speech and overlay.begun for overlay in self._waiting)

    @property
    def to_speak(self) -> bool:
        """Whether an answer has begun or waits."""
        return any(overlay.speech for overlay in self._waiting)

    def mark(self) -> tuple[tuple[Overlay, int], ...]:
        """The overlays, each with the number of its samples that have been played, for `go_back`."""
        return tuple((overlay, overlay.at) for overlay in self._waiting)

    def go_back(self, mark: Iterable[tuple[Overlay, int]]) -> None:
        """Restore earlier overlays."""
        self._waiting = [overlay for overlay, _ in mark]
        for overlay, at in mark:
            overlay.at = at

    def again(self) -> None:
        """Play all of them from their beginning."""
        for overlay in self._waiting:
            overlay.at = 0

    def sounding(self, *, talking: bool) -> list[Overlay]:
        """Those that sound now. `talking`: words or tones of the session sound, so that no answer begins."""
        words = [overlay for overlay in self._waiting if overlay.speech][:1]
        signs = [overlay for overlay in self._waiting if not overlay.speech][:1]
        return signs + [overlay for overlay in words if overlay.begun or not talking]

    def forget(self) -> None:
        """Forget those that are over."""
        self._waiting = [overlay for overlay in self._waiting if not overlay.over]


def stands_alone(cue: Cue) -> bool:
    """Whether no answer may play over a cue: neither would be understood, and their peaks would not fit together."""
    return cue.utterance is not None or cue.kind == "chime"
