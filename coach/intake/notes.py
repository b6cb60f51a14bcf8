"""What is for whoever reads the script, and so not spoken: how often, what is needed, who is writing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.intake.danger_signs import danger
from coach.intake.judgement import Judgement, caution
from coach.intake.sentences import sentences
from coach.intake.verbs import begins_with_a_verb
from coach.intake.wording_rule import WordingRule, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES: tuple[WordingRule, ...] = (
    rule(
        "how-often",
        "it says how often to do the whole",
        r"(?:\b|\d)(?:times|x|×|once|twice)\s*(?:/|a|per|each|every)\s*(?:day|week|month)"
        r"|\b\d+\s*x?\s*(?:times )?(?:daily|weekly)\b|\b(?:once|twice|three times) (?:daily|weekly)\b"
        r"|\bevery (?:day|morning|evening|night|other day|week)\b|\b(?:rest|pause"
        r"|wait)\b[^.]{0,20}\bbetween (?:sets|rounds|exercises)|\bbetween sets\b|\b(?:daily|each day"
        r"|days? a week|days? per week)\b",
    ),
    rule(
        "needed",
        "it says what is needed",
        r"^\W*(?:you(?:'ll| will)? (?:also |only )?need(?! to\b)|needed|have (?:ready|a \w+ ready)"
        r"|all you need|what you(?:'ll)? need|no equipment|props?)\b",
    ),
    rule(
        "about-the-text",
        "it is about the text itself",
        r"\b(?:here(?:'s| is| are)|below (?:is|are|you)|this (?:article|guide|post|video|handout|leaflet|sheet"
        r"|blog|page|tutorial|recording|script|document)|in (?:this|today's) (?:article|guide|post|video"
        r"|episode|tutorial)|square brackets|read (?:it |this )?(?:slowly|aloud|out loud)|step-by-step guide"
        r"|the following (?:exercises|steps|guide)|let's (?:get started|dive in|begin)\W*$"
        r"|welcome (?:back )?to (?:my|our|the) (?:channel|blog|site))\b",
    ),
    rule(
        "writer",
        "its writer speaks of themselves",
        r"\b(?:I|I'm|I've|I'd|my (?:clients?|patients?|students?|husband|wife|teacher|favou?rite|own"
        r"|experience|channel|studio)|we (?:love|recommend|have seen|often see|offer))\b(?! am\b)",
        r"\bI{2,}\b",
    ),
    rule(
        "signature",
        "a closing word",
        r"^\W*(?:p\.?s\.?|n\.b\.|enjoy|good luck|happy \w+|namaste|love|cheers|yours|best wishes"
        r"|end of (?:the )?(?:practice|session|script|document)|the end)\b.{0,60}$",
    ),
    rule("heading-only", "a label by itself", r"^[^.!?]{1,60}:$"),
)
"""These are tried on sentences without anything dangerous."""

_SPOKEN_ANYWAY = ("writer", "heading-only")
_NEVER_OF_AN_ITEM = ("heading-only",)


def note(text: str, timed: bool, is_item: bool) -> WordingRule | None:
    """The rule by which a sentence is a note; None: it is to be spoken."""
    for each in RULES:
        if not each.search(text):
            continue
        if each.name in _SPOKEN_ANYWAY and (timed or begins_with_a_verb(text)):
            continue
        if each.name == "writer" and not _says_i(text):
            continue
        if is_item and each.name in _NEVER_OF_AN_ITEM:
            continue
        return each
    return None


def _says_i(text: str) -> bool:
    """The rule ignores case, but "i" is also a number of a list, and the first letter of a list."""
    return re.search(r"\bI(?:'m|'ve|'d|’m|’ve|’d)?\b|\b[Mm]y \w+|\b[Ww]e \w+", text) is not None


def stage_direction(text: str, begun: bool) -> bool:
    """Whether a sentence in italics is for the reader: before the first step, or if it commands nothing."""
    return not begun or not begins_with_a_verb(text)


def notes_of(text: str, name: str, why: str, about: str = "") -> Iterator[Judgement]:
    """Sentences for the reader; what is dangerous in them is a caution all the same."""
    for each in sentences(text):
        rule = danger(each)
        if rule is not None:
            shown = each if not about or each.startswith(about) else f"{about}: {each}"
            yield caution(shown, rule.name, rule.why)
        else:
            yield Judgement("note", each, name, why, 0)
