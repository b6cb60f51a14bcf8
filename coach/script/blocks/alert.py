"""An alert, a quote that begins with a mark such as `[!CAUTION]`: a caution, which is spoken, or a note."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.errors import nearest
from coach.script.conditions import split_if
from coach.script.inline import sources_of, words_of
from coach.script.routine import Step, Time
from coach.script.timed_words import split_bracket

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.tree import SyntaxTreeNode

    from coach.script.blocks.parser_state import ParserState

_MARK = re.compile(r"\[!(\w+)\]:?\s*")
_CAUTIONS = ("CAUTION", "WARNING")
_ALERTS = (*_CAUTIONS, "NOTE", "TIP", "IMPORTANT")
_NOT_IN_CAUTIONS = ("heading", "table", "fence", "code_block", "html_block")
"""Blocks that a caution cannot hold, since they are not spoken."""


def alert_name(words: str) -> str | None:
    """The name in the mark that words begin with, as written; None: they begin with no mark."""
    match = _MARK.match(words)
    return match and match[1]


def read_alert(quote: SyntaxTreeNode, paragraphs: Sequence[SyntaxTreeNode], name: str, state: ParserState) -> None:
    """Add the cautions in an alert with this name. What other alerts say is not spoken."""
    kind = name.upper()
    if kind not in _ALERTS:
        message = f"unknown alert [!{name}].{nearest(kind, _ALERTS)}"
        state.tell.error(message, state.source.location(quote), f"[!{name}]", "alert")
    elif kind not in _CAUTIONS:
        for paragraph in paragraphs:
            state.unspoken(paragraph, "note", _without_mark(words_of(paragraph)))
    elif wrong := [node for node in quote.walk() if node.type in _NOT_IN_CAUTIONS]:
        message = "a caution holds paragraphs and lists only: this would not be spoken."
        state.tell.error(message, state.source.location(wrong[0]), code="caution")
    else:
        _read_cautions(paragraphs, state)


def _read_cautions(paragraphs: Sequence[SyntaxTreeNode], state: ParserState) -> None:
    before = len(state.sections.steps), len(state.tell.found)
    for index, node in enumerate(paragraphs):
        _read_caution(node, state, marked=index == 0)
    if (len(state.sections.steps), len(state.tell.found)) == before:
        state.tell.error("this caution says nothing.", state.source.location(paragraphs[0]), code="caution")
    state.sections.quotes_belong = False


def _read_caution(node: SyntaxTreeNode, state: ParserState, *, marked: bool) -> None:
    """Add the caution in a paragraph; `marked`: the paragraph begins with the alert's mark."""
    location = state.source.location(node)
    words = state.words.words(node, location)
    if marked:
        words = _without_mark(words)
        if not words:
            return
        if state.source.line(location.line).rstrip().endswith("]"):
            location = replace(location, line=location.line + 1)
    words, only_if = split_if(words)
    words, inside = split_bracket(words)
    if inside is not None and inside.lower().startswith("unless "):
        words, inside = f"{words} ({inside})", None  # a caution is never left out, so these are its words
    if inside is not None:
        state.tell.error("a caution has no time: it is always spoken in full.", location, inside, "caution")
    lines = state.lines(words, state.speaker, location, sided=state.sections.sided, timed=False)
    if lines:
        step = Step(lines, Time(), location, caution=True, sources=sources_of(node), only_if=only_if)
        state.sections.steps.append(step)


def _without_mark(words: str) -> str:
    return _MARK.sub("", words, count=1)
