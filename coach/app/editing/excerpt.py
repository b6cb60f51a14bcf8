"""A part of a script to be heard by its writer: the words of a line or a step, an area, or all from one step on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from coach.errors import PlanError
from coach.plan.outline import LEAD_IN
from coach.plan.segment import Pause

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.plan.outline import Outline
    from coach.plan.segment import Segment, SpokenLine
    from coach.script.routine import Location

Extent = Literal["line", "words", "step", "area", "onwards"]
"""What is heard: the words of one `line`; all `words` of a step; the `step` with its time; its `area`; or all that
follows, with the cautions that govern it."""
_AFTER = 400
"""Milliseconds of quiet after words that are heard alone."""


def segment_of_line(whole: Outline, line: int, place: Callable[[Location], int]) -> int:
    """The index of the segment that a line of the text belongs to: of the nearest step at or above it.

    `place` gives the line of the text for a location. Raises PlanError where nothing is spoken up to there.
    """
    found = [(place(segment.location), -index) for index, segment in enumerate(whole.segments)]
    at_or_above = [each for each in found if each[0] <= line]
    if not at_or_above:
        raise PlanError("Nothing is spoken up to this line.")
    return -max(at_or_above)[1]


def excerpt(whole: Outline, extent: Extent, segment: int, line: int, place: Callable[[Location], int]) -> Outline:
    """The part of an outline around the segment with this index.

    `line`: for the extent `line`, that line of the text. Raises PlanError where nothing is spoken there.
    """
    segments = whole.segments
    here = segments[segment]
    if extent == "line":
        said = [each for each in here.lines if place(each.location) == line] or _nearest(here.lines, line, place)
        return _outline(whole, [_alone(here, said)])
    if extent == "words":
        return _outline(whole, [_alone(here, here.lines)])
    if extent == "step":
        return _outline(whole, [replace(here, chime=None, lead=LEAD_IN, pair=None)])
    if extent == "area":
        return _outline(whole, [each for each in segments if each.section == here.section])
    number = whole.passes[here.section].whole
    before = [each for each in segments[:segment] if each.caution and whole.passes[each.section].whole == number]
    return _outline(whole, [*before, *segments[segment:]])


def _nearest(lines: Sequence[SpokenLine], line: int, place: Callable[[Location], int]) -> list[SpokenLine]:
    """The line that begins above: a line of a script may be broken in the text."""
    above = [each for each in lines if place(each.location) <= line]
    nearest = max((place(each.location) for each in above), default=0)
    return [each for each in above if place(each.location) == nearest]


def _alone(segment: Segment, lines: Sequence[SpokenLine]) -> Segment:
    if not lines:
        raise PlanError("Nothing is spoken on this line.")
    return replace(
        segment, ending=Pause(_AFTER), chime=None, lead=LEAD_IN, lines=tuple(lines), pair=None, turn=(1, 1), count=None,
    )  # fmt: skip


def _outline(whole: Outline, segments: Sequence[Segment]) -> Outline:
    """An outline of these segments, with the passes that they belong to."""
    numbers = sorted({segment.section for segment in segments})
    first, *others = segments
    first = replace(first, lead=max(first.lead, LEAD_IN))
    return replace(
        whole,
        passes=tuple(whole.passes[number] for number in numbers),
        segments=tuple(replace(each, section=numbers.index(each.section)) for each in (first, *others)),
    )
