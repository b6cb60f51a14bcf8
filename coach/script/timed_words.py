"""A line as its words and its times: the closing bracket, and the pauses between the words."""

from __future__ import annotations

import difflib
import re

from coach.script.bracket import Bracket
from coach.script.lengths import NUMBER, UNITS, plain
from coach.script.timing import BadTime, parse_bracket

_OTHER_TIMES = "ms|milliseconds?|moments?|days?|weeks?|months?|years?|fortnights?|beats?"
"""Units of time that are not supported."""
_BEGINS_TIMED = re.compile(
    r"[-+~±]? ?(?:\d|\.\d|[½¼¾])|/ ?\w|x ?\d"
    r"|(?:wait|pause|optional|opening check|learn|unless|each|per|every|both|a side)\b"
)
_BEGINS_LOOSELY = re.compile(r"(?:hold|for|about|approx|approximately|circa|ca|around|rest|left|l|r|repeat)\b")
"""The start of a bracket that is a time only if all of it can be understood."""
_BETWEEN = " \t,;"
"""Punctuation between words and a pause."""
_PAUSE_MARK = re.compile(
    r"\[\s*((?:pause|silence)\b[^\[\]]*|[^\[\]]*\bpause)\s*\]|\(\s*((?:pause|silence)\b[^()]*|[^()]*\bpause)\s*\)", re.I
)


def split_bracket(text: str) -> tuple[str, str | None]:
    """The words of a line, and the content of its closing timing bracket (None: it has none).

    Several closing brackets are read as one: `(30s) (each side)`.
    """
    words, inside = text.strip(), list[str]()
    while (match := re.search(r"\(([^()]*)\)[\s.,;:!]*$", words)) is not None and is_timing(match[1]):
        inside.insert(0, match[1].strip())
        words = words[: match.start()].strip()
    return words, ", ".join(inside) if inside else None


def split_pauses(words: str) -> list[tuple[str, int]]:
    """The words between the pauses of a line, each with the pause after it in milliseconds; 0: none.

    `In. [pause 5s] And out.` is "In." with 5 seconds, and "And out." Other brackets stay words. Raises BadTime.
    """
    pieces: list[tuple[str, int]] = []
    start = 0
    for match in _PAUSE_MARK.finditer(words):
        inside = match[1] or match[2]
        if not _understood(plain(inside)):
            if match[2] is not None and not re.search(r"\d", inside):
                continue
            raise BadTime(f"'{match[0]}' is not a valid pause: write it like [pause 10s]", "pause")
        pause = parse_bracket(inside).pause
        if pause is not None:
            pieces.append((words[start : match.start()].strip(_BETWEEN), pause))
            start = match.end()
    last = words[start:].strip(_BETWEEN if pieces else " ")
    if last.strip(".!") or not pieces:
        pieces.append((last, 0))
    return pieces


def is_timing(inside: str) -> bool:
    """Whether a closing bracket is timing, valid or not, rather than words."""
    text = plain(inside)
    if _BEGINS_LOOSELY.match(text):
        return _understood(text)
    if not _BEGINS_TIMED.match(text):
        return False
    if understood := _understood(text):
        return understood
    # A number of other things: three fingers, 4-5 feet, 7/10, 90 degrees, the 2nd toe.
    if match := re.match(rf"{NUMBER}(?: ?(?:-|to) ?{NUMBER})? ?(?:%|°|/ ?\d|[a-z]+)", text):
        noun = re.search(r"[a-z]+$", match[0])
        return noun is not None and _near_time(noun[0])
    # "Each side of the spine", "wait for the breath" are words, unless they contain a number, or a misspelling.
    if re.match(r"[a-z/]", text) and not re.match(r"x ?\d", text):
        near = difflib.get_close_matches(text, ("wait", "each side", "optional", "learn", "pause"), n=1, cutoff=0.75)
        return bool(near) or (re.search(r"\d", text) is not None and re.match(r"wait|pause|optional", text) is not None)
    return True


def _near_time(noun: str) -> bool:
    """Whether a noun is a unit of time, perhaps misspelt."""
    if noun in UNITS or re.fullmatch(
        f"{_OTHER_TIMES}|breaths?|reps?|repetitions?|repeats?|times|sets?|rounds?|x", noun
    ):
        return True
    if len(noun) < 4:
        return False
    known = ("second", "seconds", "minute", "minutes", "hour", "hours", "breath", "breaths", "repetitions", "times")
    return bool(difflib.get_close_matches(noun, known, n=1, cutoff=0.8))


def _understood(text: str) -> bool:
    try:
        return parse_bracket(text) != Bracket()
    except BadTime as error:
        return error.code not in ("time", "unit")
