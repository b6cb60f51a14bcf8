"""Fitting a routine to a length: times with bounds stretch or shrink together; nothing else moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import OutOfReach
from coach.plan.segment import Slot
from coach.units import SECOND, spoken_length

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.plan.segment import Segment

    Flexible = Mapping[int, tuple[int, tuple[int, int]]]
    """By segment number: the length as written, and the shortest and longest allowed, in milliseconds."""


def fit(segments: Sequence[Segment], needs: Sequence[int], target: int, name: str) -> list[int | None]:
    """The slot of each segment, such that all add up to `target` milliseconds; None for segments without one.

    `needs` is the shortest time each segment's words allow. All flexible steps are scaled by one factor, each within
    its bounds. A remainder smaller than the number of repeats of a step stays, so the sum is exact to a few
    milliseconds. Raises OutOfReach.
    """
    shortest, longest = limits(segments, needs)
    if not shortest <= target <= longest:
        raise OutOfReach(_refusal(name, target, shortest, longest), shortest, longest)
    return scaled(segments, flexible_segments(segments), needs, target)


def scaled(segments: Sequence[Segment], flexible: Flexible, needs: Sequence[int], target: int) -> list[int | None]:
    """The slots of the flexible segments, scaled by one factor, as close to `target` as their bounds allow."""
    fixed = sum(needs) - sum(needs[i] for i in flexible)

    # The length of each as written, and the shortest and longest that it can be: never shorter than its words.
    ranges = [(length, max(least, needs[i]), max(most, needs[i])) for i, (length, (least, most)) in flexible.items()]

    def taken(scale: float) -> list[int]:
        return [least if (asked := int(length * scale)) < least else min(asked, most) for length, least, most in ranges]

    def total(scale: float) -> int:
        return fixed + sum(taken(scale))

    low, high = 0.0, 1.0 + max((most / length for length, (_, most) in flexible.values()), default=0.0)
    if total(high) > target:
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if total(middle) <= target else (low, middle)
    else:
        low = high
    slots: list[int | None] = [None] * len(segments)
    groups: dict[int, list[int]] = {}
    for i, slot in zip(flexible, taken(low), strict=True):
        slots[i] = slot
        groups.setdefault(segments[i].step, []).append(i)
    _spread(flexible, slots, groups, target - total(low))
    return slots


def limits(segments: Sequence[Segment], needs: Sequence[int]) -> tuple[int, int]:
    """The shortest and the longest possible total of all segments, in milliseconds."""
    flexible = flexible_segments(segments)
    fixed = sum(needs) - sum(needs[i] for i in flexible)
    least, most = (fixed + sum(max(needs[i], bounds[end]) for i, (_, bounds) in flexible.items()) for end in (0, 1))
    return least, most


def flexible_segments(segments: Sequence[Segment]) -> dict[int, tuple[int, tuple[int, int]]]:
    """The segments that may be scaled."""
    return {
        i: (segment.ending.length, segment.ending.bounds)
        for i, segment in enumerate(segments)
        if isinstance(segment.ending, Slot) and segment.ending.bounds
    }


def _spread(flexible: Flexible, slots: list[int | None], groups: dict[int, list[int]], left_over: int) -> None:
    """Distribute the remaining milliseconds, one to every slot of a step at a time, so that sides stay equal."""
    given = True
    while given and left_over > 0:
        given = False
        for members in groups.values():
            room = all((slots[i] or 0) < flexible[i][1][1] for i in members)
            if room and len(members) <= left_over:
                for i in members:
                    slots[i] = (slots[i] or 0) + 1
                left_over -= len(members)
                given = True


def _refusal(name: str, target: int, shortest: int, longest: int) -> str:
    asked = spoken_length(target)
    if shortest == longest:
        return (
            f"'{name}' lasts {spoken_length(shortest)} and cannot be made {asked}: none of its steps has bounds, "
            "such as (60s, 30-90s)."
        )
    # Rounded inwards to whole seconds, so that both lengths shown are possible.
    low, high = -(-shortest // SECOND) * SECOND, longest // SECOND * SECOND
    return f"'{name}' cannot be made {asked}: it can last from {spoken_length(low)} to {spoken_length(high)}."
