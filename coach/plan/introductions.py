"""Introductions: the meaning of each tone, said once, when it is first heard in a session."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.plan.bowl import is_held
from coach.plan.measure import measure
from coach.plan.segment import Pause, Segment, Slot
from coach.plan.tone_lengths import TONE
from coach.units import MINUTE, SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.plan.cue import Sound
    from coach.plan.segment import SpokenLine
    from coach.script.routine import Location, Section

    Meaning = Callable[[Sound, Location], SpokenLine]
    """What a tone means, in words."""

SHORTEST = 5 * MINUTE
"""Sessions shorter than this have none: they have two or three tones, each explained by the words after it, and the
introductions take about fifteen seconds."""


def introduced(segments: Sequence[Segment], areas: Sequence[Section], meaning: Meaning) -> list[Segment]:
    """The segments, with each of their tones introduced once.

    `areas`: the area of each `section` index. The words depend only on the script, not on the voice or the target
    length. A bell is introduced right after it rings, before the title. The bowl is introduced at the start of the
    first area in which it may end a step; the other side gets the same time of quiet, so that sides stay equal.
    """
    written = [_written(segment) for segment in segments]
    if sum(written) < SHORTEST:
        return list(segments)
    result = list(segments)
    bells: tuple[Sound, ...] = ("chime", "two chimes")
    for bell in bells:
        first = next((number for number, segment in enumerate(result) if segment.chime == bell), None)
        if first is not None:
            line = meaning(bell, result[first].location)
            result[first] = replace(result[first], lines=(line, *result[first].lines))
    if any(is_held(segment, length) for segment, length in zip(segments, written, strict=True)):
        first = next(number for number, segment in enumerate(segments) if is_held(segment, _longest(segment)))
        return _with_bowl(result, segments[first], areas, meaning)
    return result


def _with_bowl(segments: Sequence[Segment], held: Segment, areas: Sequence[Section], meaning: Meaning) -> list[Segment]:
    """The segments, with the bowl after the opening of the first pass of the area of `held`, and quiet after the
    others."""
    places = [section for section, area in enumerate(areas) if area is areas[held.section]]
    pair = (1 + max(segment.pair[0] for segment in segments if segment.pair), 0) if len(places) > 1 else None
    said = (meaning("bowl", held.location),)
    result: list[Segment] = []
    for number, segment in enumerate(segments):
        result.append(segment)
        if number and segments[number - 1].section == segment.section:
            continue
        quiet = Segment(segment.section, held.location, Pause(0), pair=pair, announces=segment.announces)
        if segment.section == places[0]:
            result.append(replace(quiet, ending=Pause(SECOND), chime="bowl", lead=TONE["bowl"], lines=said))
        elif segment.section in places:
            result.append(quiet)
    return result


def _written(segment: Segment) -> int:
    """The estimated length of a segment as written, in milliseconds."""
    slot = segment.ending.length if isinstance(segment.ending, Slot) else 0
    return max(measure(segment, {}).need, slot)


def _longest(segment: Segment) -> int:
    """The longest allowed length of a segment, in milliseconds."""
    bounds = segment.ending.bounds if isinstance(segment.ending, Slot) else None
    return max(_written(segment), bounds[1] if bounds else 0)
