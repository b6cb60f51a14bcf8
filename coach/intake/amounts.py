"""Numbers as people write them: digits, words, fractions."""

from __future__ import annotations

_UP_TO_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_WORDS = {word: value for value, word in enumerate(_UP_TO_TWENTY.split())}
_WORDS |= {"thirty": 30, "forty": 40, "fourty": 40, "forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90}
_WORDS |= {"twenty-five": 25, "thirty-five": 35, "a": 1, "an": 1, "a few": 3, "several": 3, "a couple of": 2}
_WORDS |= {"couple of": 2, "few": 3}
_HALVES = {"half a": 0.5, "half": 0.5, "½": 0.5, "a quarter of a": 0.25, "¼": 0.25, "¾": 0.75, "1/2": 0.5}

COUNT = (
    r"(?:\d{1,4}(?:[.,]\d{1,2})?|"
    + "|".join(sorted((word for word in _WORDS if word not in ("a", "an", "zero")), key=len, reverse=True))
    + r")"
)
"""A regex for a number that counts: `12`, `2.5`, `three`, `a few`."""
START = r"(?<![\w.,:/$€£-])"
"""A regex for where a number begins."""
COUNTS = rf"{START}(?P<low>{COUNT})(?:\s*(?:-|to|or|–)\s*(?P<high>{COUNT}))?"
"""A regex for a number that counts, or for two as the least and the most: `5`, `5 to 8`."""

AMOUNT = (
    rf"(?:\d{{0,3}}\s?[½¼¾]|\d+\s+1/2|1/2|half an?|a quarter of an?|(?:one|an?) and a half|{COUNT}(?: and a half)?|an?)"
)
"""A regex for a number that measures: also `half a`, `1½`, `one and a half`, `a`."""


def number(text: str) -> float | None:
    """The number that `text` is, such as `2,5`, `1½`, `two`, `one and a half`; None: it is none."""
    text = " ".join(text.lower().replace(",", ".").split())
    if text.endswith(" and a half"):
        whole = number(text.removesuffix(" and a half"))
        return None if whole is None else whole + 0.5
    for sign, value in _HALVES.items():
        if text in (sign, f"{sign}n"):
            return value
        if sign in "½¼¾" and text.endswith(sign):
            whole = number(text[:-1])
            return None if whole is None else whole + value
    if text.endswith(" 1/2"):
        whole = number(text[:-4])
        return None if whole is None else whole + 0.5
    if text in _WORDS:
        return float(_WORDS[text])
    try:
        return float(text)
    except ValueError:
        return None


def whole_number(text: str, most: int) -> int | None:
    """The number that `text` is, rounded down; None: it is none, or not one from 1 to `most`."""
    value = number(text)
    return int(value) if value is not None and 1 <= value <= most else None
