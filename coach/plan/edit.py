"""Edits of a plan while it plays: more time for a step, and catching up by shortening later steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.plan.fit import flexible_segments, scaled
from coach.plan.layout import lasting, least
from coach.plan.segment import Breathing
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.plan.cue import Utterance
    from coach.plan.outline import Outline

MORE = 30 * SECOND
"""The time that "more time" adds, in milliseconds."""


def more_time(plan: Outline, added: Mapping[int, int], here: int) -> dict[int, int]:
    """`added` with more time for the segment `here`, and for its twin on the other side if that comes later.

    Breath steps get the nearest number of whole cycles, at least one.
    """
    segment = plan.segments[here]
    extra = MORE
    if isinstance(segment.ending, Breathing):
        cycle = segment.ending.pattern.cycle
        extra = max(round(MORE / cycle), 1) * cycle
    result = dict(added)
    for number in range(here, len(plan.segments)):
        if number == here or (segment.pair is not None and plan.segments[number].pair == segment.pair):
            result[number] = result.get(number, 0) + extra
    return result


def catch_up(
    plan: Outline,
    lengths: Mapping[Utterance, int],
    wanted: Sequence[int | None],
    slots: Sequence[int | None],
    added: Mapping[int, int],
    here: int,
    remaining: int,
) -> list[int | None]:
    """The slots with which everything after the segment `here` takes as close to `remaining` milliseconds as possible.

    Only times with bounds change, none beyond its original `wanted` length, and none whose other side was already
    done, so that left stays equal to right. The last one is the closing rest, which stays. `slots` and `added` are the
    current ones. Cautions, words and breaths do not change.
    """
    flexible = flexible_segments(plan.segments)
    done = {segment.pair for segment in plan.segments[: here + 1] if segment.pair is not None}
    free = {
        number: (most, (min(bounds[0], most), most))
        for number, (_, bounds) in list(flexible.items())[:-1]
        if number > here
        and plan.segments[number].pair not in done
        and number not in added
        and (most := wanted[number] or bounds[1])
    }
    if not free:
        return list(slots)
    now = lasting(plan, lengths, slots, added)
    shortest = least(plan, lengths)
    needs = [shortest[number] if number in free else length for number, length in enumerate(now)]
    found = scaled(plan.segments, free, needs, sum(now[: here + 1]) + remaining)
    return [slot if number in free else slots[number] for number, slot in enumerate(found)]
