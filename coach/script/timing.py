"""The language of brackets: `(20s)`, `(45s, 30-90s)`, `(6 breaths)`, `(x3, 20s, each side)`, `(wait)`."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from coach.script.routine import Time
from coach.units import HOUR, MINUTE, SECOND, spoken_length

LONGEST = 24 * HOUR
"""The most a script may last, and so the most a step may."""

MOST_REPEATS = 1000

_UNITS = {"s": SECOND, "sec": SECOND, "secs": SECOND, "second": SECOND, "seconds": SECOND}
_UNITS |= {"min": MINUTE, "mins": MINUTE, "minute": MINUTE, "minutes": MINUTE}
_UNITS |= {"h": HOUR, "hr": HOUR, "hour": HOUR, "hours": HOUR}
_WORDS = ("wait", "each side", "optional")

_NUMBER = r"\d+(?:\.\d+)?"
_DASH = re.compile(r"\s*(?:[-–—]|\bto\b)\s*")
_BRACKET = re.compile(r"\(([^()]*)\)[\s.]*$")
_TIMING_START = re.compile(r"[+\-–−~±]?\s*[\d.,:]+|(?:wait|each|optional|[x×]\s*\d+)\b", re.I)
_LOOKS_TIMED = re.compile(rf"{_NUMBER}\s*(?:{'|'.join([*_UNITS, 'breaths?'])})\b", re.I)

EXAMPLES = "Write it like (20s), (2 min), (1:30), (6 breaths), (45s, 30-90s), (x3, 20s), (wait) or (each side)"


@dataclass(frozen=True, slots=True)
class Bracket:
    """What the closing bracket of a step or heading says."""

    time: Time = Time()
    each_side: bool = False
    optional: bool = False


class BadTime(ValueError):
    """A bracket that is timing but makes no sense; the message is a sentence."""


def split_bracket(text: str) -> tuple[str, str | None]:
    """The words of a line, and what its closing timing bracket holds (None: it has none)."""
    match = _BRACKET.search(text)
    if match is None or not _TIMING_START.match(match[1].strip()):
        return text.strip(), None
    return text[: match.start()].strip(), match[1].strip()


def parse_bracket(inside: str) -> Bracket:
    """What a timing bracket says. Raises BadTime."""
    if re.search(r"\d{10}", inside):
        raise BadTime("this number is too long")
    length: int | None = None
    bounds: tuple[int, int] | None = None
    breaths: int | None = None
    repeats: int | None = None
    flags: set[str] = set()
    for part in (piece.strip() for piece in inside.lower().split(",")):
        if part in _WORDS:
            _once(part not in flags, part)
            flags.add(part)
        elif match := re.fullmatch(r"[x×]\s*(\d+)|(\d+)\s*(?:x|×|times)", part):
            _once(repeats is None, part)
            repeats = int(match[1] or match[2])
        elif match := re.fullmatch(r"(\d+)\s*breaths?", part):
            _once(breaths is None, part)
            breaths = int(match[1])
        elif (found := _range(part)) is not None:
            _once(bounds is None, part)
            bounds = found
        elif (found_length := parse_length(part)) is not None:
            _once(length is None, part)
            length = found_length
        else:
            raise BadTime(_not_understood(part))
    _sensible(length, bounds, breaths, repeats, "wait" in flags)
    if bounds and length is None:
        length = (bounds[0] + bounds[1]) // 2
    time = Time(length, bounds, breaths, 1 if repeats is None else repeats, "wait" in flags)
    return Bracket(time, "each side" in flags, "optional" in flags)


def doubt(text: str) -> str | None:
    """Why the words of a line may hold a time their writer did not mean to be spoken; None: no doubt."""
    for inside in re.findall(r"\(([^()]*)\)", text):
        if _LOOKS_TIMED.search(inside):
            return f"'({inside})' will be read aloud; a time must begin the closing bracket, such as (20s)"
        close = difflib.get_close_matches(inside.strip().lower(), _WORDS, n=1, cutoff=0.75)
        if close:
            return f"'({inside})' will be read aloud; did you mean ({close[0]})?"
    return None


def _once(fresh: bool, part: str) -> None:
    if not fresh:
        raise BadTime(f"'{part}' says again what was said before it")


def _range(part: str) -> tuple[int, int] | None:
    ends = _DASH.split(part)
    if len(ends) != 2 or not all(ends):
        return None
    unit = re.search(r"[a-z]+$", ends[1])
    low = ends[0] if unit is None or re.search(r"[a-z:]", ends[0]) else f"{ends[0]}{unit[0]}"
    low_ms, high_ms = parse_length(low), parse_length(ends[1])
    return None if low_ms is None or high_ms is None else (low_ms, high_ms)


def parse_length(part: str) -> int | None:
    """A length such as `20s`, `1:30` or `1 h 5 min`, in small letters, in milliseconds; None for anything else."""
    if match := re.fullmatch(r"(?:(\d+):)?(\d+):([0-5]\d)", part):
        hours, minutes, seconds = (int(group or 0) for group in match.groups())
        return hours * HOUR + minutes * MINUTE + seconds * SECOND
    pieces = re.findall(rf"({_NUMBER})\s*([a-z]+)", part)
    if not pieces or re.sub(rf"{_NUMBER}\s*[a-z]+|\s|and", "", part):
        return None
    if not all(unit in _UNITS for _, unit in pieces):
        return None
    return round(sum(float(number) * _UNITS[unit] for number, unit in pieces))


def _not_understood(part: str) -> str:
    if re.match(r"[+\-–−~±]", part):
        return f"'{part}' is not a time: a time has no sign. {EXAMPLES}"
    if re.fullmatch(_NUMBER, part):
        return f"'{part}' has no unit: write {part}s or {part} min"
    if re.fullmatch(rf"{_NUMBER}\s*breaths?", part):
        return "breaths are counted whole, such as 6 breaths"
    if unit := re.fullmatch(rf"{_NUMBER}\s*([a-z]+)", part):
        known = difflib.get_close_matches(unit[1], [*_UNITS, "breaths"], n=1)
        mend = f", did you mean '{known[0]}'?" if known else f". {EXAMPLES}"
        return f"'{unit[1]}' is not a unit of time{mend}"
    return f"'({part})' is not a time I understand. {EXAMPLES}; or begin the bracket with a word to have it spoken"


def _sensible(
    length: int | None,
    bounds: tuple[int, int] | None,
    breaths: int | None,
    repeats: int | None,
    wait: bool,
) -> None:
    for ms in (length, *(bounds or ())):
        if ms is not None and ms <= 0:
            raise BadTime("a time must be longer than zero")
        if ms is not None and ms > LONGEST:
            raise BadTime(f"{spoken_length(ms)} is too long: a script lasts at most 24 h")
    if breaths == 0 or repeats == 0:
        raise BadTime("a count must be at least 1")
    if repeats is not None and repeats > MOST_REPEATS:
        raise BadTime(f"a step repeats at most {MOST_REPEATS} times")
    if breaths is not None and (length is not None or bounds):
        raise BadTime("a step is paced either by breaths or by a time, not both")
    if wait and (breaths is not None or bounds or repeats is not None):
        raise BadTime("(wait) stands alone or with one time, such as (wait, 60s)")
    if bounds and bounds[0] > bounds[1]:
        raise BadTime("the bounds are the wrong way round: the shorter time comes first, such as 30-90s")
    if bounds and length is not None and not bounds[0] <= length <= bounds[1]:
        raise BadTime(
            f"{spoken_length(length)} lies outside its bounds, {spoken_length(bounds[0])} to {spoken_length(bounds[1])}"
        )
