"""A moment of a stream: all that its next sample depends on, so that it can be gone back to."""

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
    """What a stream is right before a sample. The plan is not part of it: that is always the newest."""

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
    """How loud it is on its way to the volume that was asked for."""
    commands: tuple[Move, ...]
    """Those that are still to be done."""
    overlays: tuple[tuple[Overlay, int], ...]
    """Each with the samples of it that have sounded."""
    delay: int
    opening: NDArray[np.int16]
    gain: int
    then: Callable[[], None] | None
    paused: bool
    entered: int
    held: Mapping[Utterance, NDArray[np.int16]]
    counts: tuple[int, int, int, int, int]


"""A moment is taken by `Stream.moment` and gone back to by `Stream.go_back`."""
