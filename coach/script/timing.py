"""The language of brackets: `(20s)`, `(45s, 30-90s)`, `(6 breaths)`, `(x3, 20s, each side)`, `(wait)`.

The recommended form is that of `written`. Other forms, such as `(30s/side)` or `(3 sets of 10)`, are understood too.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field, fields
from functools import lru_cache

from coach.script.bracket import Bracket, written
from coach.script.conditions import condition, conditions, is_condition
from coach.script.lengths import LENGTH, LONGEST, NUMBER, UNITS, parse_length, plain
from coach.script.routine import Opening, Time
from coach.units import SECOND, spoken_length

MOST_REPEATS = 1000

SHORT_PAUSE = 5 * SECOND
"""The length of `(pause)`."""

EXAMPLES = "Write it like (20s), (2 min), (1:30), (6 breaths), (45s, 30-90s), (x3, 20s), (wait) or (each side)"

_SIDES = r"sides?|legs?|arms?|foot|feet|hips?|knees?|shoulders?|hands?|ankles?|wrists?|elbows?|calf|calves|thighs?"


class BadTime(ValueError):
    """A timing bracket that is invalid; the message is a sentence without its full stop."""

    def __init__(self, message: str, code: str = "time", suggestion: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.suggestion = suggestion
        """A replacement for the bracket; None: unknown."""


@dataclass(slots=True)
class _Found:
    """The parts of a bracket read so far."""

    length: int | None = None
    bounds: tuple[int, int] | None = None
    breaths: int | None = None
    breath_bounds: tuple[int, int] | None = None
    repeats: int | None = None
    sets: int | None = None
    pause: int | None = None
    flags: set[str] = field(default_factory=set)
    unless: tuple[str, ...] = ()

    def set(self, part: str, **values: object) -> None:
        """Store the values of a part. Raises BadTime if they are given already."""
        for name, value in values.items():
            if getattr(self, name) is not None:
                raise BadTime(f"'{part.strip()}' repeats what was said before it", "twice")
            setattr(self, name, value)

    def flag(self, name: str) -> None:
        """Store a word. Raises BadTime if it is given already."""
        if name in self.flags:
            raise BadTime(f"'{name}' repeats what was said before it", "twice")
        self.flags.add(name)

    def bracket(self) -> Bracket:
        """The complete bracket."""
        length = (self.bounds[0] + self.bounds[1]) // 2 if self.bounds and self.length is None else self.length
        repeats, sets = 1 if self.repeats is None else self.repeats, 1 if self.sets is None else self.sets
        if self.repeats is None:  # three sets without repeats are three repeats
            repeats, sets = sets, 1
        wait = "wait" in self.flags
        time = Time(length, self.bounds, self.breaths, repeats * sets, wait, self.breath_bounds, sets)
        flags = {name: name.replace("_", " ") in self.flags for name in ("each_side", "optional", "learn")}
        opening: Opening | None = "full" if "opening check" in self.flags else None
        if "brief" in self.flags:
            if opening is None:
                raise BadTime("(brief) is a form of the opening check: write (opening check, brief)")
            opening = "brief"
        return Bracket(time, **flags, unless=self.unless, opening=opening, pause=self.pause)


_RANGE = r"(\d+)(?: ?(?:-|to) ?(\d+))?"
_ADJECTIVE = r"(?:(?:deep|slow|long|full|easy|gentle|calm|big|soft|quiet|natural|relaxed|whole),? )*"
_JOINT = re.compile(r"(?: |,|;|\band\b|\bthen\b|&)*")
_SKIPPED = re.compile(
    r"(?:holds?|held|hold for|for|about|approx(?:imately|\.)?|ca\.?|circa|around|roughly|~|rest|long|of|repeat)"
    r"(?![a-z])"
)
"""Filler words around a time."""
_LENGTHS = re.compile(rf"({LENGTH}) ?(?:-|to) ?({LENGTH})|({NUMBER}) ?(?:-|to) ?({LENGTH})")
_MARKS = {'"': "s", "″": "s", "''": "s", "′′": "s", "'": "min", "′": "min"}
_UNIT = re.compile(rf"[a-z]+|{'|'.join(_MARKS)}")
"""A unit: the first in a length such as `1 min 30 s` or `1'30"` is that of a bare number before it."""
_PAUSE = re.compile(
    rf"(?:pause|silence)(?: (?:of|for))?:? ?({LENGTH})?(?![a-z])|({LENGTH}) ?(?:of )?(?:pause|silence)\b"
)
_SETS = re.compile(r"(\d+) ?(?:sets?|rounds?)(?: of(?= ?[\d½])| ?x(?= ?\d))?(?![a-z])")
_SETS_OF = re.compile(
    r"(\d+) ?(?:x|sets? of|rounds? of|sets? ?x) ?(\d+)(?:-\d+)?"
    r"(?: ?(?:reps?|repetitions|times)\b|(?! ?(?:\d|[a-z:.'\"½])))"
)
_REPEATS = re.compile(
    rf"x ?{_RANGE}(?![\d.])|{_RANGE} ?(?:x(?![a-z])|times\b|reps?\b|repetitions?\b|repeats?\b)(?: (?=each\b))?"
)
_BREATHS = re.compile(rf"{_RANGE} {_ADJECTIVE}breaths?\b")
_EACH_SIDE = re.compile(
    rf"(?:on |for )?(?:the )?(?:each|every|per) (?:{_SIDES})(?![a-z])|/ ?(?:{_SIDES})(?![a-z])|a side\b"
    r"|(?:on |for )?both sides\b"
    r"|left (?:and|&|\+|/) ?right\b|right (?:and|&|\+|/) ?left\b|l ?[/+&] ?r\b|r ?[/+&] ?l\b"
)
_EACH_WAY = re.compile(r"(?:in )?(?:each|both|every) (?:way|ways|directions?)\b")
_UNLESS = re.compile(r"unless ([^,;]+)")
_EACH = re.compile(r"each\b")


@lru_cache(maxsize=4096)  # a bracket is looked at several times, and scripts use few different ones
def parse_bracket(inside: str) -> Bracket:
    """The parsed content of a timing bracket. Raises BadTime."""
    text = plain(inside)
    if re.search(r"\d{10}", text):
        raise BadTime("this number is too long", "huge")
    found = _Found()
    at = 0
    while (at := _JOINT.match(text, at).end()) < len(text):  # type: ignore[union-attr]
        at = _part(text, at, found)
    _sensible(found)
    return found.bracket()


def _part(text: str, at: int, found: _Found) -> int:
    """Read the next part of a bracket into `found`; returns where the one after it begins. Raises BadTime."""
    for word in ("wait", "optional", "opening check", "brief", "learn"):
        if re.compile(rf"{word}\b").match(text, at):
            found.flag(word)
            return at + len(word)
    if (match := _UNLESS.match(text, at)) and is_condition(condition(match[1])):
        found.unless += conditions(match[1])
    elif match := _EACH_SIDE.match(text, at):
        found.flag("each side")
    elif match := _EACH_WAY.match(text, at):
        found.set(match[0], repeats=2)
    elif match := _PAUSE.match(text, at):
        written = match[1] or match[2]
        found.set(match[0], pause=parse_length(written) if written else SHORT_PAUSE)
    elif match := _BREATHS.match(text, at):
        low, high = int(match[1]), int(match[2] or match[1])
        found.set(match[0], breaths=low)
        if match[2]:
            found.set(match[0], breath_bounds=(low, high))
    elif match := _SETS_OF.match(text, at):
        found.set(match[0], sets=int(match[1]), repeats=int(match[2]))
    elif match := _SETS.match(text, at):
        found.set(match[0], sets=int(match[1]))
    elif match := _REPEATS.match(text, at):
        low, high = int(match[1] or match[3]), int(match[2] or match[4] or match[1] or match[3])
        if low > high:
            raise _reversed()
        found.set(match[0], repeats=low)
    elif match := _LENGTHS.match(text, at):
        found.set(match[0], bounds=_bounds(match))
    elif match := re.compile(LENGTH).match(text, at):
        found.set(match[0], length=parse_length(match[0]))
    elif (match := _SKIPPED.match(text, at)) or ((found.repeats or found.sets) and (match := _EACH.match(text, at))):
        pass
    else:
        raise _not_understood(text, at, found)
    return match.end()


def _bounds(match: re.Match[str]) -> tuple[int, int]:
    high = match[2] or match[4]
    if match[1]:
        low = parse_length(match[1])
    else:
        unit = _UNIT.search(high)  # None: 1:30
        low = parse_length(match[3] + (_MARKS.get(unit[0], unit[0]) if unit else "min"))
    return low or 0, parse_length(high) or 0


def _reversed() -> BadTime:
    return BadTime("the bounds are the wrong way round: the smaller comes first, such as 30-90s", "reversed")


def _not_understood(text: str, at: int, found: _Found) -> BadTime:
    part = re.split(r"[,;]", text[at:])[0].strip()
    if re.match(r"[-+±]", part):
        right = f"({part[1:].strip()})" if parse_length(part[1:]) else None
        form = f"write {right}" if right else EXAMPLES
        return BadTime(f"'{part}' is not a time, which has no sign: {form}", "sign", right)
    if re.fullmatch(NUMBER, part):
        return BadTime(f"'{part}' has no unit: write ({part}s) or ({part} min)", "unit", f"({part}s)")
    if re.fullmatch(r"\d*\.\d+ ?breaths?", part):
        counted = round(float(re.match(r"[\d.]+", part)[0])) or 1  # type: ignore[index]
        return BadTime("breaths are counted whole, such as (6 breaths)", "breaths", f"({counted} breaths)")
    if unit := re.match(rf"{NUMBER} ?-? ?([a-z]+)", part):
        known = difflib.get_close_matches(unit[1], [*UNITS, "breaths"])
        if not known:
            return BadTime(f"'{unit[1]}' is not a unit of time. {EXAMPLES}", "unit")
        several = not re.match(r"1(?![\d.])", part)  # 2 minutes rather than 2 minute
        meant = next((each for each in known if f"{known[0]}s" == each), known[0]) if several else known[0]
        right = f"({text.replace(unit[1], meant, 1)})"
        return BadTime(f"'{unit[1]}' is not a unit of time, did you mean '{meant}'? Write {right}", "unit", right)
    if any(getattr(found, name.name) for name in fields(_Found)):
        if part == "each" and "each side" not in found.flags:
            found.flag("each side")
        right = written(found.bracket())
        return BadTime(f"'{part}' is not a time: write {right}, and the other words before it", "time", right)
    return BadTime(f"'({text})' is not a valid time. {EXAMPLES}; or begin the bracket with a word to have it spoken")


def _sensible(found: _Found) -> None:
    length, bounds, breaths = found.length, found.bounds, found.breaths
    for ms in (length, found.pause, *(bounds or ())):
        if ms is not None and ms <= 0:
            raise BadTime("a time must be longer than zero", "zero")
        if ms is not None and ms > LONGEST:
            raise BadTime(f"{spoken_length(ms)} is too long: a script lasts at most 24 h", "huge")
    counts = (breaths, found.repeats, found.sets)
    if 0 in counts:
        raise BadTime("a count must be at least 1", "zero")
    repeats = (found.repeats or 1) * (found.sets or 1)
    if repeats > MOST_REPEATS:
        raise BadTime(f"a step repeats at most {MOST_REPEATS} times", "huge")
    if breaths is not None and (length is not None or bounds):
        raise BadTime("a step is paced either by breaths or by a time, not both", "both")
    if "wait" in found.flags and (breaths is not None or bounds or found.repeats is not None or found.sets is not None):
        raise BadTime("(wait) stands alone or with one time, such as (wait, 60s)", "wait")
    if found.pause is not None and (
        length is not None or bounds or breaths is not None or repeats > 1 or "wait" in found.flags
    ):
        raise BadTime("a pause stands alone: the time of a step includes its pauses", "both")
    for low, high in filter(None, (bounds, found.breath_bounds)):
        if low > high:
            raise _reversed()
    if bounds and length is not None and not bounds[0] <= length <= bounds[1]:
        raise BadTime(
            f"{spoken_length(length)} lies outside its bounds, {spoken_length(bounds[0])} to "
            f"{spoken_length(bounds[1])}",
            "bounds",
        )
