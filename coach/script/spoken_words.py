"""The words of one block: their bracket, pauses and placeholders, with the diagnostics about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.script.bracket import Bracket, written
from coach.script.inline import words_of
from coach.script.routine import Line, Time
from coach.script.slips import slips, square, unclosed
from coach.script.spoken_form import speakable
from coach.script.timed_words import split_bracket, split_pauses
from coach.script.timing import BadTime, parse_bracket

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

    from coach.script.diagnostics import Diagnostics
    from coach.script.routine import Listener, Location

LONGEST_LINE = 1000
"""The most characters in a spoken line: over a minute of speech."""

UNKNOWN = Bracket(Time(1000))
"""The replacement of an invalid bracket, so that it causes no further errors."""

_PLACEHOLDER = re.compile(r"\{(\s*\w*\s*)\}")


class SpokenWords:
    """Reads the words of steps, cautions, headings and words to the client."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self._tell = diagnostics

    def words(self, node: SyntaxTreeNode, location: Location) -> str:
        """The words of a block; empty if they are too long."""
        words = words_of(node)
        if len(words) <= LONGEST_LINE:
            return words
        what = "a heading has" if node.type == "heading" else f"this spoken line has {len(words)} characters; split it:"
        most = f"at most {LONGEST_LINE} characters." if node.type == "heading" else f"{LONGEST_LINE} are the most."
        self._tell.error(f"{what} {most}", location, code="long")
        return ""

    def split(self, text: str, location: Location) -> tuple[str, str | None]:
        """The words of a step and its bracket, even if that is square or unclosed."""
        words, inside = split_bracket(text)
        for slip, opening, why in (
            (square, "[", "in square brackets is taken for one"),
            (unclosed, "(", "is not closed"),
        ):
            if inside is None and (found := slip(words)) is not None:
                words, inside = found
                try:
                    right = written(parse_bracket(inside))
                except BadTime:
                    continue  # which will be reported
                message = f"the time '{opening}{inside}{']' * (opening == '[')}' {why}: write {right}"
                near = f"{opening}{inside}{']' * (opening == '[')}"
                self._tell.doubt(message, location, near, "bracket", right)
        return words, inside

    def bracket(self, inside: str | None, location: Location) -> Bracket:
        """The bracket with this content; `UNKNOWN` if it is invalid."""
        if inside is None:
            return Bracket()
        try:
            return parse_bracket(inside)
        except BadTime as error:
            self._tell.error(f"{error}.", location, inside, error.code, error.suggestion and error.suggestion[1:-1])
            return UNKNOWN

    def lines(
        self, words: str, to: Listener, location: Location, *, sided: bool, timed: bool = True
    ) -> tuple[int, tuple[Line, ...]]:
        """The pause before the words in milliseconds, and their lines: several if there are pauses between them, none
        if they cannot be spoken.

        `sided` and `timed` as for `placeholders`.
        """
        try:
            pieces = split_pauses(words)
        except BadTime as error:
            self._tell.error(f"{error}.", location, None, error.code, error.suggestion)
            return 0, ()
        before = pieces.pop(0)[1] if not pieces[0][0] and len(pieces) > 1 else 0
        if not all(speakable(piece) for piece, _ in pieces):
            message = "there is nothing here that can be spoken: write it in words."
            self._tell.error(message, location, code="unspeakable")
            return before, ()
        self.placeholders(words, location, sided=sided, timed=timed)
        self._tell.slips(slips(words), location)
        return before, tuple(Line(piece, to, location, pause) for piece, pause in pieces)

    def placeholders(self, words: str, location: Location, *, sided: bool, timed: bool = False) -> None:
        """An error for each placeholder without a meaning here. `sided`: there is a side, `timed`: there is a time, or
        it is not known yet."""
        for name in _PLACEHOLDER.findall(words):
            placeholder = "{" + name + "}"
            if name == "time" and timed:
                continue
            if name == "time":
                message = "{time} is filled in only in a step that has one, and in its words to the client."
                self._tell.error(message, location, placeholder, "placeholder")
            elif name != "side":
                message = f"unknown placeholder {placeholder}; the only ones are {{side}} and {{time}}."
                self._tell.error(message, location, placeholder, "placeholder")
            elif not sided:
                message = "{side} has a meaning only inside (each side), on the heading or the step."
                self._tell.error(message, location, placeholder, "placeholder")
