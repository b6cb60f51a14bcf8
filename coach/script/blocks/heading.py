"""A heading: the title of the script, a section (`#`, `##`) or an area (`###`); smaller ones are not spoken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from coach.script.blocks.parser_state import SIDES_WITHIN
from coach.script.inline import words_of
from coach.script.routine import Section, Time
from coach.script.slips import slips
from coach.script.spoken_words import UNKNOWN
from coach.script.timed_words import split_bracket

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

    from coach.script.blocks.parser_state import ParserState
    from coach.script.bracket import Bracket
    from coach.script.routine import Location

_Rank = Literal["title", "section", "area", "unspoken"]
_RANKS: dict[str, _Rank] = {"h1": "section", "h2": "section", "h3": "area"}


def read_heading(node: SyntaxTreeNode, state: ParserState) -> str:
    """Begin the section or area of a heading, or take it as the title. Returns its words."""
    location = state.source.location(node)
    words, inside = split_bracket(state.words.words(node, location))
    before = len(state.tell.found)
    bracket = state.words.bracket(inside, location)
    rank = _rank(node, state)
    bracket = _allowed(bracket, rank, state, location, inside)
    if rank == "title":
        state.part.title = words
        return words
    if rank == "unspoken":
        state.unspoken(node, "heading", words_of(node))
        return words
    state.tell.slips(slips(words), location)
    state.words.placeholders(words, location, sided=state.sections.may_have_sides)
    heading = Section(words, (), location, bracket.each_side, bracket.optional, bracket.unless, opening=bracket.opening)
    if rank == "area":
        state.sections.open_area(heading)
    else:
        state.sections.open_section(heading, broken=len(state.tell.found) > before)
    return words


def _rank(node: SyntaxTreeNode, state: ParserState) -> _Rank:
    """What a heading is the heading of; the first `#` is the title, unless steps come before it."""
    sections = state.sections
    if node.tag == "h1" and not state.part.title and not sections.steps and not sections.finished:
        return "title"
    return _RANKS.get(node.tag, "unspoken")


def _allowed(bracket: Bracket, rank: _Rank, state: ParserState, location: Location, inside: str | None) -> Bracket:
    """The bracket without what a heading of this rank cannot have, which is reported."""
    if bracket is not UNKNOWN and (bracket.time != Time() or bracket.pause is not None):
        message = "a time on a heading is a note, which nothing keeps to: give times to the steps below"
        state.tell.doubt(message, location, inside, "heading-time")
    if bracket.learn:
        state.tell.error("(learn) belongs on the steps that teach, not on a heading.", location, inside)
    if (bracket.optional or bracket.opening) and rank != "section":
        state.tell.error("only a section, a heading with ##, can have this.", location, inside)
        bracket = replace(bracket, optional=False, opening=None)
    if bracket.each_side and rank == "area" and state.sections.section.each_side:
        state.tell.error(SIDES_WITHIN, location, inside, "sides")
        bracket = replace(bracket, each_side=False)
    if (bracket.unless or bracket.each_side) and rank not in ("section", "area"):
        message = "only a section or an area, a heading with ## or ###, can have this."
        state.tell.error(message, location, inside)
    return bracket
