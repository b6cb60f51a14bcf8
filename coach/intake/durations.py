"""How long: seconds, minutes, counts and moments."""

from __future__ import annotations

import re
from dataclasses import replace

from coach.intake.amounts import AMOUNT, COUNT, START, number
from coach.intake.found_time import NO_TIME, SHORT_PAUSE, FoundTime, lasting

SECOND = r"(?:seconds?|secs?\b\.?|s\b|counts?\b(?! of)|\"|″|'')"
"""A regex for the unit of a number of seconds; one counts in seconds."""
MINUTE = r"(?:minutes?|mins?\b\.?|m\b|'|′)"
"""A regex for the unit of a number of minutes."""
_RANGE = rf"(?P<low>{AMOUNT})\s*-?\s*(?:(?:-|to|or|–)\s*(?P<high>{AMOUNT})\s*-?\s*)?"

_MINUTES_SECONDS = re.compile(
    rf"{START}(?P<min>\d{{1,2}})\s*{MINUTE}\s*(?:and\s*)?(?P<sec>\d{{1,2}})\s*(?:{SECOND}|$)", re.I
)
_LENGTH = re.compile(
    rf"{START}{_RANGE}(?:more |full |whole |slow |long |quiet )?(?:(?P<second>{SECOND})"
    rf"|(?P<minute>{MINUTE}))(?![\w])",
    re.I,
)
_COUNT_OF = re.compile(
    rf"\b(?:for|to|on) (?:a |the )?(?:slow |full )?count(?: of|s of|:)? (?P<low>{COUNT})"
    rf"|\bcount(?:ing)? (?:slowly )?(?:up )?to (?P<low2>{COUNT})|\bfor (?P<low3>{COUNT}) counts?\b",
    re.I,
)
_CLOCK = re.compile(
    r"(?:^|\bfor |\bhold:? |\btime:? )(?P<min>\d{1,2}):(?P<sec>[0-5]\d)(?!\s*(?:[ap]\.?m|ratio|[\d:]))", re.I
)
_MOMENT = re.compile(
    r"\b(?:hold|pause|stay|wait|rest|remain|linger)\w*\b[^.]{0,30}\b(?:for a (?:moment|beat|second)"
    r"|briefly|a moment)\b",
    re.I,
)
OF_ANOTHER_TIME = re.compile(
    r"(?:\bevery|\bafter|\bwithin|\bpast|\blast|\bprevious|\bnext|\buntil|\bbefore|\bthan|\bin|\bleast"
    r"|\bolder|\bthese|\bthose|\bevery other|\btotal(?: of)?|\babout|\baround|\btakes?"
    r"|\boccupies(?: about)?)\s*$",
    re.I,
)
"""Words before a number that is about something else than how long or how often to do a step: "every", "after"."""
_OF_THIS_STEP = re.compile(
    r"\b(?:for (?:at least|about|around|up to|no more than|more than|less than)|hold (?:at least|about"
    r"|around)|stay (?:about|around))\s*$",
    re.I,
)
_OF_ANOTHER_TIME_AFTER = re.compile(
    r"^\s*(?:ago|old|read|later|before|after|a day|per day|/\s?day|daily|a week|per week|each day"
    r"|every day|apart|between|rest\b|break\b|of ice|walk|sequence|routine|session|massage\b|practice"
    r"|workout|flow|video|away|more weeks)",
    re.I,
)


def find_length(text: str) -> FoundTime:
    """How many seconds the words of one sentence give a step."""
    both = _MINUTES_SECONDS.search(text)
    if both and not _OF_ANOTHER_TIME_AFTER.match(text[both.end() :]):
        return lasting(int(both["min"]) * 60 + int(both["sec"]), "minutes-seconds")
    for match in _LENGTH.finditer(text):
        low, high = number(match["low"]), number(match["high"]) if match["high"] else None
        if match["high"] and match["low"][0].isdigit() != match["high"][0].isdigit():
            low, high = high, None  # "figure four - 30 sec" is no range
        if low is None or not _is_of_this_step(text, match):
            continue
        if len(match["second"] or match["minute"]) < 3 and not re.search(
            r"\d\W*$|[½¼¾]$", match["high"] or match["low"]
        ):
            continue  # "as", "a m..."
        unit = 60 if match["minute"] else 1
        if high is not None and low < high:
            found = lasting((low + high) / 2 * unit, "length-between")
            return replace(found, bounds=(low * unit, high * unit)) if found.timed else found
        return lasting(low * unit, "length")
    if counted := _COUNT_OF.search(text):
        return lasting(number(counted["low"] or counted["low2"] or counted["low3"]) or 0, "count-of")
    if _MOMENT.search(text):
        return lasting(SHORT_PAUSE, "moment")
    if clock := _CLOCK.search(text):
        return lasting(int(clock["min"]) * 60 + int(clock["sec"]), "clock")
    return NO_TIME


def _is_of_this_step(text: str, match: re.Match[str]) -> bool:
    """Whether a length is the time of a step, not of a walk, an age or a measure: "hold 30 s", not "in 30 s"."""
    before, after = text[: match.start()], text[match.end() :]
    if match[0][-1] in "'\"" and not re.search(r"(?:\b(?:for|hold)|[,;:x×(-]|^)\s*$", before, re.I):
        return False
    if _OF_ANOTHER_TIME_AFTER.match(after):
        return False
    return not OF_ANOTHER_TIME.search(before) or _OF_THIS_STEP.search(before) is not None
