"""A script's text: Markdown as people write it, and the locations in it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from coach.script.routine import Location

_LEADING_COMMENT = re.compile(r"^((?:[\s>]|[-+*](?=\s)|\d+[.)](?=\s))*)(<!--.*?-->)[ \t]+(\S.*)$", re.MULTILINE)
"""A comment before the words of a line: Markdown would read the whole line as HTML and drop it."""
_BULLET = re.compile(
    r"^([ \t>]*)(?:[•‣◦▪●∙·○➢➤►▶▸▹▷◆◇❖□■☐☑✓✔✦★–—−‒→»§\uf0b7\uf0a7\uf0d8\uf076\uf0fc]|o(?=\t))\ufe0f?\s", re.M
)
"""Bullets in text pasted from a word processor or a web page; CommonMark supports only - + *."""
_TIGHT_BULLET = re.compile(r"^([ \t>]*)[•‣◦▪●∙·○➢➤►▸](?=\w)", re.M)
_NUMBERING = re.compile(
    r"^([ \t>]*)(\d{1,3}[-–:]|\(?(?:[a-zA-Z]|[ivx]{2,4}|\d{1,3})\)|[a-z]\."
    r"|(?:\*\*|__)?[Ss](?:tep|TEP) \d{1,3}(?:\*\*|__)?[ ]?[:.)–-](?:\*\*|__)?)(?=[ \t]+\S)",
    re.M,
)
"""List numbers that CommonMark does not support: `1-`, `a)`, `(1)`, `Step 1:`."""
_MARKS = re.compile(r"^(?:[\s>#]|[-+*](?=\s)|\d+[.)](?=\s))*(?:\[[ xX]\]\s+)?")
"""The markup before the words of a line."""


_ITEM = re.compile(r"(?:[-+*]|\d{1,9}[.)])(?=\s)")


def _without_margin(lines: list[str]) -> list[str]:
    """The lines, with lists that are indented like code, outside of other lists, moved to the margin."""
    result = []
    nested, margin, above = False, 0, ""
    for line in lines:
        text = line.expandtabs(4)
        words = text.lstrip()
        indent = len(text) - len(words)
        if words and indent < max(margin, 4):
            margin = 0
            nested = bool(_ITEM.match(words)) or (nested and bool(above.strip()) and words[0] != "#")
        if not margin and not nested and indent >= 4 and _ITEM.match(words):
            margin = indent
        result.append(text[margin:] if margin else line)
        above = line
    return result


class Source:
    """The text of one file, whose front matter has been blanked out."""

    def __init__(self, written: str, file: str) -> None:
        self.file = file
        text = _TIGHT_BULLET.sub(r"\1- ", _BULLET.sub(r"\1- ", written))
        text = _NUMBERING.sub(lambda match: match[1] + "-".ljust(len(match[2])), text)  # columns do not change
        self._lines = _LEADING_COMMENT.sub(r"\1\3 \2", text).split("\n")
        self._text = "\n".join(_without_margin(self._lines))

    def tree(self) -> SyntaxTreeNode:
        """The Markdown blocks of the text; they may be shared, so nobody may change them."""
        return _tree(self._text)

    def line(self, number: int) -> str:
        """The line with this number, as written; empty if there is none."""
        return self._lines[number - 1] if number <= len(self._lines) else ""

    def location(self, node: SyntaxTreeNode) -> Location:
        """The location of a block's words."""
        line = (node.map[0] if node.map else 0) + 1
        marks = _MARKS.match(self.line(line))
        return Location(self.file, line, (marks.end() if marks else 0) + 1)

    def find(self, location: Location, near: str = "") -> tuple[Location, Location]:
        """The start and end of `near` in the lines from `location` on; if not found, from there to the end of the
        line."""
        if near and location.file == self.file:
            for number in range(location.line, location.line + 21):
                if (column := self.line(number).rfind(near)) >= 0:
                    return self._span(number, column + 1, len(near))
        length = len(self.line(location.line).rstrip()) + 1 - location.column if location.file == self.file else 0
        return location, replace(location, column=location.column + max(length, 0))

    def _span(self, line: int, column: int, length: int) -> tuple[Location, Location]:
        return Location(self.file, line, column), Location(self.file, line, column + length)


@lru_cache(maxsize=8)  # an editor asks for the blocks of the text that was just parsed
def _tree(text: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(_reader().parse(text))


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    # Without link definitions, which are not needed and would match "[!CAUTION]: stop", and without indented code,
    # which would match an indented list.
    reader = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    reader.disable(["reference", "code"]).parse("so that its rules are in place before several threads use it")
    return reader
