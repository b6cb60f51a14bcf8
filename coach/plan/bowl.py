"""The bowl: which segments it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.plan.estimate import reserve
from coach.plan.measure import BETWEEN_LINES
from coach.plan.segment import Slot
from coach.plan.tone_lengths import TONE
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.plan.measure import Measured
    from coach.plan.segment import Segment

LONG_HOLD = 30 * SECOND
"""A hold with at least this much quiet ends with the bowl, because a voice would come as a surprise."""


def rung(segments: Sequence[Segment], measured: Sequence[Measured], lasting: Sequence[int]) -> list[bool]:
    """Which segments end with the bowl: both segments of a pair or neither, although "left" is shorter than "right"."""
    own = [
        is_held(segment, length) and words.need + (0 if _rings(segment) else TONE["bowl"]) <= length
        for segment, words, length in zip(segments, measured, lasting, strict=True)
    ]
    without = {segment.pair for segment, rings in zip(segments, own, strict=True) if not rings}
    return [
        rings and (segment.pair is None or segment.pair not in without)
        for segment, rings in zip(segments, own, strict=True)
    ]


def is_held(segment: Segment, length: int) -> bool:
    """Whether a segment of `length` milliseconds should end with the bowl, if there is time for it.

    It uses the estimate, so that the same script has the same bowls with every voice.
    """
    ending = segment.ending
    if not isinstance(ending, Slot) or ending.wait:
        return False
    written = sum(reserve(line.utterance) + (line.pause or BETWEEN_LINES) for line in segment.lines)
    return ending.rings if ending.repeat else length - written >= LONG_HOLD


def _rings(segment: Segment) -> bool:
    """Whether the segment's least length includes the bowl."""
    return isinstance(segment.ending, Slot) and segment.ending.rings
