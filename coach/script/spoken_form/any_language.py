"""Rules for every language: web addresses and signs are not spoken, dots and dashes are pauses."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from coach.script.spoken_form.rewriting import RuleGroup, group, rewriting

if TYPE_CHECKING:
    import re

_KEPT = "%°+=€$£≥≤<>×±≈~→&/"
"""Signs that voices read as a word of their language."""
_TOP_LEVEL = "com|org|net|edu|gov|info|io|co|uk|de|fr|eu|ca|au|ch|nl|tv"
"""Top-level domains that are no English words: in `Lie down.At the hip` only a space is missing."""


@lru_cache(maxsize=1024)
def audible(char: str) -> bool:
    """Whether a character is spoken: letters, marks, numbers, spaces and punctuation, but no emoji, other symbols or
    controls."""
    return char in _KEPT or char.isspace() or unicodedata.category(char)[0] in "LMNPZ"


def _plain_number(match: re.Match[str]) -> str:
    """½ is 1/2, ③ is 3, Ⅳ is 4."""
    char = match[0]
    plain = unicodedata.normalize("NFKC", char).replace("\u2044", "/")
    if "/" in plain and plain.replace("/", "").isdecimal():
        return f" {plain}"
    value = unicodedata.numeric(char, None)
    if value is None:  # a letter in a circle
        return f" {plain} "
    return f" {value:.0f} " if value == int(value) else f" {value:g} "


def _pause(match: re.Match[str]) -> str:
    """The punctuation for a row of dots, depending on what follows: a new sentence, more of the same, or nothing."""
    before, after = match.string[: match.start()].rstrip()[-1:], match.string[match.end() :].lstrip()[:1]
    if not before or before in ".,;:!?([{-–—":
        return " "
    if not after.isalnum():
        return "" if after else "."
    return ". " if after.isupper() else ", "


ADDRESSES: RuleGroup = group(
    r"[@/:]|\.[a-z]|(?i:www)",
    rewriting("https://", r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.|\bmailto:)[^\s<>]*[^\s<>.,;:!?)\]'\"]", "", anycase=True),
    rewriting("me@example.org", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", ""),
    rewriting("example.io/x", r"(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s<>]*[\w/]", ""),
    rewriting("example.org", rf"(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:{_TOP_LEVEL})(?!\.?[\w-])/?", ""),
)
RARE_NUMBERS: RuleGroup = group(
    r"[^\x00-\x7f]",
    rewriting("½, ③, Ⅳ", "[¼-¾⅐-ↈ↉①-⓿❶-➓㉈-㊿]", _plain_number),
    rewriting("pain¹", r"(?<=[^\W\d_])[¹²³⁰-⁹₀-₉]+", ""),
    rewriting("−", r"[−﹣－](?=\s*\d)", "-"),
)
DOTS: RuleGroup = group(
    r"…|\.\s?\.",
    rewriting("...", r"\s*(?:…\.*|\.(?:\s?\.)+)\s*", _pause),
)

TIDYING: RuleGroup = group(
    "",
    rewriting("marks of markup", r"[*_\\|^`•·\[\]{}]+", " "),
    rewriting("empty brackets", r"\(\s*\)|<\s*>", ""),
    rewriting("dash between words", r"\s[–—]\s|\s--?\s|—|(?<=\w)--(?=\w)", ", "),
    rewriting("marks in a row", r"([!?])[!?]+", r"\1"),
    rewriting("spaces", r"\s+", " "),
    rewriting("space before a mark", r"\s+([,.;:!?])", r"\1"),
    rewriting("full stops in a row", r"\.(?:\s*\.)+", "."),
    rewriting("commas in a row", r"(?:,\s*)+(?=[,.;:!?])|^[\s,]+", ""),
)
