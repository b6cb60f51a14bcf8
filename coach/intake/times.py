"""What the words say about time: how long, how often, how many breaths, on which sides."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from coach.intake.amounts import AMOUNT, COUNT, VAGUE, number
from coach.intake.rule import plain
from coach.intake.verbs import PART

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 60 * 60
"""Seconds: a longer time in a text is about days and recovery, not about a step."""
MOST_REPEATS = 200
MOST_BREATHS = 100
REP = 4.0
"""Seconds for one repetition of an exercise whose time is not given."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What is known about the time of a step. Seconds."""

    seconds: float | None = None
    bounds: tuple[float, float] | None = None
    breaths: int | None = None
    repeats: int | None = None
    reps: int | None = None
    """Movements within each repeat: 10, in three sets of 10."""
    pause: float | None = None
    """Silence after the words."""
    each_side: bool = False
    wait: bool = False
    rules: tuple[str, ...] = ()
    """The rules by which it was found."""

    @property
    def timed(self) -> bool:
        """Whether the words say how long."""
        return any(value is not None for value in (self.seconds, self.breaths, self.repeats, self.reps, self.pause))

    def and_then(self, other: Timing) -> Timing:
        """Both: what this one leaves open is taken from `other`."""
        if self.breaths is not None and other.seconds is not None or self.seconds is not None and other.breaths:
            other = replace(other, seconds=None, bounds=None, breaths=None)
        mine = {name: getattr(self, name) for name in _VALUES if getattr(self, name) is not None}
        merged = {name: mine.get(name, getattr(other, name)) for name in _VALUES}
        rules = self.rules + tuple(name for name in other.rules if name not in self.rules)
        return Timing(**merged, each_side=self.each_side or other.each_side, wait=self.wait or other.wait, rules=rules)


_VALUES = ("seconds", "bounds", "breaths", "repeats", "reps", "pause")
NO_TIME = Timing()

_SECOND = r"(?:seconds?|secs?\b\.?|s\b|counts?\b(?! of)|\"|″|'')"
_MINUTE = r"(?:minutes?|mins?\b\.?|m\b|'|′)"
_RANGE = rf"(?P<low>{AMOUNT})\s*-?\s*(?:(?:-|to|or|–)\s*(?P<high>{AMOUNT})\s*-?\s*)?"
_START = r"(?<![\w.,:/$€£-])"

_MINUTES_SECONDS = re.compile(rf"{_START}(?P<min>\d{{1,2}})\s*{_MINUTE}\s*(?:and\s*)?(?P<sec>\d{{1,2}})\s*(?:{_SECOND}|$)", re.I)
_LENGTH = re.compile(rf"{_START}{_RANGE}(?:more |full |whole |slow |long |quiet )?(?:(?P<second>{_SECOND})|(?P<minute>{_MINUTE}))(?![\w])", re.I)
_COUNT_OF = re.compile(rf"\b(?:for|to|on) (?:a |the )?(?:slow |full )?count(?: of|s of|:)? (?P<low>{COUNT})|\bcount(?:ing)? (?:slowly )?(?:up )?to (?P<low2>{COUNT})|\bfor (?P<low3>{COUNT}) counts?\b", re.I)
_CLOCK = re.compile(r"(?:^|\bfor |\bhold:? |\btime:? )(?P<min>\d{1,2}):(?P<sec>[0-5]\d)(?!\s*(?:[ap]\.?m|ratio|[\d:]))", re.I)

_MOMENT = re.compile(r"\b(?:hold|pause|stay|wait|rest|remain|linger)\w*\b[^.]{0,30}\b(?:for a (?:moment|beat|second)|briefly|a moment)\b", re.I)
_NOT_A_SLOT_BEFORE = re.compile(r"(?:\bevery|\bafter|\bwithin|\bpast|\blast|\bprevious|\bnext|\buntil|\bbefore|\bthan|\bin|\bleast|\bolder|\bthese|\bthose|\bevery other|\btotal(?: of)?|\babout|\baround|\btakes?|\boccupies(?: about)?)\s*$", re.I)
_STILL_A_SLOT = re.compile(r"\b(?:for (?:at least|about|around|up to|no more than|more than|less than)|hold (?:at least|about|around)|stay (?:about|around))\s*$", re.I)
_NOT_A_SLOT_AFTER = re.compile(r"^\s*(?:ago|old|read|later|before|after|a day|per day|/\s?day|daily|a week|per week|each day|every day|apart|between|rest\b|break\b|of ice|walk|sequence|routine|session|massage\b|practice|workout|flow|video|away|more weeks)", re.I)

