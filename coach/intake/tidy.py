"""Making text plain: spaces, invisible characters, pictures."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\uffff\ufffd\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_KEPT_SYMBOLS = "°©®™№℃℉"
_WORD = re.compile(r"[^\W\d_]+")


def tidy(text: str) -> str:
    """`text` with `\\n` line ends, and without invisible characters."""
    return _CONTROLS.sub("", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


def squeeze(text: str) -> str:
    """`text` on one line, single spaces."""
    return " ".join(text.split())


def without_pictures(text: str) -> str:
    """`text` without emoji and other signs that cannot be said."""
    if text.isascii():
        return text
    kept = (
        char for char in text if char in _KEPT_SYMBOLS or unicodedata.category(char) not in ("So", "Sk", "Co", "Cn")
    )
    return squeeze("".join(kept).replace("\ufe0f", ""))


def words_in(text: str) -> list[str]:
    """The words of `text`: runs of letters, small."""
    return _WORD.findall(text.casefold())
