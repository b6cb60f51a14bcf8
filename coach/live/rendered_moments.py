"""The moments of a stream that is rendered ahead: which one lies before which frame."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.sound.moment import Moment


class RenderedMoment(NamedTuple):
    """A moment of the stream, and the frame that was rendered from it."""

    frame: int
    moment: Moment


class RenderedMoments:
    """In the order of their frames: one before each block that was rendered and is not heard yet."""

    def __init__(self, rendered: Iterable[RenderedMoment] = ()) -> None:
        self._rendered = deque(rendered)

    def __bool__(self) -> bool:
        return bool(self._rendered)

    def add(self, frame: int, moment: Moment) -> None:
        """Note the moment before a frame that follows all others."""
        self._rendered.append(RenderedMoment(frame, moment))

    @property
    def moments(self) -> list[Moment]:
        """All moments."""
        return [moment for _, moment in self._rendered]

    def around(self, frame: int) -> tuple[RenderedMoment, Moment | None]:
        """The last moment before or at a frame, or the first of all; and the one that follows it, if any."""
        number = self._at(frame)
        then = self._rendered[number + 1].moment if number + 1 < len(self._rendered) else None
        return self._rendered[number], then

    def split(self, frame: int) -> tuple[RenderedMoments, RenderedMoment | None]:
        """A copy of those before a frame; and the first one that is left out, if any."""
        before = [each for each in self._rendered if each.frame < frame]
        return RenderedMoments(before), self._rendered[len(before)] if len(before) < len(self._rendered) else None

    def forget(self, frame: int) -> None:
        """Discard those that are not needed any more when a frame is heard."""
        for _ in range(self._at(frame) if self._rendered else 0):
            self._rendered.popleft()

    def _at(self, frame: int) -> int:
        return max(bisect_right(self._rendered, frame, key=lambda each: each.frame) - 1, 0)
