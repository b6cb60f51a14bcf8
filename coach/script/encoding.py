"""The bytes of a script as text: any common encoding is decoded, and control characters are removed."""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import suppress

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
"""Encodings by their byte order mark."""

_OLD = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}
_ODD = 0.25
"""The most oddness a character beyond ASCII in a text that was read aright."""
_LETTERS = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒŠŽ"
"""Letters beyond ASCII of languages written in these."""
_WESTERN = 0.3
"""The most letters beyond ASCII, of all letters, in a language that is written in these."""
_SAMPLE = 100_000
"""Bytes by which an encoding is judged."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Control characters that are rare in text."""
_UNSPOKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Control characters, which are not spoken, and could do anything in a terminal."""
_UPPER_CONTROLS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""Those beyond ASCII: mostly Windows-1252 that was read as Latin-1, whose \\x92 is an apostrophe."""


def decode(raw: bytes) -> tuple[str, str | None]:
    """The text in `raw`, and the encoding if it was guessed (None: it is certain).

    Raises ValueError with a sentence if it is not text.
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


def clean_text(text: str) -> str:
    """The text without a byte order mark and control characters, its lines ended by line feeds."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _UNSPOKEN.sub("", text).translate(_UPPER_CONTROLS)


def _text(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError("this is not text, or it was damaged: save it again as UTF-8") from error
    return _checked(text)


def _guess(raw: bytes) -> tuple[str, str]:
    """The text by the old encoding that reads best: of Windows, of the Mac, else as a library judges it."""
    sample = raw[:_SAMPLE]
    oddness = {encoding: _oddness(sample.decode(encoding, "replace")) for encoding in _OLD}
    best = min(oddness, key=oddness.__getitem__)
    letters = [char for char in sample.decode(best, "replace") if char.isalpha()]
    western = sum(char > "\x7f" for char in letters) <= _WESTERN * len(letters)
    if western and oddness[best] <= _ODD * sum(byte > 127 for byte in sample):
        with suppress(UnicodeDecodeError):
            return _checked(raw.decode(best)), _OLD[best]

    from charset_normalizer import from_bytes

    found = from_bytes(sample).best()
    if found is None:
        raise ValueError("this is not text, so it is not a script")
    return _checked(raw.decode(found.encoding, "replace")), found.encoding.replace("_", "-")


def _checked(text: str) -> str:
    if len(_CONTROLS.findall(text)) > 0.01 * len(text):
        raise ValueError("this is not text, so it is not a script")
    return text


def _oddness(text: str) -> float:
    """How little the letters beyond ASCII look like a Western text."""
    odd = 0.0
    for index, char in enumerate(text):
        if char.isascii():
            continue
        before, after = text[index - 1 : index], text[index + 1 : index + 2]
        if char in "’‘“”–—…•°½¼¾«»·×é\u00a0":
            fits = not (before.isalpha() and after.isalpha()) or char in "’é–—"
            odd += 0.0 if fits else 1.0
        elif char.isalpha():
            lonely = not before.isalpha() and not after.isalpha()
            shouts = char.isupper() and before.islower()
            odd += 1.0 if lonely or shouts or char not in _LETTERS else 0.0
        elif unicodedata.category(char) in ("Cc", "Cn", "Co") or char == "\ufffd":
            odd += 2.0
        else:
            odd += 0.8
    return odd
