"""Making a line speakable by the rules of its language, in order."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from coach.script.spoken_form.abbreviations import ABBREVIATIONS, ROMAN_NUMBERS
from coach.script.spoken_form.any_language import ADDRESSES, DOTS, RARE_NUMBERS, TIDYING, audible
from coach.script.spoken_form.capitals import CAPITALS
from coach.script.spoken_form.counts import COUNTS
from coach.script.spoken_form.fractions import FRACTIONS
from coach.script.spoken_form.measures import MARKS, PER, UNITS
from coach.script.spoken_form.signs import COMPARISONS, SIGNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.script.spoken_form.rewriting import RuleGroup

ANY_LANGUAGE: tuple[RuleGroup, ...] = (
    ADDRESSES,  # https://example.org
    RARE_NUMBERS,  # ½, ③, Ⅳ
    DOTS,  # ...
)
"""The first rules for every language, in order: later ones see the results of earlier ones."""
ENGLISH: tuple[RuleGroup, ...] = (
    ABBREVIATIONS,  # w/o, i.e., finger(s)
    ROMAN_NUMBERS,  # Warrior II
    CAPITALS,  # LET IT SOFTEN
    MARKS,  # 1'30", 6" ball
    COMPARISONS,  # <3, >= 5
    COUNTS,  # 3 sets x 10, 90-90, 4-2-6, 5-8, C5-C6, 1:30, 1:2
    FRACTIONS,  # 1-1/2, 3/8, 7/10
    UNITS,  # 30s, 5 lb, 45°
    PER,  # litres/day, 30 seconds/side
    SIGNS,  # &, +, left/right
)
"""The rules for English, in order."""


def speakable(text: str, say: Mapping[str, str] | None = None, language: str = "en") -> str:
    """`text` as a person would say it; empty if nothing in it can be spoken.

    `say` maps words to the writer's own spelling for speech. `language` is BCP 47; the rules for numbers, units and
    abbreviations are English, so in other languages these are left to the voice.
    """
    return _speakable(text, tuple(say.items()) if say else (), is_english(language))


@lru_cache(maxsize=64)
def is_english(language: str) -> bool:
    """Whether a language (BCP 47, or as a person writes it) is English."""
    return re.split(r"[-_]", language.strip().lower())[0] in ("", "en", "eng", "english")


@lru_cache(maxsize=4096)
def _speakable(text: str, say: tuple[tuple[str, str], ...], english: bool) -> str:
    for each in ANY_LANGUAGE:
        text = each.apply(text)
    text = _said_as_asked(text, dict(say))
    for each in ENGLISH if english else ():
        text = each.apply(text)
    if not all(map(audible, set(text))):
        text = "".join(filter(audible, text))
    text = TIDYING.apply(text).strip()
    return text if any(char.isalnum() for char in text) else ""


def _said_as_asked(text: str, say: Mapping[str, str]) -> str:
    """`text` with the writer's replacements: whole words, case-sensitive only for words in capitals."""
    if not say:
        return text
    anycase = {word.lower(): spoken for word, spoken in say.items() if not word.isupper()}
    longest_first = sorted(say, key=len, reverse=True)
    words = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    return words.sub(lambda match: say.get(match[0]) or anycase.get(match[0].lower()) or match[0], text)
