"""A moment of a stream: everything its next sample depends on, so that the stream can go back to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from coach.plan import Utterance
    from coach.sound.cursor import Place
    from coach.sound.fade import FadeMark
    from coach.sound.overlay import Overlay
    from coach.sound.state import State
    from coach.sound.timekeeper import Counts
    from coach.sound.transport import TransportMark


@dataclass(frozen=True, slots=True)
class Moment:
    """The state of a stream before a sample, without the plan: a stream always uses the newest plan.

    `Stream.moment` makes it, and `Stream.go_back` returns to it. After what can be read of it come the marks of the
    stream's parts, each for the `go_back` of that part.
    """

    state: State
    segment: int
    """The index in `plan.segments` of the step under the cursor."""
    past: int
    """Samples since that step began."""
    spent: int
    """Milliseconds, as `Stream.spent`."""
    played: int
    """Milliseconds, as `Stream.played`."""
    starts_in: int
    """Milliseconds, as `Stream.starts_in`."""
    is_speaking: bool
    place: Place
    """Of the cursor."""
    transport: TransportMark
    fade: FadeMark
    preroll: tuple[int, NDArray[np.int16]]
    clips: Mapping[Utterance, NDArray[np.int16]]
    """The held ones."""
    overlays: tuple[tuple[Overlay, int], ...]
    backdrop: tuple[int, int]
    loudness: float
    """The gain now, while it moves to the volume that was set."""
    counts: Counts
    """Of the timekeeper."""
