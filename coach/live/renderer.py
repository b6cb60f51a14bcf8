"""The renderer: it renders a stream into a ring seconds before it is heard, and again after a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.live.rendered_moments import RenderedMoments
from coach.units import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from coach.output.players.ring import Ring
    from coach.plan import Plan
    from coach.sound import Stream
    from coach.sound.moment import Moment

DEPTH = samples(5000)
"""How far to render ahead of the device: the machine may be busy, or this process stopped, for this long."""
BEGIN = samples(300)
"""How far after a start or a command; it grows from there with time, because another command may follow."""
BRINK = samples(150)
"""How far while waiting for the voice: this renders silence that may not be needed."""
BLOCK = samples(10)
"""The size of a block: a command takes effect between two blocks."""
MARGIN = samples(5)
"""How far after the samples taken by the device a command takes effect: it must be rendered by then."""

_AT_ONCE = 16
"""Blocks rendered before other threads get their turn."""


class Renderer:
    """Renders a stream ahead, and remembers the moment of the stream before each block.

    It has no lock: only one thread at a time may call it or the stream.
    """

    def __init__(self, stream: Stream, ring: Ring) -> None:
        self._stream, self._ring = stream, ring
        self._moments = RenderedMoments()
        self._end: int | None = None  # the frame after the last one of the session
        self.changed = 0
        """The frame of the last change, before which nothing is rendered again."""

    @property
    def has_ended(self) -> bool:
        """Whether the last frame of the session is heard."""
        return self._end is not None and self._ring.heard >= self._end

    @property
    def last(self) -> Moment:
        """The moment before the last block; of the stream, if none is rendered."""
        return self._moments.moments[-1] if self._moments else self._stream.moment()

    def heard(self) -> tuple[Moment, int]:
        """The moment before the block that is heard now, and the samples since its step began until now."""
        if not self._moments:
            moment = self._stream.moment()
            return moment, moment.past
        frame = self._ring.heard
        (begin, moment), then = self._moments.around(frame)
        past = moment.past
        if moment.state == "playing":
            past += min(max(frame - begin, 0), BLOCK)
            then = then or self._stream.moment()
            if then.segment == moment.segment:  # the clock may have stopped within the block
                past = min(past, max(then.past, moment.past))
        return moment, past

    def segments_from(self, heard: int) -> set[int]:
        """The segments from the one that is heard to the one that is rendered."""
        ahead = [moment.segment for moment in self._moments.moments]
        return {heard, self._stream.segment, *(ahead[ahead.index(heard) :] if heard in ahead else [])}

    def is_same_in(self, plan: Plan) -> bool:
        """Whether everything rendered so far is the same in another plan."""
        old = self._stream.plan
        rendered = [*self._moments.moments, self._stream.moment()]
        furthest = max(samples(old.segments[moment.segment].start) + moment.past for moment in rendered)
        return furthest + BLOCK < samples(_same_until(old, plan))

    def render(self) -> bool:
        """Render some of the missing blocks; returns whether more are missing."""
        for _ in range(_AT_ONCE):
            written, fixed = self._ring.written, self._ring.fixed
            ahead = written - fixed
            if ahead >= min(DEPTH, BEGIN + max(fixed - self.changed, 0)):
                return False
            block = self._block(self._moments, written, hold=ahead < BRINK)
            if not len(block):
                return False
            self._ring.write(block)
            self._note_end()
        return True

    def change(self, change: Callable[[], object], margin: int = MARGIN) -> None:
        """Change the stream at the first block that can still be replaced, and render again from there.

        `margin`: how many frames after those that the device has taken.
        """
        if not self._moments:
            change()
            return
        with self._ring.held():
            # A device that stalls has played less than was reckoned: a command given meanwhile stands.
            while not self._is_changed(change, max(self._ring.fixed + margin, self.changed)):
                pass

    def forget(self) -> None:
        """Discard what is not needed any more, because it is heard."""
        self._moments.forget(self._ring.heard)

    def _is_changed(self, change: Callable[[], object], earliest: int) -> bool:
        """Apply a change; returns whether the device has not taken any of the replaced frames meanwhile."""
        kept, first = self._moments.split(earliest)
        frame = self._ring.written
        if first is not None:
            frame = first.frame
            self._stream.go_back(first.moment)
        change()
        rendered = [np.zeros((0, self._ring.channels), np.int16)]
        at = frame
        for _ in range(_AT_ONCE):
            block = self._block(kept, at, hold=at - frame < BRINK)
            if not len(block):
                break
            rendered.append(block)
            at += len(block)
        if not self._ring.replace(frame, np.concatenate(rendered)):
            return False
        self._moments, self.changed = kept, frame
        if self._end is not None and self._end > frame:
            self._end = None
        self._note_end()
        return True

    def _block(self, moments: RenderedMoments, frame: int, *, hold: bool) -> NDArray[np.int16]:
        """The next block of the stream, which begins at a frame, with its moment noted; `hold` as in `Stream.take`."""
        moment = self._stream.moment()
        block = self._stream.take(BLOCK, hold=hold)
        if len(block):
            moments.add(frame, moment)
        return block

    def _note_end(self) -> None:
        if self._end is None and self._stream.state == "ended":
            self._end = self._ring.written


def _same_until(one: Plan, other: Plan) -> int:
    """The time in milliseconds at which two plans begin to differ."""
    alike = zip(one.cues, other.cues, strict=False)
    differ = (min(mine.start, theirs.start) for mine, theirs in alike if mine != theirs)
    return next(differ, min(one.length, other.length))
