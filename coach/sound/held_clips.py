"""The clips of the step that plays, held by the stream until another step needs others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from coach.plan import Utterance


class Clips(Protocol):
    """The source of spoken clips."""

    def get(self, utterance: Utterance) -> NDArray[np.int16] | None:
        """The clip, or None if it is not ready."""
        ...


class HeldClips:
    """All clips of one step: it begins only when it has them, and deleting the cache meanwhile does no harm."""

    def __init__(self, source: Clips) -> None:
        self._source = source
        self.held: Mapping[Utterance, NDArray[np.int16]] = {}
        """Replaced as a whole, never changed."""

    def hold(self, needed: Collection[Utterance]) -> bool:
        """Hold the clips that a step needs instead of those of another step; returns whether all are ready.

        Until they are, those of the other step are kept.
        """
        if self.held.keys() >= set(needed):
            return True
        found = {utterance: self._source.get(utterance) for utterance in needed}
        ready = {utterance: clip for utterance, clip in found.items() if clip is not None}
        if len(ready) < len(found):
            return False
        self.held = ready
        return True

    def mark(self) -> Mapping[Utterance, NDArray[np.int16]]:
        """The clips that are held, for `go_back`."""
        return self.held

    def go_back(self, mark: Mapping[Utterance, NDArray[np.int16]]) -> None:
        """Hold the clips that were held earlier."""
        self.held = mark