_PAUSE = re.compile(rf"[\[(]\s*(?:(?:a |long |short |brief )?(?:pause|silence|quiet|wait|rest|breathe|hold)(?: (?:for|of|here))?\s*:?\s*(?P<first>[^\])]*)|(?P<second>{AMOUNT}\s*-?\s*(?:seconds?|secs?|s|minutes?|mins?)\.?)\s*(?:of )?(?:pause|silence|quiet|rest))\s*[\])]", re.I)
PAUSE_MARK = _PAUSE
"""A pause in brackets: `[pause 10s]`, `(pause)`, `[10 seconds of silence]`."""
SHORT_PAUSE = 5.0
"""Seconds, for a pause that does not say how long."""

_SETS = re.compile(rf"{_START}(?P<sets>{COUNT})(?:\s*(?:-|to|–)\s*{COUNT})?\s*(?:sets?|rounds?|x|×)\s*(?:of|x|×|,|-|:)?\s*(?P<reps>{COUNT})(?:\s*(?:-|to|–)\s*{COUNT})?(?!\d|[:/]|\.\d)(?!\s*(?:{_SECOND}|{_MINUTE})(?!\w))(?!\s*(?:x\s*)?(?:/|a|per|times a|times per)\s*(?:day|week))(?:\s*(?:reps?|repetitions|times|each))?", re.I)
_TIMES_LENGTH = re.compile(rf"{_START}(?P<sets>{COUNT})\s*(?:sets? of|rounds? of|times|sets?|x|×)\s*(?:of|for|x|×)?\s*(?=(?:{AMOUNT})\s*-?\s*(?:(?:-|to)\s*(?:{AMOUNT})\s*)?(?:{_SECOND}|{_MINUTE})(?!\w))", re.I)
_SETS_ONLY = re.compile(rf"{_START}(?P<sets>{COUNT})(?:\s*(?:-|to)\s*{COUNT})?\s*sets?\b|\bsets?\s*:\s*(?P<sets2>{COUNT})", re.I)
_REPS = re.compile(rf"{_START}(?P<reps>{COUNT})(?:\s*(?:-|to|–)\s*{COUNT})?\s*(?:reps?|repetitions|repeats)\b|\b(?:reps?|repetitions)\s*:\s*(?P<reps2>{COUNT})", re.I)
_TIMES = re.compile(rf"{_START}(?P<low>{COUNT})(?:\s*(?:-|to|or|–)\s*(?P<high>{COUNT}))?\s*(?:more )?(?:times|x|×)(?![\w/])(?!\s*(?:/|a|per|each|every|in a)\s*(?:day|week|month|hour|year|morning|night)\b|\s*(?:daily|weekly)\b)|(?<![\w.])[x×]\s?(?P<low2>\d{{1,3}})\b|\b(?P<twice>twice|thrice)\b(?! (?:a|per|as|the|daily|weekly))", re.I)
_PER_DAY = re.compile(r"(?:times|x|×|once|twice|thrice)\s*(?:/|a|per|each|every)\s*(?:day|week|month|hour)|\b(?:times|x) daily|\b(?:once|twice) daily|\ba day\b", re.I)
_FIRST_TIMES = re.compile(rf"\b(?:first|last|next|these|those|many|all|other|previous) (?:few |couple of |{COUNT} )?times\b|\bat (?:all )?times\b|\b(?:some|any)times\b", re.I)
_COUNTED = re.compile(rf"{_START}(?P<low>{COUNT})(?:\s*(?:-|to|or|–)\s*(?P<high>{COUNT}))?\s+(?!(?:{_SECOND}|{_MINUTE})\s)(?:\w+\s+){{0,2}}?(?:circles?|rolls?|strokes?|passes|pulls?|rotations?|swings?|squeezes|taps|pumps?|lifts?|raises|glides?|presses|nods?|shrugs?|rounds?|cycles?|laps|sweeps?|compressions?|pulses|bounces|steps|repeats)\b", re.I)

