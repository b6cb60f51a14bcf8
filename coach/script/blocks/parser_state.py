"""The state of the parser: the source of one file, and what has been read from it so far."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.blocks.section_builder import SectionBuilder
from coach.script.diagnostics import Diagnostics
from coach.script.part import Part
from coach.script.routine import Line, Step, Time, Unspoken
from coach.script.spoken_words import SpokenWords

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

    from coach.script.routine import Listener, Location, Speaker
    from coach.script.source import Source

SIDES_WITHIN = "(each side) inside a section or an area that is done on each side already."
"""The error for sides within sides."""


class ParserState:
    """What the readers of blocks share: they read from `source`, and add to `sections`, `part` and `tell`."""

    def __init__(self, source: Source, speaker: Speaker) -> None:
        self.source = source
        self.speaker: Listener = speaker
        """The listener of the steps."""
        self.client: Listener = "client" if speaker == "therapist" else "self"
        """The listener of the words to the client."""
        self.part = Part()
        self.tell = Diagnostics(source, self.part.diagnostics)
        self.words = SpokenWords(self.tell)
        self.sections = SectionBuilder(source.file, self.part.sections)

    def unspoken(self, node: SyntaxTreeNode, kind: str, text: str) -> None:
        """Note that the `text` of a block is not spoken; `kind` as in `Unspoken`."""
        if text.strip():
            self.part.unspoken.append(Unspoken(self.source.location(node), kind, text))

    def lines(
        self, words: str, to: Listener, location: Location, *, sided: bool, timed: bool = True
    ) -> tuple[Line, ...]:
        """The lines of a step; a pause before its words becomes a step of its own.

        `sided` and `timed` as for `SpokenWords.placeholders`.
        """
        sided = sided or self.sections.may_have_sides
        before, lines = self.words.lines(words, to, location, sided=sided, timed=timed)
        if before:
            self.sections.steps.append(Step((), Time(before), location))
        return lines


def with_pause(lines: tuple[Line, ...], pause: int | None) -> tuple[Line, ...]:
    """The lines with this pause after the last one, in milliseconds; None: as they are."""
    return (*lines[:-1], replace(lines[-1], pause=pause)) if lines and pause is not None else lines
