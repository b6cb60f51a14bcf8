"""Blocks: what every reader makes of a document, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["title", "heading", "item", "paragraph", "row"]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One block of a document: plain words, without markup."""

    kind: BlockKind
    text: str
    """Its words; of a row, its cells joined."""
    level: int = 0
    """Of a heading 1 to 6; of an item how deep it is nested, from 0."""
    lead: str = ""
    """The bold words it begins with."""
    number: str = ""
    """Of an item in a numbered list, its number as written."""
    sure: bool = True
    """False: a heading only by its looks, which what follows it may disprove."""
    italic: bool = False
    """Whether all of it is in italics."""
    cells: tuple[str, ...] = ()
    """Of a row."""
    columns: tuple[str, ...] = ()
    """Of a row, the headings of the table; empty where it has none."""
    close: bool = False
    """Whether it follows the block before it without a blank line between."""
    warning: bool = False
    """Whether the page sets it apart as a warning."""
    furniture: str = ""
    """Why it belongs to the page and not to the text, such as "navigation"; empty: it belongs to the text."""
    line: int = 0
    """Where it stands in the document, from 1; 0: unknown."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document, read."""

    name: str
    """What it is called: the file's name without its ending; empty for standard input."""
    blocks: tuple[TextBlock, ...]
    source: tuple[str, ...] = ()
    """Its lines, where it is plain text; else the blocks are all there is."""

    def pieces(self) -> tuple[str, ...]:
        """Every piece of text that must not be lost."""
        return self.source or tuple(block.text for block in self.blocks)