_BREATHS = re.compile(rf"{_START}(?P<low>{COUNT})(?:\s*(?:-|to|or|–)\s*(?P<high>{COUNT}))?\s+(?:(?:more|deep|slow|long|full|easy|gentle|complete|conscious|even|calm|quiet|natural|belly|big|relaxed|steady|mindful|nasal|whole|cycles?(?: of)?|rounds?(?: of)?|,|and)\s+){{0,4}}(?:breaths?|breath cycles|breathing cycles|inhalations?|exhalations?|in-breaths|out-breaths)\b", re.I)
_NOT_BREATHS = re.compile(r"\b(?:that (?:is|was|makes)|this (?:is|makes)|that's|is|equals|=|each|per|counts as)\s*$", re.I)
_ROUNDS = re.compile(rf"{_START}(?P<low>{COUNT})(?:\s*(?:-|to|or|–)\s*(?P<high>{COUNT}))?\s+(?:\w+\s+)?(?:rounds?|cycles?|repetitions|times)\b", re.I)

_OTHER_SIDE = re.compile(rf"\b(?:(?:repeat\w*|switch\w*|chang\w*|swap\w*|same|do (?:it|this|all|everything|the same))\b.{{0,60}}?|(?:then|now|and then|again|finally) (?:on |with |for |do |to )?)\b(?:the )?(?:other|opposite|second|left|right)\s+(?:\w+\s+)?{PART}\b|\b(?:repeat\w*|switch|same|again)\s+(?:\w+\s+){{0,2}}?(?:on|to|with|for) the (?:left|right|other)\b(?! (?:of|hand of|part))|\b(?:switch|change|swap|alternat\w+)\s+(?:the\s+)?{PART}\b|\bon the (?:other|opposite) side (?:as well|too|also)\b|\b(?:other|opposite|second) side\b[^.]{{0,20}}\brepeat\b|\bleft and (?:then )?right\b|\bright and (?:then )?left\b", re.I)
_EACH_SIDE = re.compile(rf"(?<!hand on )(?<!hands on )(?<!palm on )(?<!one on )(?<!\bin )(?<!\bwith )(?<!\bat )(?<!\bunder )(?<!\bbetween )(?<!finger on )(?<!fingers on )(?<!thumb on )(?<!thumbs on )\b(?:each|per|every)\s+{PART}\b(?!\s+of\s+(?:the|your)\s+(?:spine|joint|vertebra|neck|nose|tendon|body|muscle|knee|mat|sternum|throat|column|backbone))|\btimes (?:with|on|for) (?:each|every)\s+{PART}\b|/\s?(?:side|leg|arm|l\s*\+\s*r)\b|\ba side\b|(?<!on )\bboth sides\b(?!\s+of)|\bon both (?:sides|legs|arms|feet|hands)\b(?!\s+of)|\beither side\b(?!\s+of)|\bl\s*[/+&]\s*r\b", re.I)
_ALL_OF_IT = re.compile(r"\b(?:all|everything|entire|whole|every technique|complet(?:e|ing|ed)|full)\b", re.I)
_PLACE_ON_SIDES = re.compile(r"\b(?:on )?(?:each|either|both) sides? of (?:the|your|his|her|their) (?:\w+ )?(?:spin\w+|joint|neck|nose|vertebra\w*|sternum|column|backbone|tendon|muscle|knee\w*|navel|mouth|jaw|ribs?|body|mat|midline|belly|skull)\b", re.I)

_TURNS = re.compile(r"\b(?:turn|roll|flip)(?:s|ed|ing)? (?:over|face|on ?to|them|him|her|the client|the patient)\b|\b(?:lie|lies|lying) face[- ]?(?:up|down)\b.{0,40}\bto\b|\bhave (?:them|the client|the patient|him|her|your partner) (?:turn|lie|roll|sit up|undress|get)\b|\bmust lie on (?:his|her|their) back\b|\bundress\w*\b", re.I)


def find_timing(text: str, breathing: bool = False) -> Timing:
    """All that the words of one sentence or cell say about time. `breathing`: rounds and cycles are breaths here."""
    shown = plain(text)
    timing = NO_TIME
    for find in _FINDERS:
        timing = timing.and_then(find(shown))
    if breathing and timing.breaths is None and timing.seconds is None and (match := _ROUNDS.search(shown)):
        rounds = _whole(match["low"], MOST_BREATHS)
        timing = replace(timing, repeats=None, reps=None, breaths=rounds, rules=(*timing.rules, "rounds-are-breaths"))
    return timing


def says_other_side(text: str) -> bool:
    """Whether a sentence says to do it again on the other side."""
    return _OTHER_SIDE.search(plain(text)) is not None


