"""Markdown to sections: headings, list items, quotes and alerts become steps; other text is not spoken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.script.blocks.heading import read_heading
from coach.script.blocks.included_part import insert_part
from coach.script.blocks.list_item import read_note, read_step
from coach.script.blocks.paragraph import read_paragraph
from coach.script.blocks.parser_state import ParserState
from coach.script.blocks.quote import read_quote
from coach.script.dangers import danger_label
from coach.script.inline import lone_link, words_of
from coach.script.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.tree import SyntaxTreeNode

    from coach.script.part import Part
    from coach.script.routine import Diagnostic, Location, Speaker

_HTML = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_LISTS = ("bullet_list", "ordered_list")


def parse_markdown(
    text: str, file: str, speaker: Speaker, include: Callable[[str, Location], Part | Diagnostic]
) -> Part:
    """The parsed `text`, whose front matter has been blanked out.

    `include` is called with the address and the location of each link to a script; it returns its part or a diagnostic.
    """
    return _Parser(ParserState(Source(text, file), speaker), include).parse()


class _Parser:
    """Gives each block, in order, to the reader of its kind."""

    def __init__(self, state: ParserState, include: Callable[[str, Location], Part | Diagnostic]) -> None:
        self.state, self.include = state, include
        self.danger = ""  # the current danger label

    def parse(self) -> Part:
        for node in self.state.source.tree().children:
            self._block(node)
        self.state.sections.close()
        return self.state.part

    def _block(self, node: SyntaxTreeNode) -> None:
        state = self.state
        if node.type == "heading":
            self._label(read_heading(node, state))
        elif node.type in _LISTS:
            self._list(node)
        elif node.type == "blockquote":
            self.danger = ""
            read_quote(node, state)
        elif node.type == "paragraph":
            self._paragraph(node)
        elif node.type == "html_block" and _HTML.sub("", node.content).strip():
            state.tell.doubt("what stands in raw HTML is not spoken", state.source.location(node), code="html")
        elif node.type == "table":
            cells = (words_of(cell) for cell in node.walk() if cell.type == "inline")
            state.unspoken(node, "table", " ".join(cells))
        elif node.type in ("fence", "code_block"):
            state.unspoken(node, "code", " ".join(node.content.split()))

    def _paragraph(self, node: SyntaxTreeNode) -> None:
        target = lone_link(node)
        if target is not None:
            self.danger = ""
            location = self.state.source.location(node)
            insert_part(self.include(target, location), location, self.state)
        elif (label := read_paragraph(node, self.state)) is not None:
            self._label(label)

    def _list(self, node: SyntaxTreeNode) -> None:
        if self.danger:
            message = (
                f"what stands under '{self.danger}' will be spoken as steps: if it warns, make it a caution, "
                "a quote that begins with > [!CAUTION]"
            )
            self.state.tell.doubt(message, self.state.source.location(node), code="danger-list")
            self.danger = ""
        for item in node.children:
            self._item(item)

    def _item(self, item: SyntaxTreeNode) -> None:
        """The first paragraph of a list item is a step, a later one is a note; other blocks in it count as usual."""
        for index, node in enumerate(item.children):
            if node.type == "paragraph" and index == 0:
                read_step(node, self.state)
            elif node.type == "paragraph":
                read_note(node, self.state)
            else:
                if node.type in _LISTS and index == 1 and item.children[0].type == "paragraph":
                    self._label(words_of(item.children[0]))
                self._block(node)

    def _label(self, words: str) -> None:
        """Remember the words before a list if they say that it is about dangers."""
        self.danger = words if danger_label(words) else ""
