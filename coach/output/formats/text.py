"""Text cleaned for tags and captions."""

from __future__ import annotations

import unicodedata

_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"))


def clean(text: str) -> str:
    """`text` without broken or control characters, its lines ended by a line feed.

    A zero would end the text in most tags; broken characters come from file names that are not valid text; a byte
    order mark would be read as one. Right-to-left text and emoji stay as they are.
    """
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\ufeff", "")
    lines = whole.replace("\r\n", "\n").translate(_BREAKS)
    kept = (" " if letter != "\n" and unicodedata.category(letter) == "Cc" else letter for letter in lines)
    return "".join(kept).strip()


def line(text: str) -> str:
    """`text` cleaned, on one line."""
    return clean(text).replace("\n", " ")


def shortened(text: str, most: int) -> str:
    """`text` cut to at most `most` bytes of UTF-8, between characters."""
    return text.encode("utf-8")[:most].decode("utf-8", "ignore")
