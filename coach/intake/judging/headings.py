"""Headings: each heads what follows, opens a scope, or is left out with the part of the page that it heads."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.intake.danger_signs import is_general
from coach.intake.furniture import furniture, without_references
from coach.intake.judgement import Judgement, out
from coach.intake.judging.running_text import judge_text
from coach.intake.judging.scope import Scope
from coach.intake.labels import sense
from coach.intake.notes import note
from coach.intake.tidy import without_pictures
from coach.intake.times import find_timing
from coach.script.timed_words import split_bracket

if TYPE_CHECKING:
    from coach.intake.block import TextBlock
    from coach.intake.judging.context import Context
    from coach.intake.labels import Sense

_LONGEST = 160
"""Letters; a longer heading is running text."""
_LEFT_OUT = re.compile(
    r"\W*(?:(?:\d+ )?comments?(?: \(\d+\))?|\d+ (?:replies|responses|thoughts).*|leave a (?:comment|reply)"
    r"|related(?: (?:articles?|posts?|videos?|reading|content|links|pages|products|stories))?"
    r"|you (?:may|might) also.*|about the author|recent posts|categories|share this.*|references"
    r"|sources|bibliography|follow us.*|advertisement|sponsored.*|table of contents|contents|more (?:from"
    r"|like).*|popular (?:posts?|articles?|videos?)|archives|tags)\W*",
    re.I,
)
"""Headings that are left out with what stands under them."""
_MISTAKES = re.compile(r"mistake|error|fault|pitfall", re.I)
_NUMBERING = re.compile(r"^\s*(?:\d{1,2}|[A-Z])[.)]\s+(?=\S)")


def judge_heading(block: TextBlock, above: int, context: Context) -> tuple[Scope | None, list[Judgement]]:
    """The scope that a heading opens, if any, and the pieces of it. `above`: the level of the heading before it."""
    text = without_references(without_pictures(block.text))[0] or block.text
    rule = furniture(text) if len(text.split()) <= 25 else None
    if _LEFT_OUT.fullmatch(text):
        name, why = (rule.name, rule.why) if rule else ("page-heading", "a part of the page")
        return Scope("out", text, True, block.level), [out(block.text, name, why)]
    if rule is not None:
        return None, [out(block.text, rule.name, rule.why)]
    if len(text) > _LONGEST:
        return None, list(judge_text(text, replace(context, kind="paragraph", scope=None)))
    closing = note(text, False, False)
    if closing is not None and closing.name == "signature":
        return None, [Judgement("note", text, closing.name, closing.why, 0)]
    meaning = sense(text) if block.kind == "heading" else None
    if meaning == "danger":
        general = (block.level <= above or is_general(text)) and not _MISTAKES.search(text)
        scope = Scope("danger", text, True, block.level, general=general)
        return scope, [Judgement("label", text, "danger-heading", "it heads what is dangerous", 0)]
    for_reader = meaning in ("note", "frequency")
    return Scope("note", text, True, block.level) if for_reader else None, _title(block, text, meaning)


def _title(block: TextBlock, text: str, meaning: Sense | None) -> list[Judgement]:
    """The heading without its number, and what stands in a bracket after it."""
    rule = "title" if block.kind == "title" else "note-heading" if meaning == "note" else "heading"
    text = _NUMBERING.sub("", text)
    words, inside = split_bracket(text)
    if inside is None or not words:
        words, inside = text, None
    heading = Judgement("heading", words, rule, "it heads what follows", 0, level=block.level, timing=find_timing(text))
    if inside is None:
        return [heading]
    return [heading, Judgement("note", inside, "heading-bracket", "it stands in the bracket of a heading", 0)]
