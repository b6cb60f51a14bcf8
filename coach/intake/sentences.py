"""Sentences, and lines short enough to be spoken."""

from __future__ import annotations

import re

from coach.intake.verbs import VERBS

LONGEST = 18
"""Words in a line before it is split; the parts come out at about 14 or fewer."""
_HARD_LIMIT = 40
"""Words in a line without a place to split: it is then cut between words."""
_LETTERS = 400
_MOST = 50 * LONGEST
"""Words of a sentence whose clauses are weighed against each other; a longer one is a text without full stops."""

_END = re.compile(r"""(?:[.!?…]+|(?<=\d)\.)["'’”»)\]]*(?=\s|$|(?<=[a-z)]\.)(?=[A-Z][a-z]))""")
_NOT_AN_END = re.compile(
    r"\b(?:figs?|fig|no|nos|approx|e\.g|i\.e|vs|cf|dr|mr|mrs|ms|prof|st|p|pp|ca|incl|p\.s|resp|(?<![^\s(])[A-Za-z])\.$",
    re.IGNORECASE,
)
"""Abbreviations whose full stop does not end a sentence."""
_UNIT_BEFORE_MORE = re.compile(r"\b(?:min|max|sec|secs|mins|hr|reps?|etc|in|ft|lbs?)\.$", re.IGNORECASE)
"""These end a sentence only before a capital letter."""

_STRONG = r"[;:](?=\s)|\s[-–—](?=\s)|[a-z]—(?=[a-z])"
_COMMA = r",(?=\s)"
_CONJUNCTION = (
    rf"(?=\sand then\s|(?<!\sand)\sthen\s|\s(?:but|while|until|because|so that|before|after which|as you"
    rf"|in order to)\s|\sand (?:(?:\w+ly|then|also) )?(?:{VERBS})\s)"
)
_BREAKS = ((re.compile(_STRONG), 0.0), (re.compile(_COMMA), 1.0), (re.compile(_CONJUNCTION), 3.5))
"""Where a long sentence may be split, and how much a place of that kind is worse, in words from the middle."""


def sentences(text: str) -> list[str]:
    """The sentences of a text on one line; joined by a space they are the text again."""
    found, start = [], 0
    for match in _END.finditer(text):
        head, rest = text[start : match.end()], text[match.end() :].lstrip()
        if not rest or not _ends(head, rest):
            continue
        found.append(head.strip())
        start = match.end()
    return [*found, text[start:].strip()] if text[start:].strip() else found


def _ends(head: str, rest: str) -> bool:
    if _inside_brackets(head):
        return False
    if head.endswith(".") and (_NOT_AN_END.search(head) or re.fullmatch(r"\W*\d{1,2}\.", head)):
        return False
    if _UNIT_BEFORE_MORE.search(head):
        return rest[0].isupper()
    return not rest[0].islower() or head[-1] in "!?"


def _inside_brackets(head: str) -> bool:
    return head.count("(") > head.count(")") and len(head) - head.rfind("(") < 200


def spoken_lines(sentence: str) -> list[str]:
    """A sentence as lines of at most about 14 words, split at its clauses; every word is kept, in order."""
    words = sentence.split()
    if len(words) > _MOST:
        pieces = (" ".join(words[at : at + _MOST]) for at in range(0, len(words), _MOST))
        return [line for piece in pieces for line in spoken_lines(piece)]
    if len(words) <= LONGEST and len(sentence) <= _LETTERS:
        return [sentence] if words else []
    at = _best_break(sentence)
    if at is None:
        if len(words) <= _HARD_LIMIT and len(sentence) <= _LETTERS:
            return [sentence]
        half = _hard_break(words)
        return [*spoken_lines(" ".join(words[:half])), *spoken_lines(" ".join(words[half:]))] if half else [sentence]
    return [*spoken_lines(sentence[:at].strip()), *spoken_lines(sentence[at:].strip())]


def _hard_break(words: list[str]) -> int:
    half = len(words) // 2
    return min(half, LONGEST) if half else 0


def _best_break(sentence: str) -> int | None:
    total = len(sentence.split())
    best: tuple[float, int] | None = None
    for pattern, penalty in _BREAKS:
        for match in pattern.finditer(sentence):
            before = len(sentence[: match.end()].split())
            if min(before, total - before) < 4 or _inside_brackets(sentence[: match.end()]):
                continue
            worse = penalty + abs(total / 2 - before) + _in_a_list(sentence, match.end()) * 9
            if best is None or worse < best[0]:
                best = (worse, match.end())
    return best[1] if best else None


def _in_a_list(sentence: str, at: int) -> bool:
    """Whether a break lies between the parts of a list, such as "hips, glutes, and lower back"."""
    pieces = re.split(r",|\band\b|\bor\b", sentence[at:], maxsplit=2)
    after = next((piece for piece in pieces if piece.strip()), "")
    before = re.split(r",", sentence[:at].rstrip(", "))[-1]
    more = len(pieces) > 1
    return (len(after.split()) <= 3 and more) or (len(before.split()) <= 2 and "," in sentence[: at - 1])
