"""A list item: its first paragraph is a step, and the pictures in it are shown during that step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.blocks.parser_state import SIDES_WITHIN, with_pause
from coach.script.inline import has_struck_out, lone_link, picture_of, sources_of, words_of
from coach.script.routine import Line, Location, Step, StepPicture, Time
from coach.script.slips import bare_times, other_side

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

    from coach.script.blocks.parser_state import ParserState
    from coach.script.bracket import Bracket
    from coach.script.source import Source

_WRAPPED = 60
"""A line with more characters than this, which does not end a sentence, was probably wrapped by an editor."""


def read_step(node: SyntaxTreeNode, state: ParserState) -> None:
    """Add the step in the first paragraph of a list item, if it holds one."""
    location = state.source.location(node)
    if lone_link(node) is not None:
        state.tell.error("a link includes a script only as a paragraph of its own, outside a list.", location)
        return
    text = state.words.words(node, location)
    words, inside = state.words.split(text, location)
    picture = _picture(node, state.source)
    if not text and picture is not None and state.sections.steps:
        state.sections.show(picture)
        return
    if not words and ((not text and words_of(node)) or has_struck_out(node)):
        return
    _doubt_stray_lines(node, state)
    bracket = _allowed(state.words.bracket(inside, location), state, location, inside)
    sided = state.sections.sided or bracket.each_side
    if inside is None:
        state.tell.slips(bare_times(words), location)
    if not sided:
        state.tell.slips(other_side(words), location)
    time, lines = bracket.time, tuple[Line, ...]()
    if words or not (time.timed or time.repeats > 1 or bracket.pause):
        lines = state.lines(words, state.speaker, location, sided=sided)
    if not lines and bracket.pause is not None:
        time = Time(bracket.pause)
    if not lines and not time.timed and time.repeats == 1:
        return  # its errors are reported already
    state.sections.steps.append(
        Step(
            with_pause(lines, bracket.pause), time, location, each_side=bracket.each_side, sources=sources_of(node),
            learn=bracket.learn, unless=bracket.unless, picture=picture,
        )
    )  # fmt: skip
    state.sections.quotes_belong = True


def read_note(node: SyntaxTreeNode, state: ParserState) -> None:
    """Show the picture in a later paragraph of a list item, whose words are not spoken."""
    state.sections.show(_picture(node, state.source))
    state.unspoken(node, "paragraph", words_of(node))


def _allowed(bracket: Bracket, state: ParserState, location: Location, inside: str | None) -> Bracket:
    """The bracket without what this step cannot have, which is reported."""
    if bracket.optional:
        message = "(optional) belongs on a heading: a whole section is left out."
        state.tell.error(message, location, inside)
    if bracket.each_side and state.sections.sided:
        state.tell.error(SIDES_WITHIN, location, inside, "sides")
        bracket = replace(bracket, each_side=False)
    return bracket


def _picture(node: SyntaxTreeNode, source: Source) -> StepPicture | None:
    """The picture in a paragraph, if any, with its own place."""
    found = picture_of(node)
    if found is None:
        return None
    address, text = found
    return StepPicture(address, text, source.find(source.location(node), "![")[0])


def _doubt_stray_lines(node: SyntaxTreeNode, state: ParserState) -> None:
    """A doubt for each line directly below a step that is not indented, and so becomes a part of it."""
    first, end = node.map or (0, 0)
    above = state.source.line(first + 1)
    margin = len(above) - len(above.lstrip())
    for number in range(first + 2, end + 1):
        line = state.source.line(number)
        stray = line.strip()
        indented = len(line) - len(line.lstrip()) > margin
        wrapped = len(above.rstrip()) > _WRAPPED and above.rstrip()[-1:] not in ".!?:)"
        if stray[:1].isupper() and not indented and not wrapped:
            message = (
                f"'{stray}' is spoken as a part of the step above it: begin it with '- ' if it is a step, or leave "
                "an empty line before it if it is a note"
            )
            state.tell.doubt(message, Location(state.source.file, number, margin + 1), code="stray-line")
        above = line
