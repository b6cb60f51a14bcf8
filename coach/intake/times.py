"""What the words say about time: how long, how often, how many breaths."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from coach.intake.amounts import AMOUNT, COUNT, number
from coach.intake.found_time import LONGEST, MOST_BREATHS, MOST_REPEATS, NO_TIME, SHORT_PAUSE, FoundTime
from coach.intake.sides import find_sides
from coach.intake.verbs import PART
from coach.intake.wording_rule import plain

if TYPE_CHECKING:
    from collections.abc import Callable

_SECOND = r"(?:seconds?|secs?\b\.?|s\b|counts?\b(?! of)|\"|″|'')"
_MINUTE = r"(?:minutes?|mins?\b\.?|m\b|'|′)"
_RANGE = rf"(?P<low>{AMOUNT})\s*-?\s*(?:(?:-|to|or|–)\s*(?P<high>{AMOUNT})\s*-?\s*)?"
_START = r"(?<![\w.,:/$€£-])"

_MINUTES_SECONDS = re.compile(
    rf"{_START}(?P<min>\d{{1,2}})\s*{_MINUTE}\s*(?:and\s*)?(?P<sec>\d{{1,2}})\s*(?:{_SECOND}|$)", re.I
)
_LENGTH = re.compile(
    rf"{_START}{_RANGE}(?:more |full |whole |slow |long |quiet )?(?:(?P<second>{_SECOND})"
    rf"|(?P<minute>{_MINUTE}))(?![\w])",
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
_NOT_A_SLOT_BEFORE = re.compile(
    r"(?:\bevery|\bafter|\bwithin|\bpast|\blast|\bprevious|\bnext|\buntil|\bbefore|\bthan|\bin|\bleast"
    r"|\bolder|\bthese|\bthose|\bevery other|\btotal(?: of)?|\babout|\baround|\btakes?"
    r"|\boccupies(?: about)?)\s*$",
    re.I,
)
_STILL_A_SLOT = re.compile(
    r"\b(?:for (?:at least|about|around|up to|no more than|more than|less than)|hold (?:at least|about"
    r"|around)|stay (?:about|around))\s*$",
    re.I,
)
_NOT_A_SLOT_AFTER = re.compile(
    r"^\s*(?:ago|old|read|later|before|after|a day|per day|/\s?day|daily|a week|per week|each day"
    r"|every day|apart|between|rest\b|break\b|of ice|walk|sequence|routine|session|massage\b|practice"
    r"|workout|flow|video|away|more weeks)",
    re.I,
)

_SETS = re.compile(
    rf"{_START}(?P<sets>{COUNT})(?:\s*(?:-|to|–)\s*{COUNT})?\s*(?:sets?|rounds?|x|×)\s*(?:of|x|×|,|-"
    rf"|:)?\s*(?P<reps>{COUNT})(?:\s*(?:-|to|–)\s*{COUNT})?(?!\d|[:/]|\.\d)(?!\s*(?:{_SECOND}"
    rf"|{_MINUTE})(?!\w))(?!\s*(?:x\s*)?(?:/|a|per|times a|times per)\s*(?:day|week))(?:\s*(?:reps?"
    rf"|repetitions|times|each))?",
    re.I,
)
_TIMES_LENGTH = re.compile(
    rf"{_START}(?P<sets>{COUNT})\s*(?:sets? of|rounds? of|times|sets?|x|×)\s*(?:of|for|x"
    rf"|×)?\s*(?=(?:{AMOUNT})\s*-?\s*(?:(?:-|to)\s*(?:{AMOUNT})\s*)?(?:{_SECOND}|{_MINUTE})(?!\w))",
    re.I,
)
_SETS_ONLY = re.compile(
    rf"{_START}(?P<sets>{COUNT})(?:\s*(?:-|to)\s*{COUNT})?\s*sets?\b|\bsets?\s*:\s*(?P<sets2>{COUNT})", re.I
)
_REPS = re.compile(
    rf"{_START}(?P<reps>{COUNT})(?:\s*(?:-|to|–)\s*{COUNT})?\s*(?:reps?|repetitions|repeats)\b|\b(?:reps?"
    rf"|repetitions)\s*:\s*(?P<reps2>{COUNT})",
    re.I,
)
_TIMES = re.compile(
    rf"{_START}(?P<low>{COUNT})(?:\s*(?:-|to|or|–)\s*(?P<high>{COUNT}))?\s*(?:more )?(?:times|x"
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
    rf"{_START}(?P<low>{COUNT})(?:\s*(?:-|to|or|–)\s*(?P<high>{COUNT}))?\s+(?!(?:{_SECOND}"
    rf"|{_MINUTE})\s)(?:\w+\s+){{0,2}}?(?:circles?|rolls?|strokes?|passes|pulls?|rotations?|swings?"
    rf"|squeezes|taps|pumps?|lifts?|raises|glides?|presses|nods?|shrugs?|rounds?|cycles?|laps|sweeps?"
    rf"|compressions?|pulses|bounces|steps|repeats)\b",
    re.I,
)

_PER_SIDE = re.compile(rf"{_START}(?P<low>\d{{1,3}})\s*(?:/\s?|per |each )(?:sides?|legs?|arms?)\b(?P<high>)", re.I)
_BREATHS = re.compile(
    rf"{_START}(?P<low>{COUNT})(?:\s*(?:-|to|or|–)\s*(?P<high>{COUNT}))?\s+(?:(?:more|deep|slow|long|full"
    rf"|easy|gentle|complete|conscious|even|calm|quiet|natural|belly|big|relaxed|steady|mindful|nasal|whole"
    rf"|cycles?(?: of)?|rounds?(?: of)?|,|and)\s+){{0,4}}(?:breaths?|breath cycles|breathing cycles"
    rf"|inhalations?|exhalations?|in-breaths|out-breaths)\b",
    re.I,
)
_NOT_BREATHS = re.compile(
    r"\b(?:that (?:is|was|makes)|this (?:is|makes)|that's|is|equals|=|each|per|counts as)\s*$", re.I
)
_ROUNDS = re.compile(
    rf"{_START}(?P<low>{COUNT})(?:\s*(?:-|to|or|–)\s*(?P<high>{COUNT}))?\s+(?:\w+\s+)?(?:rounds?|cycles?"
    rf"|repetitions|times)\b",
    re.I,
)


@lru_cache(maxsize=2048)
def find_timing(text: str, breathing: bool = False) -> FoundTime:
    """All that the words of one sentence or cell say about time. `breathing`: rounds and cycles are breaths here."""
    shown = plain(text)
    timing = NO_TIME
    for find in _FINDERS:
        timing = timing.and_then(find(shown))
    match = _ROUNDS.search(shown) if breathing and timing.breaths is None and timing.seconds is None else None
    if match and not re.search(r"\b(?:completes?|makes?|is)\s*$", shown[: match.start()]):
        rounds = _whole(match["low"], MOST_BREATHS)
        timing = replace(timing, repeats=None, reps=None, breaths=rounds, rules=(*timing.rules, "rounds-are-breaths"))
    return timing


def _breaths(text: str) -> FoundTime:
    for match in _BREATHS.finditer(text):
        if not _NOT_BREATHS.search(text[: match.start()]):
            low, high = _whole(match["low"], MOST_BREATHS), match["high"] and _whole(match["high"], MOST_BREATHS)
            if low:
                return FoundTime(breaths=low, rules=("breaths-lower" if high else "breaths",))
    return NO_TIME


def _sets(text: str) -> FoundTime:
    if match := _TIMES_LENGTH.search(text):
        return FoundTime(repeats=_whole(match["sets"], MOST_REPEATS), rules=("times-length",))
    for match in _SETS.finditer(text):
        if not _PER_DAY.search(match[0]) and not _PER_DAY.match(text[match.end() :].lstrip()):
            return FoundTime(
                repeats=_whole(match["sets"], MOST_REPEATS), reps=_whole(match["reps"], 1000), rules=("sets-of",)
            )
    found = NO_TIME
    if match := _SETS_ONLY.search(text):
        found = FoundTime(repeats=_whole(match["sets"] or match["sets2"], MOST_REPEATS), rules=("sets",))
    if (match := _REPS.search(text)) and not _NOT_A_SLOT_BEFORE.search(text[: match.start()]):
        reps = _whole(match["reps"] or match["reps2"], MOST_REPEATS)
        return replace(found, reps=reps, rules=(*found.rules, "reps"))
    return found


def _lengths(text: str) -> FoundTime:
    both = _MINUTES_SECONDS.search(text)
    if both and not _NOT_A_SLOT_AFTER.match(text[both.end() :]):
        return _seconds(int(both["min"]) * 60 + int(both["sec"]), "minutes-seconds")
    for match in _LENGTH.finditer(text):
        low, high = number(match["low"]), number(match["high"]) if match["high"] else None
        if match["high"] and match["low"][0].isdigit() != match["high"][0].isdigit():
            low, high = high, None  # "figure four - 30 sec" is no range
        if low is None or not _is_slot(text, match):
            continue
        if len(match["second"] or match["minute"]) < 3 and not re.search(
            r"\d\W*$|[½¼¾]$", match["high"] or match["low"]
        ):
            continue  # "as", "a m..."
        unit = 60 if match["minute"] else 1
        if high is not None and low < high:
            found = _seconds((low + high) / 2 * unit, "length-between")
            return replace(found, bounds=(low * unit, high * unit)) if found.timed else found
        return _seconds(low * unit, "length")
    if counted := _COUNT_OF.search(text):
        return _seconds(number(counted["low"] or counted["low2"] or counted["low3"]) or 0, "count-of")
    if _MOMENT.search(text):
        return _seconds(SHORT_PAUSE, "moment")
    if clock := _CLOCK.search(text):
        return _seconds(int(clock["min"]) * 60 + int(clock["sec"]), "clock")
    return NO_TIME


def _is_slot(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if match[0][-1] in "'\"" and not re.search(r"(?:\b(?:for|hold)|[,;:x×(-]|^)\s*$", before, re.I):
        return False
    if _NOT_A_SLOT_AFTER.match(after):
        return False
    return not _NOT_A_SLOT_BEFORE.search(before) or _STILL_A_SLOT.search(before) is not None


def _seconds(seconds: float, name: str) -> FoundTime:
    return FoundTime(seconds=seconds, rules=(name,)) if 0 < seconds <= LONGEST else NO_TIME


def _times(text: str) -> FoundTime:
    text = _FIRST_TIMES.sub("", text)
    for match in _TIMES.finditer(text):
        if re.search(r"\bafter\s*$", text[: match.start()], re.I):
            continue
        if _PER_DAY.search(text[match.start() : match.end() + 12]):
            continue
        if match["twice"]:
            return FoundTime(repeats=2 if match["twice"].lower() == "twice" else 3, rules=("times",))
        low = _whole(match["low"] or match["low2"], MOST_REPEATS)
        if low:
            return FoundTime(repeats=low, rules=("times-lower" if match["high"] else "times",))
    if counted := _COUNTED.search(text) or _PER_SIDE.search(text):
        low = _whole(counted["low"], MOST_REPEATS)
        if low and low > 1:
            return FoundTime(repeats=low, rules=("counted",))
    return NO_TIME


_FINDERS: tuple[Callable[[str], FoundTime], ...] = (_breaths, _sets, _lengths, _times, find_sides)
"""In order: if two rules find the same thing, the earlier one wins."""


def _whole(text: str, most: int) -> int | None:
    value = number(text)
    return int(value) if value is not None and 1 <= value <= most else None


_BARE = re.compile(
    r"^\W*(?:(?:and|then|now|please)\s+)*(?:hold(?:ing)?(?: (?:it|this|here|there|the (?:stretch|position"
    r"|pose|squeeze|contraction)))?|stay(?: here| there)?|repeat(?:ing)?(?: (?:this|it|the \w+|these \w+"
    r"|\d-\d|steps? .{0,8}))?|perform|do(?: this| it)?|complete|continue|remain|keep (?:this|it)|maintain"
    r"|breathe here|relax|rest|pause|for|one|two|three|four|five|six|eight|ten|about"
    r"|this movement (?:should be|is) repeated|the movement (?:should be|is) repeated|(?:so )?repeat)\b"
    r"|^\W*[x×]?\s?\d",
    re.I,
)


_TIME_WORDS = re.compile(
    rf"(?:\d[\d.,:/x×-]*|\b(?:sets?|reps?|repetitions|times|x|of|per|each|every|to|or|for|hold|second"
    rf"|minute|breaths?|a|the|on|with|{_SECOND}|{_MINUTE}|{PART})(?!\w)|[^\w\s])",
    re.I,
)


def is_bare_timing(text: str, timing: FoundTime) -> bool:
    """Whether a sentence only gives the time of what was said before it: "Hold for 30 seconds", "2x10 per leg"."""
    if not timing.timed or len(text.split()) > 14 or not _BARE.match(plain(text)):
        return False
    return not re.match(r"\W*\d", text) or len(_TIME_WORDS.sub(" ", plain(text)).split()) <= 2


_EMPTY_CELL = re.compile(r"\W*(?:n/?a|none|no)?\W*", re.I)


_FURTHER = re.compile(
    r"[,;|]?\s*\b(?P<name>sets?|reps?|repetitions|repeats?|holds?|sides?|time|duration|rest|breaths?|tempo)\s*:\s*"
    r"(?P<value>.*?)(?=[,;|]?\s*\b(?:sets?|reps?|repetitions|repeats?|holds?|sides?|time|duration|rest"
    r"|breaths?|tempo)\s*:|$)",
    re.I,
)
"""More labels on the same line: "Hold: 30 s  Repeat: 3x  Sides: both"."""


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


_NAMED_VALUES: tuple[tuple[str, Callable[[str], FoundTime]], ...] = (
    (r"\bbreath", lambda text: FoundTime(breaths=_whole(text, MOST_BREATHS), rules=("breaths-named",))),
    (r"\brep(?:s|etitions?)?\b", lambda text: FoundTime(reps=_whole(text, MOST_REPEATS), rules=("reps-named",))),
    (
        r"\b(?:sets?|rounds?|repeats?|times|counts?|how many)\b",
        lambda text: FoundTime(repeats=_whole(text, MOST_REPEATS), rules=("repeats-named",)),
    ),
    (r"\bmin", lambda text: _seconds((number(text) or 0) * 60, "minutes-named")),
    (
        r"\b(?:hold|time|duration|length|sec|how long|timing|dos)",
        lambda text: _seconds(number(text) or 0, "seconds-named"),
    ),
)
