"""What stays together: a question and what is said to it, a caution and the words that it refers back to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.intake.danger_signs import danger, refers_back
from coach.intake.judgement import whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.intake.judgement import Judgement

_WARNING_WORD = re.compile(r"\W*(?:warning|caution|danger|attention|important|beware|note)\W*", re.IGNORECASE)
_OF_THE_WHOLE = re.compile(r"\bthis\b", re.I)
_MOST_REFERRED_TO = 16
"""Words of an instruction that is said again before its caution."""


def with_answers(sentences: Iterable[str]) -> list[str]:
    """Sentences; a short question stays with what is said to it: "Hip replacement? Skip this."."""
    joined: list[str] = []
    for each in sentences:
        if joined and (_asks(joined[-1]) or _WARNING_WORD.fullmatch(joined[-1])):
            joined[-1] = f"{joined[-1]} {each}"
        else:
            joined.append(each)
    return joined


def _asks(text: str) -> bool:
    """Whether a short question, or one about what one might feel, waits for what is said to it."""
    questions = re.split(r"(?<=\?)\s+", text)
    asked = questions[-1].endswith("?") and (len(questions[-1].split()) <= 3 or danger(questions[-1]) is not None)
    return asked or (questions[0].endswith("?") and danger(questions[0]) is not None)


def cautions_together(pieces: list[Judgement]) -> list[Judgement]:
    """The pieces of one block, its cautions with the words that they refer back to.

    A caution that is about the whole session takes the others of its block with it.
    """
    general = any(piece.general for piece in pieces if piece.kind == "caution")
    found: list[Judgement] = []
    steps: list[str] = []
    for piece in pieces:
        if piece.kind == "caution":
            found.append(replace(piece, general=general, text=_with_what_it_is_about(piece.text, steps)))
        else:
            found.append(piece)
            if piece.kind == "step" and not piece.bare:
                steps.append(piece.text)
    return found


def _with_what_it_is_about(caution: str, steps: list[str]) -> str:
    """A caution such as "Don't let them collapse", after the step before it that says what "them" is."""
    if not steps:
        return caution
    step = steps[0] if _OF_THE_WHOLE.search(caution) else steps[-1]
    lost = refers_back(caution) or len(caution.split()) <= 3
    if caution.startswith(step) or not lost or len(step.split()) > _MOST_REFERRED_TO:
        return caution
    return f"{whole(step)} {caution}"
