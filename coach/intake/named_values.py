"""Values with names: "Hold: 30", "Reps: 10", or a cell under "Sides"; the name says what the number counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.intake.amounts import COUNT, number, whole_number
from coach.intake.found_time import MOST_BREATHS, MOST_REPEATS, NO_TIME, FoundTime, lasting
from coach.intake.times import find_timing
from coach.intake.wording_rule import plain

if TYPE_CHECKING:
    from collections.abc import Callable

_EMPTY_CELL = re.compile(r"\W*(?:n/?a|none|no)?\W*", re.I)
_FURTHER = re.compile(
    r"[,;|]?\s*\b(?P<name>sets?|reps?|repetitions|repeats?|holds?|sides?|time|duration|rest|breaths?|tempo)\s*:\s*"
    r"(?P<value>.*?)(?=[,;|]?\s*\b(?:sets?|reps?|repetitions|repeats?|holds?|sides?|time|duration|rest"
    r"|breaths?|tempo)\s*:|$)",
    re.I,
)
"""More labels on the same line: "Hold: 30 s  Repeat: 3x  Sides: both"."""

_NAMED_VALUES: tuple[tuple[str, Callable[[str], FoundTime]], ...] = (
    (r"\bbreath", lambda text: FoundTime(breaths=whole_number(text, MOST_BREATHS), rules=("breaths-named",))),
    (r"\brep(?:s|etitions?)?\b", lambda text: FoundTime(reps=whole_number(text, MOST_REPEATS), rules=("reps-named",))),
    (
        r"\b(?:sets?|rounds?|repeats?|times|counts?|how many)\b",
        lambda text: FoundTime(repeats=whole_number(text, MOST_REPEATS), rules=("repeats-named",)),
    ),
    (r"\bmin", lambda text: lasting((number(text) or 0) * 60, "minutes-named")),
    (
        r"\b(?:hold|time|duration|length|sec|how long|timing|dos)",
        lambda text: lasting(number(text) or 0, "seconds-named"),
    ),
)


def attribute_timing(name: str, value: str) -> FoundTime:
    """What a labelled value says, such as "Reps: 10", "Hold: 30", or a cell under "Sides"."""
    name, value = plain(name).lower(), plain(value)
    if _EMPTY_CELL.fullmatch(value) or re.match(r"rest\b", name):
        return NO_TIME
    if "side" in name and re.match(r"\W*(?:both|each|l\b|r\b|left|right|yes|2|two|per|alternat)", value, re.I):
        return FoundTime(each_side=True, rules=("sides-named",))
    further = list(_FURTHER.finditer(value))
    if further:
        found = attribute_timing(name, value[: further[0].start()])
        for each in further:
            found = found.and_then(attribute_timing(each["name"], each["value"]))
        return found
    found = find_timing(value)
    if found.timed:
        return found
    match = re.match(rf"\W*({COUNT})(?:\s*(?:-|to)\s*{COUNT})?(?!\w)", value, re.I)
    if match is None:
        return found
    for pattern, make in _NAMED_VALUES:
        if re.search(pattern, name):
            return make(match[1]).and_then(found)
    return found
