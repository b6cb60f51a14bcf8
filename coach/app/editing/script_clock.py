"""The clock of a script: what is heard from when to when, and which line of the text it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from coach.plan.segment import Breathing, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.plan import Plan
    from coach.plan.cue import Role, Side
    from coach.plan.outline import Outline
    from coach.script.routine import Listener, Location

ClockKind = Literal["opening", "step", "caution", "breathing", "rest"]
"""`opening`: names an area or a side. `breathing`: breaths after words. `rest`: time or a pause without words."""


@dataclass(frozen=True, slots=True)
class ClockLine:
    """Words as they are spoken."""

    text: str
    to: Listener
    role: Role
    line: int
    """Where they stand in the text; as for the entry."""


@dataclass(frozen=True, slots=True)
class ClockEntry:
    """One entry of the clock. Times are milliseconds."""

    start: int
    end: int
    line: int
    """The line of the text that it comes from, from 1; of what an included script says, the line of the link."""
    included: bool
    """Whether its words stand in an included script."""
    kind: ClockKind
    area: int
    """The index of its area."""
    side: Side | None
    lines: tuple[ClockLine, ...] = ()
    breaths: int = 0
    repeats: int = 1
    bounds: tuple[int, int] | None = None
    """How short and how long one repeat may become if the session is fitted to a length."""
    wait: bool = False
    segment: int = 0
    """The first of the plan's segments that it covers."""


@dataclass(frozen=True, slots=True)
class ClockArea:
    """One pass through a section or an area. Times are milliseconds."""

    title: str
    side: Side | None
    start: int
    end: int
    line: int
    optional: bool


def clock_areas(plan: Plan, outline: Outline, place: Callable[[Location], int]) -> list[ClockArea]:
    """The areas of a plan; `place` gives the line of the text for a location."""
    optional = {area.location for section in outline.routine.sections if section.optional for area in section.walk()}
    return [
        ClockArea(span.title, span.side, span.start, span.end, place(one.area.location), one.area.location in optional)
        for span, one in zip(plan.sections, outline.passes, strict=True)
    ]


def clock_entries(plan: Plan, outline: Outline, file: str, place: Callable[[Location], int]) -> list[ClockEntry]:
    """The entries of a plan of `outline`, in order and without gaps; repeats are one entry.

    `file`: the name of the script itself; what stands in another is included. `place`: as for `clock_areas`.
    """
    spans = plan.segments
    starts = [number for number, span in enumerate(spans) if span.turn[0] == 1]
    entries: list[ClockEntry] = []
    for first, after in pairwise([*starts, len(spans)]):
        if spans[first].start < spans[after - 1].end:
            entries.extend(_entries(plan, outline, first, after, file, place))
    return entries


def _entries(
    plan: Plan, outline: Outline, first: int, after: int, file: str, place: Callable[[Location], int]
) -> Iterator[ClockEntry]:
    """The entries of one step: its words, and apart from them its breaths."""
    span, segment, end = plan.segments[first], outline.segments[first], plan.segments[after - 1].end
    cues = [cue for number in range(first, after) for cue in plan.cues_of(number)]
    lines = tuple(
        ClockLine(cue.text, cue.to, cue.role, place(cue.location))
        for cue in cues
        if cue.text and cue.to and cue.role and (span.step < 0 or cue.role in ("step", "caution"))
    )
    breathed = [cue for cue in cues if cue.sound == "inhale"]
    ending = segment.ending
    bounds = ending.bounds if isinstance(ending, Slot) else None
    kind: ClockKind = "opening" if span.step < 0 else "caution" if span.caution else "step" if lines else "rest"

    def entry(start: int, end: int, kind: ClockKind, lines: tuple[ClockLine, ...], breaths: int) -> ClockEntry:
        return ClockEntry(
            start, end, place(segment.location), segment.location.file != file, kind, segment.section,
            span.side, lines, breaths, span.turn[1], bounds, span.wait, first,
        )  # fmt: skip

    if isinstance(ending, Breathing) and breathed:
        begins = breathed[0].start if lines else span.start
        if begins > span.start:
            yield entry(span.start, begins, kind, lines, 0)
        yield entry(begins, end, "breathing", (), len(breathed))
    else:
        yield entry(span.start, end, kind, lines, 0)
