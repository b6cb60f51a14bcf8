"""Words as written, made speakable: units, ranges, fractions, abbreviations, anatomy."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Respelled for an English voice reading by eSpeak NG's rules, which both packaged voices do. Only what
# came out wrong is here: piriformis, sacrum, ilium, psoas and child's pose are right as they stand.
ANATOMY = {
    "ASIS": "A S I S",
    "effleurage": "eff-luh-rahzh",
    "fasciae": "fashee-ee",
    "gluteal": "glootial",
    "gluteus": "glootius",
    "iliopsoas": "ilio so-ass",
    "IT": "I T",
    "ITB": "I T B",
    "latae": "lay-tee",
    "QL": "Q L",
    "sciatic": "sigh-attic",
    "sciatica": "sigh-attica",
    "SI": "S I",
    "TFL": "T F L",
}

_UNITS = {
    "s": "second", "sec": "second", "secs": "second",
    "min": "minute", "mins": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour",
    "cm": "centimetre", "mm": "millimetre", "kg": "kilogram", "ml": "millilitre",
    "°": "degree", "%": "percent",
}  # fmt: skip
_FRACTIONS = {"1/2": "half", "1/3": "one third", "2/3": "two thirds", "1/4": "a quarter", "3/4": "three quarters"}
_VULGAR = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
_SIGNS = {"&": " and ", "+": " plus ", "=": " equals ", "/": " or ", "→": " to ", "~": " about "}

_NUMBER = r"\d+(?:\.\d+)?"
_UNIT_WORD = "|".join(sorted((re.escape(unit) for unit in _UNITS), key=len, reverse=True))


def speakable(text: str, say: Mapping[str, str] | None = None) -> str:
    """`text` as it should be handed to a voice; empty where nothing in it can be said.

    `say` maps further words to how they should be written to sound right; it wins over the built-in words.
    """
    for sign, plain in _VULGAR.items():
        text = re.sub(rf"(?<=\d){sign}", f" and {_FRACTIONS[plain].replace('half', 'a half')}", text)
        text = text.replace(sign, plain)
    text = _say_words(text, say or {})
    text = re.sub(rf"\b({_NUMBER})\s*[x×]\s*(?={_NUMBER})", r"\1 times ", text)
    text = re.sub(rf"(?<![\w.])[x×]\s*({_NUMBER})\b", r"\1 times", text)
    text = re.sub(r"(?<![\d:])(\d+):([0-5]\d)(?![\d:])", _minutes, text)
    text = re.sub(rf"(?<=\d)\s*[-–—]\s*(?={_NUMBER})", " to ", text)
    text = re.sub(rf"(?<=\d)\s*({_UNIT_WORD})\s*[-–—]\s*(?={_NUMBER})", r" \1 to ", text)
    text = re.sub(r"(?<![\d/])(\d+)\s*/\s*(\d+)(?![\d/])", _fraction, text)
    text = re.sub(rf"({_NUMBER})\s*({_UNIT_WORD})(?![\w])", _unit, text)
    text = re.sub(r"\s[–—]\s|\s-\s|—", ", ", text)
    text = "".join(_SIGNS.get(char, char) for char in text if _audible(char))
    text = re.sub(r"\s+([,.;:!?])", r"\1", re.sub(r"\s+", " ", text)).strip()
    return text if any(char.isalnum() for char in text) else ""


def _say_words(text: str, say: Mapping[str, str]) -> str:
    words = {**ANATOMY, **say}
    anycase = {word.lower(): spoken for word, spoken in words.items() if not word.isupper()}

    def spoken(match: re.Match[str]) -> str:
        # Capitals carry meaning in an abbreviation ("the IT band" is not "it"), nowhere else.
        return words.get(match[0]) or anycase.get(match[0].lower()) or match[0]

    return _pattern(tuple(words)).sub(spoken, text)


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
    return _FRACTIONS.get(f"{match[1]}/{match[2]}", f"{match[1]} over {match[2]}")


def _unit(match: re.Match[str]) -> str:
    word = _UNITS[match[2]]
    return f"{match[1]} {word}{'' if match[1] == '1' or word == 'percent' else 's'}"


def _audible(char: str) -> bool:
    """Letters, marks, numbers, spaces and punctuation; not emoji, symbols we have no word for, or controls."""
    return char in _SIGNS or char.isspace() or unicodedata.category(char)[0] in "LMNPZ"
