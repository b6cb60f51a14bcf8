"""A moment of a stream: everything its next sample depends on, so that the stream can go back to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from coach.plan import Utterance
    from coach.session_commands import Move
    from coach.sound.cursor import Place
    from coach.sound.overlay import Overlay

State = Literal["starting", "playing", "paused", "waiting", "voicing", "speaking", "ended"]
"""`starting`: before the first word, or after the device came back. `waiting`: for "next", at a `(wait)`. `voicing`:
for a clip. `speaking`: for an answer to be over. In all but `playing` the clock stands still."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The state of a stream before a sample, without the plan: a stream always uses the newest plan."""

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
    backdrop: tuple[int, int]
    loudness: float
    """The gain now, while it moves to the volume that was set."""
    commands: tuple[Move, ...]
    """Commands not carried out yet."""
    overlays: tuple[tuple[Overlay, int], ...]
    """Each with the number of its samples that have been played."""
    delay: int
    opening: NDArray[np.int16]
    gain: int
    then: Callable[[], None] | None
    paused: int | None
    entered: int
    held: Mapping[Utterance, NDArray[np.int16]]
    counts: tuple[int, int, int, int, int]


"""`Stream.moment` makes a moment, and `Stream.go_back` returns to it."""
