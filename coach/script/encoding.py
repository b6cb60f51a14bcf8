"""Bytes become text, in whatever encoding a program saved them."""

from __future__ import annotations

import codecs
import re
import unicodedata

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
"""What the first bytes of a file say about it."""

_WESTERN = 0.3
"""The most letters beyond ASCII, of all letters, in a language that is written in Windows-1252."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(raw: bytes) -> tuple[str, str | None]:
    """The text in `raw`, and the encoding where it had to be guessed (None: it is certain).

    Raises ValueError with a sentence where it is no text.
    """
    for mark, encoding in _MARKED:
        if raw.startswith(mark):
            return _text(raw, encoding), None
    if b"\x00" in raw:
        for encoding, zeros, others in (("utf-16-le", raw[1::2], raw[::2]), ("utf-16-be", raw[::2], raw[1::2])):
            if zeros.count(0) > 0.6 * len(zeros) and others.count(0) == 0:
                return _text(raw, encoding), encoding.upper()
        raise ValueError("this is not text, so it is not a script")
    try:
        return raw.decode("utf-8"), None
    except UnicodeDecodeError:
        return _guess(raw)


def _text(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError("this is not text, or it was damaged: save it again as UTF-8") from error
    return _checked(text)


def _guess(raw: bytes) -> tuple[str, str]:
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    letters = [char for char in text if char.isalpha()]
    foreign = sum(char > "\x7f" for char in letters)
    strange = any(unicodedata.category(char) == "Cc" and char not in "\t\n\r\f\v\x1b" for char in text)
    if text and not strange and foreign <= _WESTERN * len(letters):
        return text, "Windows-1252"

    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    if best is None:
        raise ValueError("this is not text, so it is not a script")
    return _checked(str(best)), best.encoding.replace("_", "-")


def _checked(text: str) -> str:
    if len(_CONTROLS.findall(text)) > 0.01 * len(text):
        raise ValueError("this is not text, so it is not a script")
    return text
