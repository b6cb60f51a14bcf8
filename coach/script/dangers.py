"""Labels of dangerous things: "Never use on:", "Red flags"."""

from __future__ import annotations

import re

_BEGINS = re.compile(
    r"^\W*(?:please |always |important:? )*(?:never|avoid|do not|don['’]?t|do n['’]t"
    r"|not (?:for|on|if|when|suitable|recommended)|warnings?|cautions?|precautions?|dangers?|stop (?:if|when)"
    r"|skip (?:if|when)|unsafe|beware|no (?:pressure|massage))\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\b(?:mistakes?|contra-?indicat(?:ed|ions?)|red flags?|to avoid|not to do|who should not|when not to"
    r"|warning signs?|side effects|safety (?:notes?|first|information))\b",
    re.IGNORECASE,
)
_LONGEST = 12
"""The most words in a label; a longer text is a paragraph."""


def danger_label(text: str) -> bool:
    """Whether a heading, or the words before a list, say that the following things are dangerous."""
    words = text.strip()
    if not words or len(words.split()) > _LONGEST:
        return False
    return bool(_BEGINS.match(words) or _HOLDS.search(words))


def is_label(text: str) -> bool:
    """Whether a paragraph is a label for what follows it."""
    return text.rstrip().endswith((":", "：")) or len(text.split()) <= 6
