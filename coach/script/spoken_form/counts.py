"""Counts: sets and repeats, ranges, ratios, clock times, levels of the spine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.script.spoken_form.measures import UNIT
from coach.script.spoken_form.rewriting import NUMBER, RuleGroup, group, rewriting

if TYPE_CHECKING:
    import re

_NEXT_LEVEL = {"C7": "T1", "C8": "T1", "T12": "L1", "L5": "S1"}
"""The lowest level of each region of the spine, and the next one below it."""

_TIMES = r"[xX×]"
_PARTS_OF_ONE = "1/2|[12]/3|[13]/4|[1357]/8|(?:[13579]|1[135])/16"


def _levels(match: re.Match[str]) -> str:
    """Two neighbouring levels are a joint, so both are named; others are a range."""
    first = match[1] + match[2]
    second = (match[4] or match[1]) + match[5]
    neighbours = _NEXT_LEVEL.get(first) == second or (second[0] == first[0] and int(match[5]) == int(match[2]) + 1)
    return f"{first}, {second}" if neighbours or match[3] == "/" else f"{first} to {second}"


def _in_turn(match: re.Match[str]) -> str:
    return match[0].replace("–", "-").replace("-", ", ")


def _ratio(match: re.Match[str]) -> str:
    return match[0].replace(":", " to ")


def _clock(match: re.Match[str]) -> str:
    """`1 minute 30 seconds`; with three numbers, hours too."""
    numbers = [int(number) for number in match.groups()]
    units = ("hour", "minute", "second")[-len(numbers) :]
    parts = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in zip(numbers, units, strict=True)]
    return " ".join(part for part in parts if not part.startswith("0 ")) or f"0 {units[0]}s"


COUNTS: RuleGroup = group(
    r"\d",
    rewriting("C5-C6", r"\b([CTLS])(\d{1,2})\s*([-–/])\s*([CTLS]?)(\d{1,2})\b", _levels),
    rewriting("24/7", r"(?<![\w/.-])24/7(?![\w/-]|\.\d)", "24 7"),
    rewriting("90-90", r"(?<![\w/.:–-])(\d+)[-–/]\1(?![/:–-]?\d|\.\d)", r"\1 \1"),
    rewriting(
        "3 sets x 10",
        rf"(\d+\s*(?:sets?|rounds?|series|circuits?))\s*(?:{_TIMES}|\*)\s*(?=\d)",
        r"\1 of ",
        anycase=True,
    ),
    rewriting("10 reps x 3 sets", rf"(?:[,;]?\s+|^){_TIMES}\s*(\d+\s+(?:sets?|rounds?|times)\b)", r", \1"),
    rewriting("3x10", rf"\b({NUMBER})\s*(?:{_TIMES}|\*)\s*(?={NUMBER})", r"\1 times "),
    rewriting("3x", rf"\b({NUMBER})\s*{_TIMES}(?!\w)", r"\1 times"),
    rewriting("x3", rf"(?<![\w.]){_TIMES}\s*({NUMBER})\b", r"\1 times"),
    # Three numbers are not a range: 4-2-6 is the pattern of a breath.
    rewriting("4-2-6", r"(?<![\w-])\d+(?:[-–]\d+){2,}(?![\w-])", _in_turn),
    rewriting("1-1/2", rf"(?<![\d/.:-])(\d+)-(?=(?:{_PARTS_OF_ONE})(?![\d/]))", r"\1 "),
    rewriting("5-8", rf"(?<=\d)\s*[-–—]\s*(?={NUMBER})", " to "),
    rewriting("20 s-30 s", rf"(?<=\d)\s*({UNIT})\s*[-–—]\s*(?={NUMBER})", r" \1 to "),
    rewriting("1:2 ratio", r"(?<![\d:])\d+(?::\d+)+(?![\d:])(?=[\s-]+ratio)", _ratio),
    rewriting("1:2", r"(?<![\d:])\d{1,3}(?::\d)+(?![\d:])", _ratio),
    rewriting("1:30:00", r"(?<![\d:.])(\d{1,2}):([0-5]\d):([0-5]\d)(?![\d:])", _clock),
    rewriting("1:30", r"(?<![\d:])(\d+):([0-5]\d)(?![\d:])(?!\s?[ap]\.?m\b)", _clock, anycase=True),
)
