"""Lengths of time as people write them: `20s`, `1:30`, `1m30s`, `½ min`, `1 h 5 min`."""

from __future__ import annotations

import re

from coach.units import HOUR, MINUTE, SECOND

LONGEST = 24 * HOUR
"""The longest allowed script, and step."""

UNITS = {"s": SECOND, "sec": SECOND, "secs": SECOND, "second": SECOND, "seconds": SECOND}
UNITS |= {"m": MINUTE, "min": MINUTE, "mins": MINUTE, "minute": MINUTE, "minutes": MINUTE}
UNITS |= {"h": HOUR, "hr": HOUR, "hrs": HOUR, "hour": HOUR, "hours": HOUR}
"""All spellings of a unit, in milliseconds."""

NUMBER = r"(?:\d+ ?[½¼¾]|[½¼¾]|\d+ \d/\d|\d/\d(?![\d/])|\d+\.\d+|\.\d+|\d+)"
"""A regex for a number: `2`, `1.5`, `½`, `1½`, `1 1/2`."""

_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_HOURS, _MINUTES, _SECONDS = (
    rf"{NUMBER} ?-? ?(?:{unit})(?![a-z])\.?" for unit in ("hours?|hrs?|h", "minutes?|mins?|m", "seconds?|secs?|s")
)
_COLON = r"\d+:[0-5]\d(?::[0-5]\d)?(?: ?(?:hours?|hrs?|h|minutes?|mins?|m)(?![a-z])\.?)?"
_QUOTES = r"\d+ ?(?:\"|″|''|′′)|\d+ ?['′] ?(?:\d+ ?(?:\"|″|''|′′))?"
_AND = r" ?(?:and )?"
LENGTH = (
    rf"(?:{_COLON}|{_QUOTES}|{_HOURS}(?:{_AND}{_MINUTES})?(?:{_AND}{_SECONDS})?"
    rf"|{_MINUTES}(?:{_AND}{_SECONDS})?|{_SECONDS})"
)
"""A regex for a length, in text from `plain`."""

_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_DECIMAL_COMMA = re.compile(rf"(?<![\dx×.,])(\d+),(\d)(?= ?(?:{_UNIT})\b)")


_PLAIN = str.maketrans("×’”“‐‑‒–—−", 'x\'""------')


def plain(text: str) -> str:
    """Text normalised for finding times: lower case, single spaces, one kind of dash, decimal points."""
    text = " ".join(text.lower().translate(_PLAIN).split())
    return _DECIMAL_COMMA.sub(r"\1.\2", text) if "," in text else text


def parse_length(text: str) -> int | None:
    """A length such as `20s`, `1:30`, `1m30s`, `½ min` or `1 h 5 min` in milliseconds; None for anything else."""
    text = plain(text)
    if not re.fullmatch(LENGTH, text) or re.search(r"\d{10}", text):
        return None
    if match := re.match(r"(\d+):(\d\d)(?::(\d\d))?", text):
        first, second, third = (int(group or 0) for group in match.groups())
        if match[3] or re.search(r"h", text):
            return first * HOUR + second * MINUTE + third * SECOND
        return first * MINUTE + second * SECOND
    if match := re.fullmatch(r"(\d+) ?['′] ?(?:(\d+) ?(?:\"|″|''|′′))?", text):
        return int(match[1]) * MINUTE + int(match[2] or 0) * SECOND
    if match := re.fullmatch(r"(\d+) ?(?:\"|″|''|′′)", text):
        return int(match[1]) * SECOND
    pieces = re.findall(rf"({NUMBER}) ?-? ?({_UNIT})(?![a-z])", text)
    return round(sum(number(amount) * UNITS[unit] for amount, unit in pieces))


def length_or_minutes(text: str) -> int | None:
    """As `parse_length`, for text where a bare number can only be meant as minutes: `45`, `1.5`."""
    return parse_length(f"{text} min" if re.fullmatch(r"\s*\d*\.?\d+\s*", text) else text)


def number(text: str) -> float:
    """The value of a match of `NUMBER`."""
    text = text.strip()
    if text[-1] in _VULGAR:
        return float(text[:-1].strip() or 0) + _VULGAR[text[-1]]
    if "/" in text:
        whole, _, part = text.rpartition(" ")
        top, bottom = part.split("/")
        return float(whole or 0) + (float(top) / float(bottom) if float(bottom) else 0.0)
    return float(text)


def short_length(ms: int) -> str:
    """A length as scripts write it: `20s`, `2 min`, `1:30`, `1:00:05`."""
    seconds = ms / SECOND
    if ms % SECOND or seconds < 60:
        return f"{seconds:g}s"
    if ms < HOUR:
        return f"{ms // MINUTE} min" if ms % MINUTE == 0 else f"{ms // MINUTE}:{ms % MINUTE // SECOND:02}"
    return f"{ms // HOUR}:{ms % HOUR // MINUTE:02}:{ms % MINUTE // SECOND:02}"


def short_range(low: int, high: int) -> str:
    """Bounds as scripts write them: `30-90s`, `1-2 min`, `45s-2:30`."""
    if low % MINUTE == 0 and high % MINUTE == 0 and high < HOUR:
        return f"{low // MINUTE}-{high // MINUTE} min"
    if high <= 2 * MINUTE:
        return f"{low / SECOND:g}-{high / SECOND:g}s"
    return f"{short_length(low)}-{short_length(high)}"
