"""Breath patterns: "inhale for 4, hold for 7, exhale for 8" is 4-7-8."""

from __future__ import annotations

import re

from coach.intake.amounts import COUNT, number
from coach.intake.pauses import PAUSE_MARK
from coach.intake.wording_rule import plain
from coach.script.front_matter import parse_breath

_PHASE = re.compile(
    rf"\b(?P<phase>inhal\w*|breath\w* (?:\w+ ){{0,2}}?in\b|exhal\w*|breath\w* (?:\w+ ){{0,2}}?out\b|(?:in"
    rf"|out)(?=\s*(?:[:-]|for\b|through\b|\d))|hold\w*|pause\w*|retain\w*|rest\b"
    rf"|empty)(?P<between>(?:(?!\b(?:inhal|exhal|hold|breath\w* (?:in|out)|repeat|times|rounds?"
    rf"|cycles?)\b)[^\n.!?|]){{0,70}}?)\b(?P<count>{COUNT})\b(?!\s*(?:times|rounds?|cycles?|reps?|x\b"
    rf"|minutes?|mins?|deep|slow|breaths?|%|:|\|))",
    re.I,
)
_NAMED = re.compile(
    r"(?<![\d-])(?P<counts>\d{1,2}(?:\s*-\s*\d{1,2}){1,3})(?=\s*(?:breathing|breath\b|pattern|technique"
    r"|rhythm|count\b))|\b(?:breath\w*|box|pattern"
    r"|rhythm)\W{1,3}(?P<counts2>\d{1,2}(?:\s*-\s*\d{1,2}){1,3})(?![\d-])",
    re.I,
)
_LETTER = {"in": "in", "ex": "out", "ou": "out", "ho": "hold", "pa": "hold", "re": "hold", "em": "hold"}
_ORDERS: dict[tuple[str, ...], tuple[int | None, ...]] = {
    ("in", "hold", "out", "hold"): (0, 1, 2, 3),
    ("in", "hold", "out"): (0, 1, 2),
    ("in", "out", "hold"): (0, None, 1, 2),
    ("in", "out"): (0, 1),
}
"""The phases that a breath may begin with, and which of them has each place of the pattern; None: it lasts nothing."""
_NEAR = 220
"""Letters between the phases of one breath."""


def find_pattern(text: str) -> tuple[str, str] | None:
    """The breath pattern that a text teaches, as `4-7-8`, and the rule; None if there is none.

    A pattern of two phases is in and out, of three with a hold after the in-breath, of four with one after each. With a
    second breath in it is written in words, `3 in, 1 in, 6 out`.
    """
    shown = PAUSE_MARK.sub(" ", plain(text))
    phases = [(_phase(match["phase"]), number(match["count"]), match.start()) for match in _PHASE.finditer(shown)]
    for index, (name, count, _) in enumerate(phases):
        if name == "in" and count is not None:
            pattern = _topped_up(phases[index:]) or _pattern_from(phases[index:])
            about_breath = re.search(r"inhal|exhal|breath", shown[phases[index][2] : phases[index][2] + _NEAR], re.I)
            if pattern and about_breath:
                return pattern, "phases"
    if match := _NAMED.search(shown):
        counts = [int(count) for count in re.findall(r"\d+", match["counts"] or match["counts2"])]
        pattern = _written(counts)
        if pattern:
            return pattern, "named-pattern"
    return None


def _phase(word: str) -> str:
    word = word.lower()
    if word.startswith("breath"):
        return "out" if word.endswith("out") else "in"
    return _LETTER[word[:2]]


def _topped_up(phases: list[tuple[str, float | None, int]]) -> str:
    """The pattern of a breath in, a shorter one on top of it, and a breath out; empty if it is none."""
    names, counts, places = zip(*phases[:3], strict=True)
    if names != ("in", "in", "out") or None in counts or counts[1] >= counts[0] or places[2] - places[0] > _NEAR:
        return ""
    return _breathed(", ".join(f"{count:g} {name}" for name, count in zip(names, counts, strict=True)))


def _pattern_from(phases: list[tuple[str, float | None, int]]) -> str:
    counts, names = [phases[0][1]], ["in"]
    for (name, count, at), (_, _, before) in zip(phases[1:4], phases, strict=False):
        if at - before > _NEAR or name == "in":
            break
        names.append(name)
        counts.append(count)
    for known, order in _ORDERS.items():
        if tuple(names[: len(known)]) == known:
            pattern = [0 if at is None else counts[at] for at in order]
            return _written([count for count in pattern if count is not None])
    return ""


def _written(counts: list[int] | list[float]) -> str:
    return _breathed("-".join(f"{count:g}" for count in counts))


def _breathed(pattern: str) -> str:
    """A pattern as written in the front matter; empty if nobody can breathe like that."""
    try:
        parse_breath(pattern)
    except ValueError:
        return ""
    return pattern


def is_phase(text: str) -> bool:
    """Whether a sentence is one phase of a breath: "Exhale for a count of 8"."""
    return _PHASE.search(plain(text)) is not None
