"""What each line of a script is, for the colours of an editor."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from coach.script.inline import lone_link
from coach.script.source import Source

if TYPE_CHECKING:
    from collections.abc import Collection

    from markdown_it.tree import SyntaxTreeNode

LineKind = Literal["", "front matter", "title", "section", "area", "step", "client", "caution", "include", "unspoken"]
"""What is written there. Empty: an empty line. `client`: words to the client. `unspoken`: for readers of the script."""

_HEADINGS: dict[str, LineKind] = {"h1": "title", "h2": "section", "h3": "area"}
_CAUTION = re.compile(r"(?:>\s*)+\[!(?:CAUTION|WARNING)\]", re.IGNORECASE)
_ALERT = re.compile(r"(?:>\s*)+\[!\w+\]")


def line_kinds(text: str, silent: Collection[int]) -> list[LineKind]:
    """The kind of each line of a script, whose line ends are line feeds.

    `silent`: the lines, from 1, where text that is not spoken begins, as the parser found them.
    """
    lines = text.split("\n")
    top = _front_matter(lines)
    kinds: list[LineKind] = ["front matter" if number < top else "" for number in range(len(lines))]
    for node in Source("\n" * top + "\n".join(lines[top:]), "script").tree().children:
        _mark(node, kinds, lines, silent, "")
    for number, line in enumerate(lines):
        if not line.strip():
            kinds[number] = ""
        elif not kinds[number]:
            kinds[number] = "unspoken"  # a comment, HTML, a ruler
    return kinds


def _front_matter(lines: list[str]) -> int:
    """How many lines at the top are front matter."""
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].rstrip() != "---":
        return 0
    ends = (number for number in range(first + 1, len(lines)) if lines[number].rstrip() in ("---", "..."))
    return next(ends, first) + 1


def _mark(
    node: SyntaxTreeNode, kinds: list[LineKind], lines: list[str], silent: Collection[int], inside: LineKind
) -> None:
    first, end = node.map or (0, 0)
    kind: LineKind = inside
    if node.type == "heading":
        kind = _HEADINGS.get(node.tag, "unspoken")
    elif node.type == "blockquote":
        written = lines[first] if first < len(lines) else ""
        kind = "caution" if _CAUTION.search(written) else "unspoken" if _ALERT.search(written) else "client"
    elif node.type in ("bullet_list", "ordered_list"):
        kind = inside if inside == "caution" else "step"
    elif node.type == "paragraph" and not inside:
        kind = "include" if lone_link(node) is not None else "step"
    elif node.type in ("table", "fence", "code_block", "html_block"):
        kind = "unspoken"
    if first + 1 in silent and node.type in ("paragraph", "heading", "table", "fence", "code_block"):
        kind = "unspoken"
    for number in range(first, min(end, len(kinds))):
        kinds[number] = kind
    if node.type in ("bullet_list", "ordered_list", "list_item", "blockquote"):
        for child in node.children:
            _mark(child, kinds, lines, silent, kind)
