"""A script's text: Markdown as people write it, and where in it things stand."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from coach.errors import ScriptError
from coach.script.routine import Location

_LEADING_COMMENT = re.compile(r"^((?:[\s>]|[-+*](?=\s)|\d+[.)](?=\s))*)(<!--.*?-->)[ \t]+(\S.*)$", re.MULTILINE)
"""A comment before the words of a line: Markdown would take the whole line for HTML and drop it."""
_PASTED_BULLET = re.compile(r"^(\s*)[•‣◦▪●∙](?=\s)", re.MULTILINE)
"""Bullets that come with text pasted from a word processor or a web page; CommonMark knows only - + *."""
_MARKS = re.compile(r"^(?:[\s>#]|[-+*](?=\s)|\d+[.)](?=\s))*(?:\[[ xX]\]\s+)?")
"""What stands on a line before its words."""


class Source:
    """The text of one file, whose front matter has been blanked out."""

    def __init__(self, written: str, file: str) -> None:
        self.file = file
        self._text = _LEADING_COMMENT.sub(r"\1\3 \2", _PASTED_BULLET.sub(r"\1-", written))
        self._lines = self._text.split("\n")

    def tree(self) -> SyntaxTreeNode:
        """Its blocks."""
        # Without link definitions, which nobody needs here and which would swallow "[!CAUTION]: stop".
        reader = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"]).disable("reference")
        return SyntaxTreeNode(reader.parse(self._text))

    def line(self, number: int) -> str:
        """The line of that number, as it stands there; empty where there is none."""
        return self._lines[number - 1] if number <= len(self._lines) else ""

    def location(self, node: SyntaxTreeNode) -> Location:
        """Where the words of a block begin."""
        line = (node.map[0] if node.map else 0) + 1
        marks = _MARKS.match(self.line(line))
        return Location(self.file, line, (marks.end() if marks else 0) + 1)

    def error(self, message: str, location: Location, near: str | None = None) -> ScriptError:
        """An error at `place`, or where `near` stands in the lines from there on."""
        if near and location.file == self.file:
            for number in range(location.line, location.line + 21):
                if (column := self.line(number).rfind(near)) >= 0:
                    return ScriptError(message, location.file, number, column + 1)
        return ScriptError(message, location.file, location.line, location.column)
