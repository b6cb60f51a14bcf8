"""Parts of the page around a text: they are left out, unless they warn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.intake.danger_signs import danger, is_general
from coach.intake.furniture import furniture, furniture_block
from coach.intake.judgement import Judgement, caution, out

if TYPE_CHECKING:
    from coach.intake.block import TextBlock
    from coach.intake.wording_rule import WordingRule

_BESIDE_THE_TEXT = re.compile(
    r"caption|sidebar|banner|widget|popup|modal|overlay|head or foot|head of the page|label", re.IGNORECASE
)
"""Parts of a page that can hold a warning of the text."""
_WEAK_FURNITURE = ("not-advice", "contact", "form", "see-also", "byline", "figure")
"""Parts of a page that are kept if the same words name a danger."""
_STRONG_DANGER = ("stop-if", "symptom", "condition", "doctor", "do-not", "warning-sign", "forbidden", "not-for")
_SENDS = re.compile(r"\b(?:consult|see|ask|talk|speak|seek|call|contact)\b", re.IGNORECASE)


def judge_page_part(block: TextBlock) -> Judgement:
    """What becomes of a block that belongs to the page: it is left out, but a warning beside the text is kept."""
    if _BESIDE_THE_TEXT.search(block.furniture) and danger(block.text) and not furniture(block.text):
        return caution(block.text, "beside-the-text", f"a warning in {block.furniture}", is_general(block.text))
    return out(block.text, "furniture", block.furniture)


def block_rule(text: str) -> WordingRule | None:
    """The rule by which a whole block of the text is left out after all; None: it belongs to the text."""
    return _unless_it_warns(furniture_block(text), text)


def sentence_rule(text: str) -> WordingRule | None:
    """The rule by which a sentence is left out; None: it belongs to the text."""
    return _unless_it_warns(furniture(text), text)


def _unless_it_warns(rule: WordingRule | None, text: str) -> WordingRule | None:
    found = danger(text) if rule is not None and rule.name in _WEAK_FURNITURE else None
    if rule is None or found is None:
        return rule
    if rule.name == "not-advice" and found.name == "doctor" and not _SENDS.search(text):
        return rule
    return None if found.name in _STRONG_DANGER else rule