def means_all_of_it(text: str) -> bool:
    """Whether "repeat on the other side" is about everything before it, not about one exercise."""
    return _ALL_OF_IT.search(plain(text)) is not None


def is_turning(text: str) -> bool:
    """Whether a step to a therapist waits for the client to turn over, or undress."""
    return _TURNS.search(plain(text)) is not None


def is_vague(text: str) -> bool:
    """Whether the number in it is open: "a few minutes"."""
    return any(word in text.lower() for word in VAGUE)


def _breaths(text: str) -> Timing:
    for match in _BREATHS.finditer(text):
        if not _NOT_BREATHS.search(text[: match.start()]):
            low, high = _whole(match["low"], MOST_BREATHS), match["high"] and _whole(match["high"], MOST_BREATHS)
            if low:
                return Timing(breaths=low, rules=("breaths-lower" if high else "breaths",))
    return NO_TIME


def _sets(text: str) -> Timing:
    if match := _TIMES_LENGTH.search(text):
        return Timing(repeats=_whole(match["sets"], MOST_REPEATS), rules=("times-length",))
    for match in _SETS.finditer(text):
        if not _PER_DAY.search(match[0]) and not _PER_DAY.match(text[match.end() :].lstrip()):
            return Timing(repeats=_whole(match["sets"], MOST_REPEATS), reps=_whole(match["reps"], 1000), rules=("sets-of",))
    found = NO_TIME
    if match := _SETS_ONLY.search(text):
        found = Timing(repeats=_whole(match["sets"] or match["sets2"], MOST_REPEATS), rules=("sets",))
    if (match := _REPS.search(text)) and not _NOT_A_SLOT_BEFORE.search(text[: match.start()]):
        reps = _whole(match["reps"] or match["reps2"], MOST_REPEATS)
        return replace(found, reps=reps, rules=(*found.rules, "reps"))
    return found


def _lengths(text: str) -> Timing:
    if (match := _MINUTES_SECONDS.search(text)) and not _NOT_A_SLOT_AFTER.match(text[match.end() :]):
        return _seconds(int(match["min"]) * 60 + int(match["sec"]), "minutes-seconds")
    for match in _LENGTH.finditer(text):
        low, high = number(match["low"]), number(match["high"]) if match["high"] else None
        if match["high"] and match["low"][0].isdigit() != match["high"][0].isdigit():
            low, high = high, None  # "figure four - 30 sec" is no range
        if low is None or not _is_slot(text, match):
            continue
        if len(match["second"] or match["minute"]) < 3 and not re.search(r"\d\W*$|[½¼¾]$", match["high"] or match["low"]):
            continue  # "as", "a m..."
        unit = 60 if match["minute"] else 1
        if high is not None and low < high:
            found = _seconds((low + high) / 2 * unit, "length-between")
            return replace(found, bounds=(low * unit, high * unit)) if found.timed else found
        return _seconds(low * unit, "length")
    if match := _COUNT_OF.search(text):
        return _seconds(number(match["low"] or match["low2"] or match["low3"]) or 0, "count-of")
    if _MOMENT.search(text):
        return _seconds(SHORT_PAUSE, "moment")
    if match := _CLOCK.search(text):
        return _seconds(int(match["min"]) * 60 + int(match["sec"]), "clock")
    return NO_TIME


