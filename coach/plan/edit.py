"""Changing a plan while it is under way: more time on a step, and catching up by what is still to come."""

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
"""What "more time" gives, in milliseconds."""


def more_time(plan: Outline, added: Mapping[int, int], here: int) -> dict[int, int]:
    """`added` with more time on the segment `here`, and on its twin on the other side where that is still to come.

    Breaths get as many whole cycles as come nearest, at least one.
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
    """The slots with which all that follows the segment `here` lasts as near to `remaining` milliseconds as it can.

    Only times with bounds move, none beyond what was `wanted` of it at first, and none whose other side was already
    done: left stays equal to right. The last of them is the closing rest, and stays. `slots` and `added` are the
    present ones. Cautions, words and breaths are not touched.
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
