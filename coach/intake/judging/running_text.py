"""Running text: each of its sentences becomes a step, a caution or a note, or is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.intake.danger_signs import bracketed_warnings, danger, is_general, split_warning
from coach.intake.found_time import FoundTime
from coach.intake.furniture import ADDRESS, URL, without_address, without_references
from coach.intake.judgement import Judgement, caution, out
from coach.intake.judging.page_parts import sentence_rule
from coach.intake.judging.scope import caution_under
from coach.intake.judging.step_or_note import step_or_note
from coach.intake.judging.together import with_answers
from coach.intake.pauses import WrittenPause, split_pauses
from coach.intake.sentences import sentences
from coach.intake.tidy import squeeze, without_pictures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.intake.judging.context import Context


def judge_text(text: str, context: Context) -> Iterator[Judgement]:
    """Each sentence by itself; a pause in brackets belongs to the sentence before it."""
    for words, pause in split_pauses(text):
        parts = with_answers(sentences(words))
        for index, each in enumerate(part.lstrip(" ,;") for part in parts):
            introduces = not context.begun and context.kind == "paragraph" and pause is None
            yield from _sentence(each, pause if index == len(parts) - 1 else None, introduces, context)
        if not parts and pause is not None:
            yield _only_a_pause(pause)


def _only_a_pause(pause: WrittenPause) -> Judgement:
    timing = FoundTime(pause=pause.seconds, rules=("pause",))
    return Judgement("step", "", "pause", "a pause", 0, timing=timing, bare=True, kept=pause.mark)


def _sentence(raw: str, pause: WrittenPause | None, introduces: bool, context: Context) -> Iterator[Judgement]:
    """`introduces`: whether the sentence stands where a text introduces itself."""
    text, references = without_references(raw)
    yield from (out(each, "reference", "a reference") for each in references if re.search(r"\w", text))
    if not re.search(r"\w", raw):
        return
    if not re.search(r"\w", without_pictures(text)):
        yield out(raw, "reference", "a reference")
    elif (rule := sentence_rule(text)) is not None:
        yield out(raw, rule.name, rule.why)
    elif (kept := _without_url(text)) is None:
        yield out(raw, ADDRESS.name, ADDRESS.why)
    else:
        yield from _words(kept, pause, introduces, context)


def _without_url(text: str) -> str | None:
    """A sentence without the web addresses in it; None: without them, nothing is left to do or to beware of."""
    if not URL.search(text):
        return text
    kept = URL.sub("", text) if danger(text) is not None else without_address(text)
    return None if kept is None else squeeze(kept)


def _words(text: str, pause: WrittenPause | None, introduces: bool, context: Context) -> Iterator[Judgement]:
    """The judgement of a sentence that belongs to the text, and before it those of the warnings within it."""
    scope, about = context.scope, context.about
    if scope is not None and scope.sense == "danger":
        yield caution_under(scope, text)
        return
    named = f"{about}: " if about and not text.startswith(about) else ""
    text, warnings = bracketed_warnings(text)
    for each in warnings:
        yield caution(each, "bracket", "a warning in brackets")
    if (split := split_warning(text)) is not None:
        text = split[0]
        yield caution(split[1], "hanging", "a warning that hangs on an instruction")
    elif (found := danger(text)) is not None:
        yield caution(named + text, found.name, found.why, general=is_general(text))
        return
    if scope is not None and scope.sense == "note":
        yield Judgement("note", text, "note-scope", f"it stands under '{scope.label}'", 0)
    else:
        yield step_or_note(text, pause, introduces, context)
