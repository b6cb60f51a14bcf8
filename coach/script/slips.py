"""Slips in the words of a line: times and counts that would be read aloud, or that differ from the step's time."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, NamedTuple

from coach.script.lengths import LENGTH, UNITS, parse_length, plain, short_length, short_range
from coach.script.timed_words import is_timing
from coach.units import spoken_length

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script.routine import Time


class Slip(NamedTuple):
    """A probable mistake."""

    message: str
    code: str
    near: str = ""
    """The words it is about; empty: the whole line."""
    suggestion: str | None = None
    """A replacement for these words."""


_NUMBERS: dict[str, float] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50,
    "sixty": 60, "ninety": 90, "half a": 0.5, "a": 1,
}  # fmt: skip
_COUNT = rf"(?:\d+(?:\.\d+)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_SAID_TIME = re.compile(
    r"\b(?:for|hold|holding|stay|rest|pause|wait|another)"
    r"(?: (?:here|there|it|this|for|at least|about|around|up to|a full))*"
    rf" ({_COUNT})(?: ?(?:-|to) ?({_COUNT}))?(?:(?<=\d)[ -]?|[ -])({_UNIT})(?![\w])"  # not "wait as"
    r"(?! (?:each|every|a|per|before|after|at a time))"
)
_SAID_BREATHS = re.compile(
    rf"\b(?:for|take|hold|stay|breathe|another)(?: (?:here|there|for|about|a))* ({_COUNT})(?: ?(?:-|to) ?({_COUNT}))?"
    r" (?:(?:deep|slow|long|full|easy|gentle|calm|more|big|soft|even),? )*breaths\b"
)
_UNKNOWN_UNIT = re.compile(r"(\d{2,}) ?([a-z]{1,2})")
_MEASURES = {
    "am", "cm", "ft", "g", "hz", "in", "kg", "km", "l", "lb", "m", "ml", "mm", "nd", "oz", "pm", "rd", "st", "th", "x",
}  # fmt: skip
"""What is short and follows a number, and is no misspelt second."""
_WORDS_TIMED = rf"(?:{LENGTH}|\d+ breaths?)"
_ENDS_TIMED = rf"(?i)(?:\s*[:,;=|]|\s+[-–—])\s*({LENGTH})[\s.]*$"
_BEGINS_TIMED = rf"(?i)^({LENGTH})(?:\s*[:,–—-]|\s+of)?\s+(\D.*)$"
_AMOUNT = re.compile(r"[\d½¼¾]")
"""Found in every length: without it, the three above need not be compiled, which takes milliseconds."""
_OTHER_SIDE = re.compile(
    r"^(?:then |now |and )?(?:repeat|switch|change|swap|do (?:it|the same|this)|same|the same)\b.{0,40}"
    r"\b(?:the other|the opposite|both) (?:side|leg|arm|foot|hip|knee|hand|shoulder)s?\W*$"
    r"|^(?:switch|change) sides\W*$",
    re.IGNORECASE,
)


def slips(words: str) -> Iterator[Slip]:
    """Doubts about the words of a step, a quote or a heading, independent of its time."""
    for inside in re.findall(r"\(([^()]*)\)", words):
        written = f"({inside})"
        if _AMOUNT.search(inside) and re.search(_WORDS_TIMED, plain(inside)):
            message = f"'{written}' will be read aloud; a time must begin the closing bracket, such as (20s)"
            yield Slip(message, "time-in-words", written)
        elif (number := _UNKNOWN_UNIT.fullmatch(plain(inside))) and number[2] not in _MEASURES:
            message = f"'{written}' will be read aloud; if it is a time, write ({number[1]}s) or ({number[1]} min)"
            yield Slip(message, "near-miss", written)
        elif close := difflib.get_close_matches(inside.strip().lower(), ("wait", "each side", "optional"), 1, 0.75):
            message = f"'{written}' will be read aloud; did you mean ({close[0]})?"
            yield Slip(message, "near-miss", written, f"({close[0]})")


def bare_times(words: str) -> Iterator[Slip]:
    """A time in the words of a step that was probably meant as its time: `Hip circles: 30s`, `30s hip circles`."""
    if not _AMOUNT.search(words):
        return
    match = re.search(_ENDS_TIMED, words)
    before = words[: match.start()].rstrip(" :,;") if match else ""
    if match and re.search(r"\w", before) and (length := parse_length(match[1])):
        right = f"{before} ({short_length(length)})"
        message = f"'{match[1]}' is read aloud and gives the step no time: write it ({short_length(length)})"
        yield Slip(message, "bare-time", words, right)
    elif (match := re.match(_BEGINS_TIMED, words)) and (length := parse_length(match[1])):
        right = f"{match[2][:1].upper()}{match[2][1:]} ({short_length(length)})"
        message = f"'{match[1]}' is read aloud and gives the step no time: write ({short_length(length)}) at its end"
        yield Slip(message, "bare-time", words, right)


def unclosed(words: str) -> tuple[str, str] | None:
    """The words before an unclosed bracket, and its content: `Hold (30s`."""
    match = re.search(r"\(([^()]*)$", words)
    return (words[: match.start()].strip(), match[1].strip()) if match and is_timing(match[1]) else None


def square(words: str) -> tuple[str, str] | None:
    """The words before a time in square brackets, and the content: `Hold [30s]`."""
    match = re.search(r"\[([^\[\]]*)\][\s.]*$", words)
    if match is None or not re.match(r"[\d½¼¾x×]", match[1].strip()) or not is_timing(match[1]):
        return None
    return words[: match.start()].strip(), match[1].strip()


def said_otherwise(words: str, time: Time, *, bare: bool = False) -> Iterator[Slip]:
    """Times and breaths in the words of a step that differ from its time.

    `bare`: the step has only the default time of a script without times.
    """
    text = plain(words)
    said = [_range(match) for match in _SAID_TIME.finditer(text)]
    if len(said) == 1 and not time.wait:
        low, high = said[0]
        right = f"({short_length(low) if low == high else short_range(low, high)})"
        lasts = f"{spoken_length(low)}{'' if low == high else f' to {spoken_length(high)}'}"
        if time.length is None or bare:
            if time.breaths is None:
                yield Slip(f"the words say {lasts}, which the step is not given: end it with {right}", "said-time")
        elif not low <= time.length <= high:
            asked = spoken_length(time.length)
            message = f"the words say {lasts}, the step lasts {asked}: write {right}, or {{time}} in the words"
            yield Slip(message, "said-time")
        elif time.bounds and low == high:
            message = f"fitted with --minutes, this will not last the {lasts} its words say: write {{time}} there"
            yield Slip(message, "said-time")
    counted = list(_SAID_BREATHS.finditer(text))
    if len(counted) == 1 and time.length is None and not time.wait:
        low, high = (round(_value(group)) for group in (counted[0][1], counted[0][2] or counted[0][1]))
        if time.breaths is None or bare or not low <= time.breaths <= high:
            have = f"the step has {time.breaths}" if time.breaths is not None else "the step is not given them"
            yield Slip(f"the words say {low} breaths, {have}: write ({low} breaths)", "said-breaths")


def other_side(words: str) -> Iterator[Slip]:
    """A step that asks for the other side, which the script should do by (each side)."""
    if _OTHER_SIDE.match(words.strip()):
        message = "nothing is done again here: write (each side) on the heading, or on the step, in place of this"
        yield Slip(message, "other-side")


def _range(match: re.Match[str]) -> tuple[int, int]:
    unit = UNITS[match[3]]
    low = _value(match[1]) * unit
    return round(low), round(_value(match[2]) * unit if match[2] else low)


def _value(text: str) -> float:
    return _NUMBERS[text] if text in _NUMBERS else float(text)
