"""A plan: cues on a clock of whole milliseconds, one after another from the first sample to the last."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.plan.cue import Cue, Side, Utterance
    from coach.script.routine import Location


@dataclass(frozen=True, slots=True)
class SegmentSpan:
    """Where a step lies on the clock: what "next" and "back" move by."""

    start: int
    sounded: int
    """Where its last sound ends."""
    end: int
    caution: bool
    wait: bool
    """Ends when someone presses "next", if there is someone to press it."""
    clips: tuple[Utterance, ...]
    """Clips that must be there before it begins, so that its times are certain."""
    step: int = -1
    """The same number on every repeat and both sides of one step; -1: only names what follows."""
    turn: tuple[int, int] = (1, 1)
    """Which of how many times the step is done one after another, all of them without a segment between."""
    side: Side | None = None
    """The side it is done on, or that it announces."""


@dataclass(frozen=True, slots=True)
class SectionSpan:
    """A section on the clock; one done on each side appears twice."""

    title: str
    side: Side | None
    start: int
    end: int
    whole: int = 0
    """The areas of one section, on one side, share this number."""
    opening: bool = False
    """Whether it belongs to the opening check, which nothing passes without a word."""

    @property
    def name(self) -> str:
        """The title with its side, for people and chapters."""
        return f"{self.title}, {self.side} side" if self.side else self.title


@dataclass(frozen=True, slots=True)
class Overrun:
    """Words that do not fit the time their step asks for."""

    location: Location
    text: str
    by: int
    """Milliseconds by which what follows was moved."""
    asked: int = 0
    """Milliseconds the step was to last."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole session on the clock."""

    name: str
    title: str
    sections: tuple[SectionSpan, ...]
    segments: tuple[SegmentSpan, ...]
    cues: tuple[Cue, ...]
    overruns: tuple[Overrun, ...]
    exact: bool
    """Whether every spoken length is that of a real clip, not an estimate."""

    @property
    def length(self) -> int:
        """Milliseconds in all."""
        return self.cues[-1].end

    def section_at(self, position: int) -> int:
        """The index of the section at `position` milliseconds; at the end, of the last."""
        return max(bisect_right(self.sections, position, key=lambda span: span.start) - 1, 0)

    def section_of(self, segment: int) -> int:
        """The index of the section that a step belongs to."""
        return self.section_at(self.segments[segment].start)

    def cues_of(self, segment: int) -> tuple[Cue, ...]:
        """The cues of a step; none where it lasts no time."""
        # Cues lie in the order of their segments: found from the clock rather than by a search of the whole plan.
        span = self.segments[segment]
        return tuple(cue for cue in self.between(span.start, span.end) if cue.segment == segment)

    def between(self, start: int, end: int) -> tuple[Cue, ...]:
        """The cues that sound, or rest, anywhere from `start` up to `end`, in milliseconds."""
        first = bisect_right(self.cues, start, key=lambda cue: cue.start) - 1
        last = bisect_left(self.cues, end, key=lambda cue: cue.start)
        return self.cues[max(first, 0) : last]
