"""A plan: cues with times in whole milliseconds, one after another without gaps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.plan.cue import Cue, Side, Utterance
    from coach.script.routine import Location, StepPicture


@dataclass(frozen=True, slots=True)
class SegmentSpan:
    """A segment's times in the plan: "next" and "back" move from one to another."""

    start: int
    sounded: int
    """When its last sound ends."""
    end: int
    caution: bool
    wait: bool
    """Ends when a person presses "next", if there is a person."""
    clips: tuple[Utterance, ...]
    """Clips that must be ready before it begins, so that its times are exact."""
    step: int = -1
    """The same number for all repeats and both sides of one step; -1: it only introduces what follows."""
    turn: tuple[int, int] = (1, 1)
    """Which repeat this is, and of how many in a row."""
    side: Side | None = None
    """The side it is done on, or the side it announces."""
    picture: StepPicture | None = None
    """A picture to look at meanwhile."""


@dataclass(frozen=True, slots=True)
class SectionSpan:
    """A section's times in the plan; one done on each side appears twice."""

    title: str
    side: Side | None
    start: int
    end: int
    whole: int = 0
    """The areas of one section, on one side, share this number."""
    opening: bool = False
    """Whether it belongs to the opening check, which is not skipped silently."""

    @property
    def name(self) -> str:
        """The title with its side, for people and chapters."""
        return f"{self.title}, {self.side} side" if self.side else self.title


def title_and_side(name: str) -> tuple[str, Side | None]:
    """The title and the side in the stored name of a section: `Glutes, left side`."""
    sides: tuple[Side, ...] = ("left", "right")
    for side in sides:
        if name.endswith(f", {side} side"):
            return name.removesuffix(f", {side} side"), side
    return name, None


@dataclass(frozen=True, slots=True)
class Overrun:
    """Words that do not fit the time of their step."""

    location: Location
    text: str
    by: int
    """Milliseconds by which everything after it moves."""
    asked: int = 0
    """The step's time in milliseconds."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a whole session."""

    name: str
    title: str
    sections: tuple[SectionSpan, ...]
    segments: tuple[SegmentSpan, ...]
    cues: tuple[Cue, ...]
    overruns: tuple[Overrun, ...]
    exact: bool
    """Whether the lengths of all words come from real clips, not from estimates."""

    @property
    def length(self) -> int:
        """The length in milliseconds."""
        return self.cues[-1].end

    def section_at(self, position: int) -> int:
        """The index of the section at `position` milliseconds; at the end, the last one."""
        return max(bisect_right(self.sections, position, key=lambda span: span.start) - 1, 0)

    def section_of(self, segment: int) -> int:
        """The index of the section that a segment belongs to."""
        return self.section_at(self.segments[segment].start)

    def cues_of(self, segment: int) -> tuple[Cue, ...]:
        """The cues of a segment; none if its length is zero."""
        # Cues are in the order of their segments, so they are found by time rather than by a search of the whole plan.
        span = self.segments[segment]
        return tuple(cue for cue in self.between(span.start, span.end) if cue.segment == segment)

    def between(self, start: int, end: int) -> tuple[Cue, ...]:
        """The cues that overlap the time from `start` up to `end`, in milliseconds."""
        first = bisect_right(self.cues, start, key=lambda cue: cue.start) - 1
        last = bisect_left(self.cues, end, key=lambda cue: cue.start)
        return self.cues[max(first, 0) : last]
