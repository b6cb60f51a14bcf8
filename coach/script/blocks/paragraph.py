"""A paragraph outside lists and quotes: it is not spoken, but may be a pause between steps, or a label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.script.blocks.alert import alert_name
from coach.script.dangers import is_label
from coach.script.inline import is_script, words_of
from coach.script.routine import Step, Time
from coach.script.spoken_words import LONGEST_LINE
from coach.script.timed_words import split_pauses
from coach.script.timing import BadTime

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

    from coach.script.blocks.parser_state import ParserState

_LINK_WITH_SPACES = re.compile(r"\[[^\]]*\]\([^)]*\.md\)")


def read_paragraph(node: SyntaxTreeNode, state: ParserState) -> str | None:
    """Note that a paragraph is not spoken; add the pause it may be. Returns the words of a label, otherwise None."""
    words = words_of(node)
    label = None if len(words) > LONGEST_LINE else _read_words(node, words, state)
    state.unspoken(node, "paragraph", words)
    return label


def _read_words(node: SyntaxTreeNode, words: str, state: ParserState) -> str | None:
    location = state.source.location(node)
    if _LINK_WITH_SPACES.fullmatch(words):
        message = "this link is not one: put an address with spaces in angle brackets."
        state.tell.error(message, location, code="include")
    elif alert_name(words) is not None:
        state.tell.error("an alert is a quote: begin each of its lines with '>'.", location, code="alert")
    elif any(is_script(str(link.attrs.get("href", ""))) for link in node.walk() if link.type == "link"):
        message = "this link includes nothing: an include is one link, and nothing else, between empty lines"
        state.tell.doubt(message, location, code="include")
    elif state.sections.steps and (pause := _pause(words)):
        state.sections.steps.append(Step((), Time(pause), location))
        state.sections.quotes_belong = True
    elif is_label(words):
        return words
    return None


def _pause(words: str) -> int:
    """The length of the pause that is all a paragraph says, in milliseconds; 0: it is no pause."""
    try:
        pieces = split_pauses(words)
    except BadTime:
        return 0
    return pieces[0][1] if len(pieces) == 1 and not pieces[0][0] else 0
