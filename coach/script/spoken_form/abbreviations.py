"""Abbreviations: i.e., w/o, finger(s), Warrior II."""

from __future__ import annotations

import re

from coach.script.spoken_form.rewriting import RuleGroup, group, rewriting

_WORDS = {
    "approx.": "approximately", "b/c": "because", "b/w": "between", "ca.": "about", "cf.": "compare",
    "e.g.": "for example", "eg.": "for example", "esp.": "especially", "etc.": "et cetera", "excl.": "excluding",
    "i.e.": "that is", "ie.": "that is", "incl.": "including", "max.": "maximum", "resp.": "respectively",
    "temp.": "temperature", "vs": "versus", "vs.": "versus", "w/o": "without",
}  # fmt: skip
_SENTENCE_MAY_END = ("etc.", "max.", "temp.")
"""Abbreviations that can end a sentence, with their dot as the full stop."""

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NUMBERED = (
    "act|chapter|class|degree|form|grade|group|lesson|level|mark|nerve|nerves|option|part|phase|position|pose|program|"
    "round|scene|section|series|session|stage|step|type|variation|version|volume|warrior|week|virabhadrasana"
)
"""Words that are followed by Roman numerals."""
_AFTER_ONE = r"(?=\s*(?:$|[.,:;)–—-]|and\b|or\b|[A-Z]))"
"""What follows if the I in `Part I` is a number: in `for this part I use oil` it is a pronoun."""

_BODY = (
    "ankle|arm|buttock|calf|ear|elbow|foot|forearm|glute|hamstring|hand|heel|hip|knee|leg|neck|shoulder|side|thigh|"
    "wrist"
)
_SIDES = {"L": "left", "R": "right"}


def _long_form(match: re.Match[str]) -> str:
    short = match[0].lower()
    spoken = _WORDS.get(short) or _WORDS[short.rstrip(".")]
    if match[0][0].isupper():
        spoken = spoken[0].upper() + spoken[1:]
    rest = match.string[match.end() :].lstrip()
    ends = short in _SENTENCE_MAY_END and (not rest or rest[0].isupper())
    return f"{spoken}." if ends else spoken


def _roman(match: re.Match[str]) -> str:
    return f"{match[1]} {_ROMAN.index(match[2].lower()) + 1}"


def _sides(match: re.Match[str]) -> str:
    return " or ".join(_SIDES[letter] for letter in match.groups())


_SHORT = "|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True))
_LONG_ROMAN = "II|III|VI|VII|VIII|IX|XI|XII"

ABBREVIATIONS: RuleGroup = group(
    "",
    rewriting("i.e., vs.", rf"(?<![\w.])(?:{_SHORT})(?!\w)", _long_form, anycase=True),
    rewriting("w/", r"(?<![\w./])w/\s*(?=\w)", "with ", anycase=True),
    rewriting("finger(s)", r"(?<=[^\W\d_])\((e?s)\)", r"\1"),
    rewriting("and/or", r"\band/or\b", "and or", anycase=True),
    rewriting("L/R", r"\b([LR])/([LR])\b", _sides),
    rewriting("L hip", rf"\b([LR])\.?(?=\s(?:{_BODY})s?\b)", _sides),
    rewriting("No. 3", r"\bNo\.\s?(?=\d)|#\s?(?=\d)", "number "),
    rewriting("#tag", r"#(?=\w)", ""),
)
ROMAN_NUMBERS: RuleGroup = group(
    r"\s(?i:[ivx]+)\b",
    rewriting("stage iv", rf"\b({_NUMBERED})\s+({_LONG_ROMAN}|IV)\b(?!['’])", _roman, anycase=True),
    rewriting("nerve V", rf"\b((?i:{_NUMBERED}))\s+([VX])\b(?!['’])", _roman),
    rewriting("Warrior I", r"\b((?i:warrior|virabhadrasana))\s+(I)\b(?!['’])", _roman),
    rewriting("Part I", rf"\b(?=[A-Z])((?i:{_NUMBERED}))\s+(I)\b{_AFTER_ONE}", _roman),
    rewriting("Cobra II", rf"\b([A-Z]\w+)\s+({_LONG_ROMAN})\b", _roman),
)
