"""A quote: words to the client, which belong to the step before it, or an alert."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.blocks.alert import alert_name, read_alert
from coach.script.blocks.parser_state import with_pause
from coach.script.inline import sources_of, words_of
from coach.script.routine import Step, Time
from coach.script.spoken_words import UNKNOWN

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

    from coach.script.blocks.parser_state import ParserState
    from coach.script.bracket import Bracket
    from coach.script.routine import Location

_LIKE_CAUTION = re.compile(r"\W{0,4}(?:CAUTION|WARNING)\b")


def read_quote(node: SyntaxTreeNode, state: ParserState) -> None:
    """Add the words to the client, or the cautions, in a quote."""
    paragraphs = [child for child in node.walk() if child.type == "paragraph"]
    name = alert_name(words_of(paragraphs[0])) if paragraphs else None
    if name is not None:
        read_alert(node, paragraphs, name, state)
        return
    for paragraph in paragraphs:
        _read_words_to_client(paragraph, state)


def _read_words_to_client(node: SyntaxTreeNode, state: ParserState) -> None:
    """Add the words to the client in a paragraph to the step before them, or as a step of their own."""
    location = state.source.location(node)
    words, inside = state.words.split(state.words.words(node, location), location)
    if not words and inside is None:
        return
    if alert_name(words) is not None:
        message = "an alert begins a quote of its own: put an empty line before it."
        state.tell.error(message, location, code="alert")
        return
    bracket = state.words.bracket(inside, location)
    if _LIKE_CAUTION.match(words):
        message = "these are words to the client; a caution begins with [!CAUTION]"
        state.tell.doubt(message, location, code="alert")
    steps = state.sections.steps
    belongs = state.sections.quotes_belong and bool(steps)
    sided = state.sections.sided or (belongs and steps[-1].each_side)
    _check_bracket(bracket, state, location, inside, belongs=belongs)
    lines = with_pause(state.lines(words, state.client, location, sided=sided), bracket.pause)
    if belongs:
        step = steps[-1]
        steps[-1] = replace(step, lines=(*step.lines, *lines), sources=step.sources + sources_of(node))
    elif lines:
        steps.append(Step(lines, bracket.time, location, sources=sources_of(node)))


def _check_bracket(
    bracket: Bracket, state: ParserState, location: Location, inside: str | None, *, belongs: bool
) -> None:
    """An error for what the bracket of words to the client cannot have; `belongs`: they belong to a step."""
    if bracket.learn or bracket.unless:
        state.tell.error("this belongs on the step, not on the words to the client.", location, inside)
    if bracket is UNKNOWN:
        return
    if belongs and bracket.time != Time():
        state.tell.error("a time belongs on the step, not on the words to the client.", location, inside)
    elif bracket.each_side or bracket.optional:
        state.tell.error("words to the client have no sides of their own.", location, inside)