def _is_slot(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if match[0][-1] in "'\"" and not re.search(r"(?:\b(?:for|hold)|[,;:x×(-]|^)\s*$", before, re.I):
        return False
    if _NOT_A_SLOT_AFTER.match(after):
        return False
    return not _NOT_A_SLOT_BEFORE.search(before) or _STILL_A_SLOT.search(before) is not None


def _seconds(seconds: float, name: str) -> Timing:
    return Timing(seconds=seconds, rules=(name,)) if 0 < seconds <= LONGEST else NO_TIME


def _times(text: str) -> Timing:
    text = _FIRST_TIMES.sub("", text)
    for match in _TIMES.finditer(text):
        if re.search(r"\bafter\s*$", text[: match.start()], re.I):
            continue
        if _PER_DAY.match(text[match.start("low") if match["low"] else match.start() :].split(" ", 1)[-1]) or _PER_DAY.search(text[match.start() : match.end() + 12]):
            continue
        if match["twice"]:
            return Timing(repeats=2 if match["twice"].lower() == "twice" else 3, rules=("times",))
        low = _whole(match["low"] or match["low2"], MOST_REPEATS)
        if low:
            return Timing(repeats=low, rules=("times-lower" if match["high"] else "times",))
    if match := _COUNTED.search(text):
        low = _whole(match["low"], MOST_REPEATS)
        if low and low > 1:
            return Timing(repeats=low, rules=("counted",))
    return NO_TIME


def _sides(text: str) -> Timing:
    if _PLACE_ON_SIDES.search(text):
        text = _PLACE_ON_SIDES.sub("", text)
    if _EACH_SIDE.search(text):
        return Timing(each_side=True, rules=("each-side",))
    if _OTHER_SIDE.search(text) and not means_all_of_it(text):
        return Timing(each_side=True, rules=("other-side",))
    return NO_TIME


_FINDERS: tuple[Callable[[str], Timing], ...] = (_breaths, _sets, _lengths, _times, _sides)
"""In order: an earlier one wins where two speak of the same."""


def _whole(text: str, most: int) -> int | None:
    value = number(text)
    return int(value) if value is not None and 1 <= value <= most else None


class Pause(NamedTuple):
    """A pause after words."""

    seconds: float
    mark: str
    """As it is written: `[pause 10s]`."""


def split_pauses(text: str) -> list[tuple[str, Pause | None]]:
    """The pieces of a text between its pause marks, each with the pause after it."""
    pieces: list[tuple[str, Pause | None]] = []
    start = 0
    for match in _PAUSE.finditer(text):
        inside = (match["first"] or match["second"] or "").strip()
        found = find_timing(inside) if inside else NO_TIME
        bare = number(inside) if inside and found.seconds is None else None
        if inside and found.seconds is None and bare is None:
            continue
        pause = Pause(found.seconds or bare or SHORT_PAUSE, match[0].strip())
        pieces.append((text[start : match.start()].strip(), pause))
        start = match.end()
    rest = text[start:].strip()
    return [*pieces, (rest, None)] if rest or not pieces else pieces


_BARE = re.compile(
    r"^\W*(?:(?:and|then|now|please)\s+)*(?:hold(?:ing)?(?: (?:it|this|here|there|the (?:stretch|position|pose|squeeze|contraction)))?|stay(?: here| there)?|repeat(?:ing)?(?: (?:this|it|the \w+|these \w+|\d-\d|steps? .{0,8}))?|perform|do(?: this| it)?|complete|continue|remain|keep (?:this|it)|maintain|breathe here|relax|rest|pause|for|one|two|three|four|five|six|eight|ten|about|this movement (?:should be|is) repeated|the movement (?:should be|is) repeated|(?:so )?repeat)\b|^\W*[x×]?\s?\d",
    re.I,
)


_TIME_WORDS = re.compile(rf"(?:\d[\d.,:/x×-]*|\b(?:sets?|reps?|repetitions|times|x|of|per|each|every|to|or|for|hold|second|minute|breaths?|a|the|on|with|{_SECOND}|{_MINUTE}|{PART})(?!\w)|[^\w\s])", re.I)


def is_bare_timing(text: str, timing: Timing) -> bool:
    """Whether a sentence only gives the time of what was said before it: "Hold for 30 seconds", "2x10 per leg"."""
    if not timing.timed or len(text.split()) > 14 or not _BARE.match(plain(text)):
        return False
    return not re.match(r"\W*\d", text) or len(_TIME_WORDS.sub(" ", plain(text)).split()) <= 2


_PHASE = re.compile(rf"\b(?P<phase>inhal\w*|breath\w* (?:\w+ ){{0,2}}?in\b|exhal\w*|breath\w* (?:\w+ ){{0,2}}?out\b|(?:in|out)(?=\s*(?:[:-]|for\b|through\b|\d))|hold\w*|pause\w*|retain\w*|rest\b|empty)(?P<between>(?:(?!\b(?:inhal|exhal|hold|breath\w* (?:in|out)|repeat|times|rounds?|cycles?)\b)[^\n.!?|]){{0,70}}?)\b(?P<count>{COUNT})\b(?!\s*(?:times|rounds?|cycles?|reps?|x\b|minutes?|mins?|deep|slow|breaths?|%|:|\|))", re.I)
_NAMED = re.compile(r"(?<![\d-])(?P<counts>\d{1,2}(?:\s*-\s*\d{1,2}){1,3})(?=\s*(?:breathing|breath\b|pattern|technique|rhythm|count\b))|\b(?:breath\w*|box|pattern|rhythm)\W{1,3}(?P<counts2>\d{1,2}(?:\s*-\s*\d{1,2}){1,3})(?![\d-])", re.I)
_LETTER = {"in": "in", "ex": "out", "ou": "out", "ho": "hold", "pa": "hold", "re": "hold", "em": "hold"}
_NEAR = 220
"""Letters between the phases of one breath."""


def find_pattern(text: str) -> tuple[str, str] | None:
    """The breath pattern that a text teaches, as `4-7-8`, and the rule; None: none.

    A pattern of two phases is in and out, of three with a hold after the in-breath, of four with one after each.
    """
    shown = _PAUSE.sub(" ", plain(text))
    phases = [(_phase(match["phase"]), number(match["count"]), match.start()) for match in _PHASE.finditer(shown)]
    for index, (name, count, _) in enumerate(phases):
        if name == "in" and count is not None:
            pattern = _pattern_from(phases[index:])
            about_breath = re.search(r"inhal|exhal|breath", shown[phases[index][2] : phases[index][2] + _NEAR], re.I)
            if pattern and about_breath:
                return pattern, "phases"
    if match := _NAMED.search(shown):
        counts = [int(count) for count in re.findall(r"\d+", match["counts"] or match["counts2"])]
        pattern = _written(counts)
        if pattern:
            return pattern, "named-pattern"
    return None


def _phase(word: str) -> str:
    word = word.lower()
    if word.startswith("breath"):
        return "out" if word.endswith("out") else "in"
    return _LETTER[word[:2]]


def _pattern_from(phases: list[tuple[str, float | None, int]]) -> str:
    counts, names = [phases[0][1]], ["in"]
    for (name, count, at), (_, _, before) in zip(phases[1:4], phases, strict=False):
        if at - before > _NEAR or name == "in":
            break
        names.append(name)
        counts.append(count)
    if names not in (["in", "out"], ["in", "hold", "out"], ["in", "hold", "out", "hold"], ["in", "out", "hold"]):
        names, counts = names[:3], counts[:3]
    if names == ["in", "out", "hold"]:
        counts = [counts[0], 0, *counts[1:]]
    elif names[:3] == ["in", "hold", "out"] and len(names) == 3 or names in (["in", "out"], ["in", "hold", "out", "hold"]):
        pass
    elif names[:2] == ["in", "out"]:
        counts = counts[:2]
    else:
        return ""
    return _written([count for count in counts if count is not None])


def _written(counts: list[int] | list[float]) -> str:
    """The pattern as the front matter has it; empty where it is none that can be breathed."""
    ends = [counts[0], counts[2 if len(counts) > 2 else -1]] if len(counts) >= 2 else []
    if len(ends) == 2 and all(1 <= count <= 30 for count in ends) and max(counts) <= 30:
        return "-".join(f"{count:g}" for count in counts)
    return ""


def is_phase(text: str) -> bool:
    """Whether a sentence is one phase of a breath: "Exhale for a count of 8"."""
    return _PHASE.search(plain(text)) is not None


_EMPTY_CELL = re.compile(r"\W*(?:n/?a|none|no)?\W*", re.I)


def attribute_timing(name: str, value: str) -> Timing:
    """What a labelled value says, such as "Reps: 10", "Hold: 30", or a cell under "Sides"."""
    name, value = plain(name).lower(), plain(value)
    if _EMPTY_CELL.fullmatch(value) or re.match(r"rest\b", name):
        return NO_TIME
    if "side" in name and re.match(r"\W*(?:both|each|l\b|r\b|left|right|yes|2|two|per|alternat)", value, re.I):
        return Timing(each_side=True, rules=("sides-named",))
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


_NAMED_VALUES: tuple[tuple[str, Callable[[str], Timing]], ...] = (
    (r"\bbreath", lambda text: Timing(breaths=_whole(text, MOST_BREATHS), rules=("breaths-named",))),
    (r"\brep(?:s|etitions?)?\b", lambda text: Timing(reps=_whole(text, MOST_REPEATS), rules=("reps-named",))),
    (r"\b(?:sets?|rounds?|repeats?|times|counts?|how many)\b", lambda text: Timing(repeats=_whole(text, MOST_REPEATS), rules=("repeats-named",))),
    (r"\bmin", lambda text: _seconds((number(text) or 0) * 60, "minutes-named")),
    (r"\b(?:hold|time|duration|length|sec|how long|timing|dos)", lambda text: _seconds(number(text) or 0, "seconds-named")),
)
