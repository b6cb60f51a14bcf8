"""Cleaning text for a desktop, a calendar or a voice."""

from __future__ import annotations

import html
import re
import unicodedata

_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that override the writing direction. Right-to-left text does not need them."""

_NO_TEXT = {"Cc", "Cs", "Zl", "Zp"}
"""Control characters, surrogates, and line separators. Joiners stay: emoji and some scripts need them."""

_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
_ENTITY = re.compile(r"&#?\w+;")


def one_line(text: str) -> str:
    """The text on one line, without control characters; white space in a row becomes one space."""
    kept = (" " if unicodedata.category(letter) in _NO_TEXT else letter for letter in text if letter not in _TURNS)
    return " ".join("".join(kept).split())


def without_markup(text: str) -> str:
    """The text on one line without anything that a notification could read as markup.

    Tags are removed, entities are decoded, and a single angle bracket is replaced by a similar character.
    """
    seen = None
    while text != seen:
        seen = text
        text = one_line(_TAG.sub("", _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)))
    # Any remaining `&name;` is no entity, so it is shown as it is.
    return text.replace("<", "‹").replace(">", "›")
