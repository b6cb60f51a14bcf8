"""Bytes become text: UTF-8 and UTF-16 with or without a mark, and the old encodings of Windows and the Mac."""

from __future__ import annotations

import codecs
import unicodedata

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
"""The longer marks first: that of UTF-16 begins like that of UTF-32."""

_SINGLE = ("cp1252", "mac_roman")
_SAMPLE = 100_000


def decode(raw: bytes) -> str:
    """The text in `raw`, by its mark, by its zeros, as UTF-8, or as the old encoding that reads best."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(name, "replace")
    if (wide := _utf_16(raw)) is not None:
        return wide
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _old(raw)


def _utf_16(raw: bytes) -> str | None:
    """Text in UTF-16 without a mark: every other byte of a Western text is zero."""
    sample = raw[:_SAMPLE]
    half = len(sample) // 2
    if half < 2 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.6 and even < half * 0.1:
        return raw.decode("utf-16-le", "replace")
    if even > half * 0.6 and odd < half * 0.1:
        return raw.decode("utf-16-be", "replace")
    return None


def _old(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    scores = {name: _oddness(raw[:_SAMPLE].decode(name, "replace")) for name in _SINGLE}
    best = min(_SINGLE, key=lambda name: scores[name])
    high = sum(byte > 127 for byte in raw[:_SAMPLE])
    if scores[best] > high * 0.25 and (guess := from_bytes(raw[:_SAMPLE]).best()) is not None:
        return raw.decode(guess.encoding, "replace")
    if "\ufffd" in raw[:_SAMPLE].decode(best, "replace") and best == "cp1252":
        return raw.decode("cp1252", "replace") if raw.count(b"\x81") == 0 else raw.decode("latin-1")
    return raw.decode(best, "replace")


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
            odd += 1.0 if lonely or shouts or char not in _WESTERN else 0.0
        elif unicodedata.category(char) in ("Cc", "Cn", "Co") or char == "\ufffd":
            odd += 2.0
        else:
            odd += 0.8
    return odd


_WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒŠŽ"
