"""How many breaths: "5 slow breaths", and the rounds and cycles of a breath pattern."""

from __future__ import annotations

import re
from dataclasses import replace

from coach.intake.amounts import COUNTS, whole_number
from coach.intake.found_time import MOST_BREATHS, NO_TIME, FoundTime

_BREATHS = re.compile(
    rf"{COUNTS}\s+(?:(?:more|deep|slow|long|full"
    rf"|easy|gentle|complete|conscious|even|calm|quiet|natural|belly|big|relaxed|steady|mindful|nasal|whole"
    rf"|cycles?(?: of)?|rounds?(?: of)?|,|and)\s+){{0,4}}(?:breaths?|breath cycles|breathing cycles"
    rf"|inhalations?|exhalations?|in-breaths|out-breaths)\b",
    re.I,
)
_NOT_BREATHS = re.compile(
    r"\b(?:that (?:is|was|makes)|this (?:is|makes)|that's|is|equals|=|each|per|counts as)\s*$", re.I
)
_ROUNDS = re.compile(
    rf"{COUNTS}\s+(?:\w+\s+)?(?:rounds?|cycles?"
    rf"|repetitions|times)\b",
    re.I,
)


def find_breaths(text: str) -> FoundTime:
    """How many breaths a sentence gives a step: "for 5 slow breaths"; of "5 to 8 breaths", the fewest."""
    for match in _BREATHS.finditer(text):
        if not _NOT_BREATHS.search(text[: match.start()]):
            low = whole_number(match["low"], MOST_BREATHS)
            high = match["high"] and whole_number(match["high"], MOST_BREATHS)
            if low:
                return FoundTime(breaths=low, rules=("breaths-lower" if high else "breaths",))
    return NO_TIME


def rounds_as_breaths(timing: FoundTime, text: str) -> FoundTime:
    """`timing` of a sentence of a text that breathes in a pattern, where rounds and cycles are breaths."""
    match = _ROUNDS.search(text) if timing.breaths is None and timing.seconds is None else None
    if match is None or re.search(r"\b(?:completes?|makes?|is)\s*$", text[: match.start()]):
        return timing
    breaths = whole_number(match["low"], MOST_BREATHS)
    return replace(timing, repeats=None, reps=None, breaths=breaths, rules=(*timing.rules, "rounds-are-breaths"))
