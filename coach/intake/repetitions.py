"""How often: sets, repetitions and times."""

from __future__ import annotations

import re
from dataclasses import replace

from coach.intake.amounts import AMOUNT, COUNT, COUNTS, START, whole_number
from coach.intake.durations import MINUTE, OF_ANOTHER_TIME, SECOND
from coach.intake.found_time import MOST_REPEATS, NO_TIME, FoundTime

_SETS = re.compile(
    rf"{START}(?P<sets>{COUNT})(?:\s*(?:-|to|–)\s*{COUNT})?\s*(?:sets?|rounds?|x|×)\s*(?:of|x|×|,|-"
    rf"|:)?\s*(?P<reps>{COUNT})(?:\s*(?:-|to|–)\s*{COUNT})?(?!\d|[:/]|\.\d)(?!\s*(?:{SECOND}"
    rf"|{MINUTE})(?!\w))(?!\s*(?:x\s*)?(?:/|a|per|times a|times per)\s*(?:day|week))(?:\s*(?:reps?"
    rf"|repetitions|times|each))?",
    re.I,
)
_TIMES_LENGTH = re.compile(
    rf"{START}(?P<sets>{COUNT})\s*(?:sets? of|rounds? of|times|sets?|x|×)\s*(?:of|for|x"
    rf"|×)?\s*(?=(?:{AMOUNT})\s*-?\s*(?:(?:-|to)\s*(?:{AMOUNT})\s*)?(?:{SECOND}|{MINUTE})(?!\w))",
    re.I,
)
_SETS_ONLY = re.compile(
    rf"{START}(?P<sets>{COUNT})(?:\s*(?:-|to)\s*{COUNT})?\s*sets?\b|\bsets?\s*:\s*(?P<sets2>{COUNT})", re.I
)
_REPS = re.compile(
    rf"{START}(?P<reps>{COUNT})(?:\s*(?:-|to|–)\s*{COUNT})?\s*(?:reps?|repetitions|repeats)\b|\b(?:reps?"
    rf"|repetitions)\s*:\s*(?P<reps2>{COUNT})",
    re.I,
)
_TIMES = re.compile(
    rf"{COUNTS}\s*(?:more )?(?:times|x"
    rf"|×)(?![\w/])(?!\s*(?:/|a|per|each|every|in a)\s*(?:day|week|month|hour|year|morning|night)\b"
    rf"|\s*(?:daily|weekly)\b)|(?<![\w.])[x×]\s?(?P<low2>\d{{1,3}})\b|\b(?P<twice>twice|thrice)\b(?! (?:a"
    rf"|per|as|the|daily|weekly))",
    re.I,
)
_PER_DAY = re.compile(
    r"(?:times|x|×|once|twice|thrice)\s*(?:/|a|per|each|every)\s*(?:day|week|month|hour)|\b(?:times"
    r"|x) daily|\b(?:once|twice) daily|\ba day\b",
    re.I,
)
_FIRST_TIMES = re.compile(
    rf"\b(?:first|last|next|these|those|many|all|other|previous) (?:few |couple of |{COUNT} )?times\b"
    rf"|\bat (?:all )?times\b|\b(?:some|any)times\b",
    re.I,
)
_COUNTED = re.compile(
    rf"{COUNTS}\s+(?!(?:{SECOND}"
    rf"|{MINUTE})\s)(?:\w+\s+){{0,2}}?(?:circles?|rolls?|strokes?|passes|pulls?|rotations?|swings?"
    rf"|squeezes|taps|pumps?|lifts?|raises|glides?|presses|nods?|shrugs?|rounds?|cycles?|laps|sweeps?"
    rf"|compressions?|pulses|bounces|steps|repeats)\b",
    re.I,
)
_PER_SIDE = re.compile(rf"{START}(?P<low>\d{{1,3}})\s*(?:/\s?|per |each )(?:sides?|legs?|arms?)\b(?P<high>)", re.I)


def find_sets(text: str) -> FoundTime:
    """How many sets, and how many repetitions in each: "3 sets of 10"."""
    if match := _TIMES_LENGTH.search(text):
        return FoundTime(repeats=whole_number(match["sets"], MOST_REPEATS), rules=("times-length",))
    for match in _SETS.finditer(text):
        if not _PER_DAY.search(match[0]) and not _PER_DAY.match(text[match.end() :].lstrip()):
            return FoundTime(
                repeats=whole_number(match["sets"], MOST_REPEATS),
                reps=whole_number(match["reps"], 1000),
                rules=("sets-of",),
            )
    found = NO_TIME
    if match := _SETS_ONLY.search(text):
        found = FoundTime(repeats=whole_number(match["sets"] or match["sets2"], MOST_REPEATS), rules=("sets",))
    if (match := _REPS.search(text)) and not OF_ANOTHER_TIME.search(text[: match.start()]):
        reps = whole_number(match["reps"] or match["reps2"], MOST_REPEATS)
        return replace(found, reps=reps, rules=(*found.rules, "reps"))
    return found


def find_repeats(text: str) -> FoundTime:
    """How often a step is done: "3 times", "twice", "10 circles"."""
    text = _FIRST_TIMES.sub("", text)
    for match in _TIMES.finditer(text):
        if re.search(r"\bafter\s*$", text[: match.start()], re.I):
            continue
        if _PER_DAY.search(text[match.start() : match.end() + 12]):
            continue
        if match["twice"]:
            return FoundTime(repeats=2 if match["twice"].lower() == "twice" else 3, rules=("times",))
        low = whole_number(match["low"] or match["low2"], MOST_REPEATS)
        if low:
            return FoundTime(repeats=low, rules=("times-lower" if match["high"] else "times",))
    if counted := _COUNTED.search(text) or _PER_SIDE.search(text):
        low = whole_number(counted["low"], MOST_REPEATS)
        if low and low > 1:
            return FoundTime(repeats=low, rules=("counted",))
    return NO_TIME
