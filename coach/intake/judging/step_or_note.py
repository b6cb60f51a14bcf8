"""A sentence that warns of nothing: it is a step, with what it says about time, or a note for the reader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.intake.found_time import NO_TIME, FoundTime
from coach.intake.judgement import Judgement
from coach.intake.notes import note, stage_direction
from coach.intake.times import find_timing, is_bare_timing
from coach.intake.verbs import instructs
from coach.script.timed_words import split_bracket

if TYPE_CHECKING:
    from coach.intake.judging.context import Context
    from coach.intake.pauses import WrittenPause

_ALL_AGAIN = re.compile(
    r"\W*(?:do|repeat|complete|perform|go through)\b.{0,40}\b(?:rounds?|circuits?|sequences?|series"
    r"|the whole|entire|all (?:the )?(?:steps|exercises))\b",
    re.I,
)
_OUR_BRACKET = re.compile(r"(?:[\d\s.,:x×–-]|s\b|min\b|breaths?\b|each side\b)*")
"""The inside of a bracket that is written again as it was."""


def step_or_note(text: str, pause: WrittenPause | None, introduces: bool, context: Context) -> Judgement:
    """The judgement of one sentence. `pause`: the one after it; `introduces`: whether it may introduce the text."""
    text, closing, mark = _split_time(text)
    kept = mark or (pause.mark if pause else "")
    timing = closing.and_then(find_timing(text, context.breathing))
    if not context.breathing and _ALL_AGAIN.match(text):
        timing = FoundTime(wait=True, rules=("all-again",))
    if not text:
        return Judgement("step", "", "bracket-time", "a time in brackets", 0, timing=timing, bare=True, kept=kept)
    if pause is not None:
        timing = FoundTime(pause=pause.seconds, each_side=timing.each_side, rules=(*timing.rules, "pause"))
    for_reader = _for_the_reader(text, timing.timed, introduces, context)
    if for_reader is not None:
        return for_reader
    rule = "item" if context.kind == "item" else "sentence"
    bare = is_bare_timing(text, timing)
    return Judgement(
        "step", text, rule, "it says what to do", 0, timing=timing, bare=bare, about=context.about, kept=kept
    )


def _split_time(text: str) -> tuple[str, FoundTime, str]:
    """A sentence without the time in its closing bracket, that time, and the bracket if it is to be kept as written."""
    words, inside = split_bracket(text)
    timing = find_timing(inside) if inside is not None else NO_TIME
    if inside is None or not (timing.timed or timing.each_side) or len(inside.split()) > 5:
        return text, timing, ""
    return words, timing, "" if _OUR_BRACKET.fullmatch(inside) else f"({inside})"


def _for_the_reader(text: str, timed: bool, introduces: bool, context: Context) -> Judgement | None:
    """The note that a sentence is; None: it is to be spoken."""
    if (rule := note(text, timed, context.kind == "item")) is not None:
        return Judgement("note", text, rule.name, rule.why, 0)
    if context.italic and context.kind == "paragraph" and not timed and stage_direction(text, context.begun):
        return Judgement("note", text, "stage-direction", "in italics, for the reader", 0)
    if introduces and not timed and not instructs(text):
        return Judgement("note", text, "introduction", "it comes before the first step, and says nothing to do", 0)
    return None
