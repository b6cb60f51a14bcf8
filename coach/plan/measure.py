"""Measuring a segment: when its lines begin and end, and its shortest length, from real clips or the estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.plan.estimate import estimate, reserve
from coach.plan.segment import Breathing, Pause
from coach.plan.tone_lengths import TONE
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.plan.cue import Utterance
    from coach.plan.segment import Segment

BETWEEN_LINES = SECOND
"""The pause between a step's words and its words to the client, unless the script sets another one."""
BEFORE_BREATHS = SECOND
BREATHER = 250
"""The shortest quiet after words."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A segment with its words measured. Milliseconds from the segment's beginning."""

    starts: tuple[int, ...]
    """When each line begins."""
    ends: tuple[int, ...]
    """When each line's sound ends."""
    then: int
    """When breathing may begin."""
    need: int
    """The shortest possible length of the segment."""


def measure(segment: Segment, lengths: Mapping[Utterance, int]) -> Measured:
    """Measure a segment. `lengths` are those of real clips in milliseconds; others are estimated."""
    starts, ends = [], []
    now = written = segment.lead
    for index, line in enumerate(segment.lines):
        if index:
            quiet = segment.lines[index - 1].pause or BETWEEN_LINES
            now += quiet
            written += quiet
        starts.append(now)
        ends.append(now + (lengths.get(line.utterance) or estimate(line.utterance)))
        written += reserve(line.utterance)
        now = max(written, ends[-1])
    least = ends[-1] + BREATHER if ends else segment.lead
    ending = segment.ending
    if isinstance(ending, Pause):
        return Measured(tuple(starts), tuple(ends), least, max(written + ending.length, least))
    if isinstance(ending, Breathing):
        then = max(written + BEFORE_BREATHS, least) if ends else segment.lead
        return Measured(tuple(starts), tuple(ends), then, then + ending.cycles * ending.pattern.cycle)
    if ending.rings:
        least += TONE["bowl"]
    return Measured(tuple(starts), tuple(ends), least, least)
