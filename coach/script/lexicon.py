"""Words as written, made speakable: units, ranges, fractions, abbreviations, anatomy."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from coach.script.anatomy import RESPELLED, SPELLED_OUT

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNITS = {
    "s": "second", "sec": "second", "secs": "second",
    "min": "minute", "mins": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour",
    "cm": "centimetre", "mm": "millimetre", "kg": "kilogram", "ml": "millilitre",
    "°": "degree", "%": "percent",
}  # fmt: skip
_FRACTIONS = {"1/2": "half", "1/3": "one third", "2/3": "two thirds", "1/4": "a quarter", "3/4": "three quarters"}
_VULGAR = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
_SIGNS = {
    "&": " and ", "+": " plus ", "=": " equals ", "/": " or ", "→": " to ", "~": " about ",
    "≥": " at least ", "≤": " at most ",
}  # fmt: skip

_NUMBER = r"\d+(?:\.\d+)?"
_UNIT_WORD = "|".join(sorted((re.escape(unit) for unit in _UNITS), key=len, reverse=True))

_PLURALS = {f"{word}s": f"{spoken}s" for word, spoken in RESPELLED.items()}
_INITIALS = SPELLED_OUT | {f"{word}s": f"{spoken}'s" for word, spoken in SPELLED_OUT.items()}

# Verbs that the voices take for a noun or an adjective: close your eyes, use oil. The close sounds like the verb.
_VERBS = {"bow": "bough", "close": "cloze", "separate": "seppa-rate", "use": "yooz"}
_OBJECT = r"(?=\s(?:both|her|his|its?|my|that|the|their|them|these|this|those|your)\b)"
_VERB = re.compile(
    rf"\b(?:{'|'.join(_VERBS)}){_OBJECT}"
    r"|(?<!\bany )(?<!\bfor )(?<!\bin )(?<!\bits )(?<!\bno )(?<!\bof )(?<!\bthe )\buse\b(?! of)"
    r"|^close(?=\W*$)|(?<=\bthe )close(?=\W*$|[.,:;])|(?<=\beyes )close\b",
    re.IGNORECASE,
)


def speakable(text: str, say: Mapping[str, str] | None = None) -> str:
    """`text` as it should be handed to a voice; empty where nothing in it can be said.

    `say` maps further words to how they should be written to sound right; it wins over the built-in words.
    """
    return _speakable(text, tuple((say or {}).items()))


@lru_cache(maxsize=4096)
def _speakable(text: str, say: tuple[tuple[str, str], ...]) -> str:
    for sign, plain in _VULGAR.items():
        text = text.replace(sign, f" {plain}")
    text = _say_words(text, dict(say)).replace("°C", "° Celsius")
    text = _VERB.sub(lambda match: _VERBS.get(match[0].lower(), match[0]), text)
    text = re.sub(rf"\b({_NUMBER})\s*[x×]\s*(?={_NUMBER})", r"\1 times ", text)
    text = re.sub(rf"\b({_NUMBER})\s*[x×](?!\w)", r"\1 times", text)
    text = re.sub(rf"(?<![\w.])[x×]\s*({_NUMBER})\b", r"\1 times", text)
    # Three numbers are no range: 4-2-6 is the pattern of a breath.
    text = re.sub(r"(?<![\w-])\d+(?:[-–]\d+){2,}(?![\w-])", lambda match: re.sub("[-–]", ", ", match[0]), text)
    text = re.sub(rf"(?<=\d)\s*[-–—]\s*(?={_NUMBER})", " to ", text)
    text = re.sub(rf"(?<=\d)\s*({_UNIT_WORD})\s*[-–—]\s*(?={_NUMBER})", r" \1 to ", text)
    text = re.sub(r"(?<![\d:])(\d+):([0-5]\d)(?![\d:])", _minutes, text)
    text = re.sub(rf"(?<![\d/.])(?:(\d+)\s+)?(\d+)\s*/\s*(\d+)(?![\d/])(?:\s*({_UNIT_WORD})(?!\w))?", _fraction, text)
    text = re.sub(rf"({_NUMBER})(-|\s*)({_UNIT_WORD})(?!\w)", _unit, text)
    text = re.sub(r"\s[–—]\s|\s-\s|—", ", ", text)
    text = "".join(_SIGNS.get(char, char) for char in text if _audible(char))
    text = re.sub(r"\s+([,.;:!?])", r"\1", re.sub(r"\s+", " ", text)).strip()
    return text if any(char.isalnum() for char in text) else ""


def _say_words(text: str, say: Mapping[str, str]) -> str:
    initials = {**_INITIALS, **say}
    anycase = {**_PLURALS, **RESPELLED, **{word.lower(): spoken for word, spoken in say.items() if not word.isupper()}}

    def spoken(match: re.Match[str]) -> str:
        return initials.get(match[0]) or anycase.get(match[0].lower()) or match[0]

    return _pattern((*initials, *anycase)).sub(spoken, text)


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _minutes(match: re.Match[str]) -> str:
    minutes, seconds = int(match[1]), int(match[2])
    parts = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in
             ((minutes, "minute"), (seconds, "second")) if count]  # fmt: skip
    return " ".join(parts)


def _fraction(match: re.Match[str]) -> str:
    """Half, half a minute, 2 and a half minutes; what is no common fraction is a score or a blood pressure."""
    whole, top, bottom, unit = match.groups()
    part = _FRACTIONS.get(f"{top}/{bottom}")
    if part is None:
        return " ".join(filter(None, (whole, top, "out of" if bottom == "10" else "over", bottom, unit)))
    if whole:
        number = f"{whole} and {part.replace('half', 'a half')}"
        return _count(number, unit) if unit else number
    if unit:
        return f"{part}{'' if part == 'half' else ' of'} {'an' if _UNITS[unit] == 'hour' else 'a'} {_UNITS[unit]}"
    return part


def _unit(match: re.Match[str]) -> str:
    number, joint, unit = match.groups()
    return f"{number} {_UNITS[unit]}" if joint == "-" else _count(number, unit)


def _count(number: str, unit: str) -> str:
    return f"{number} {_UNITS[unit]}{'' if number == '1' or unit == '%' else 's'}"


def _audible(char: str) -> bool:
    """Letters, marks, numbers, spaces and punctuation; not emoji, symbols we have no word for, or controls."""
    return char in _SIGNS or char.isspace() or unicodedata.category(char)[0] in "LMNPZ"
