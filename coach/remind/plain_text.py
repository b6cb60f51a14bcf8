"""Text made plain, before it is handed to a desktop, a calendar or a voice."""

from __future__ import annotations

import html
import re
import unicodedata

_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""What turns the direction of writing by force. Right-to-left letters turn it by themselves and need none of these."""

_NO_TEXT = {"Cc", "Cs", "Zl", "Zp"}
"""Controls, halves of a pair, and separators of lines. Joiners stay: emoji and some scripts need them."""

_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
_ENTITY = re.compile(r"&#?\w+;")


def one_line(text: str) -> str:
    """The text on one line, without control characters; white space in a row becomes one space."""
    kept = (" " if unicodedata.category(letter) in _NO_TEXT else letter for letter in text if letter not in _TURNS)
    return " ".join("".join(kept).split())


def without_markup(text: str) -> str:
    """The text on one line with nothing in it that a notification could take for markup.

    Tags go, entities become the letters they stand for, and a lone angle bracket becomes one that looks like it.
    """
    seen = None
    while text != seen:
        seen = text
        text = one_line(_TAG.sub("", _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)))
    # What is left of the form `&name;` means nothing, so it is shown as it is.
    return text.replace("<", "‹").replace(">", "›")
