"""Fractions and scores: 1-1/2, 3/8, 7/10, 120/80."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.script.spoken_form.measures import UNIT, count, one
from coach.script.spoken_form.rewriting import RuleGroup, group, rewriting

if TYPE_CHECKING:
    import re

_PARTS = {
    2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth",
    12: "twelfth", 16: "sixteenth", 32: "thirty-second",
}  # fmt: skip
_TOPS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_OUT_OF = (10, 20, 100)
"""Scales for ratings."""
_HIGHEST_PRESSURE = 300
"""The range of blood pressure in millimetres of mercury."""


def _part(top: int, bottom: int) -> str | None:
    """`half`, `one third`, `three eighths`; None: not a common fraction."""
    if not 0 < top < bottom or bottom not in _PARTS:
        return None
    if bottom == 2:
        return "half"
    if top > 1:
        return f"{_TOPS[top] if top < len(_TOPS) else top} {_PARTS[bottom]}s"
    if bottom == 3:
        return "one third"
    return f"{'an' if bottom == 8 else 'a'} {_PARTS[bottom]}"


def _fraction(match: re.Match[str]) -> str:
    """Half, half a minute, 2 and a half minutes; other fractions are a score or a blood pressure."""
    whole, top, bottom, unit = match.groups()
    part = _part(int(top), int(bottom))
    if part is None:
        if int(top) + int(bottom) == 100 != int(bottom):  # 80/20
            between = ""
        elif int(bottom) in _OUT_OF:
            between = "out of"
        else:
            between = "over" if int(top) < _HIGHEST_PRESSURE else "or"
        return " ".join(filter(None, (whole, top, between, bottom, unit)))
    if whole:
        number = f"{whole} and {part.replace('half', 'a half')}"
        return count(number, unit) if unit else number
    if unit:
        return f"{part}{'' if part == 'half' else ' of'} {one(unit)}"
    return part


FRACTIONS: RuleGroup = group(
    "/",
    rewriting(
        "3/8",
        rf"(?<![\d/.])(?:(\d+)\s+)?(\d{{1,4}})\s*/\s*(\d{{1,4}})(?![\d/])(?:\s*({UNIT})(?!\w))?",
        _fraction,
    ),
)
