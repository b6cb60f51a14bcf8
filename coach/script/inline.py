"""Inside a line of Markdown: its words, what its comments say, and whether it is a link to another script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.tree import SyntaxTreeNode

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)


def words_of(node: SyntaxTreeNode) -> str:
    """The text of a heading or paragraph without its markup, comments and pictures."""
    return " ".join("".join(_pieces(node)).split())


def _pieces(node: SyntaxTreeNode) -> Iterator[str]:
    is_break = node.type == "html_inline" and node.content.lower().startswith("<br")
    if node.type in ("text", "code_inline"):
        yield node.content
    elif is_break or node.type in ("softbreak", "hardbreak"):
        yield " "
    elif node.type != "image":
        for child in node.children:
            yield from _pieces(child)


def sources_of(node: SyntaxTreeNode) -> tuple[str, ...]:
    """What the comments in a paragraph say, word by word: `<!-- H10, H11 -->` is H10 and H11."""
    html = "".join(inline.content for inline in node.walk() if inline.type == "html_inline")
    return tuple(word for comment in _COMMENT.findall(html) for word in re.findall(r"[^\s,;]+", comment))


def lone_link(node: SyntaxTreeNode) -> str | None:
    """The address of a paragraph that is one link to a Markdown file and nothing else."""
    children = node.children[0].children if node.children else []
    solid = [child for child in children if child.type != "html_inline" and child.content.strip() != ""]
    links = [child for child in children if child.type == "link"]
    if len(links) != 1 or [child for child in solid if child.type != "link"]:
        return None
    address = str(links[0].attrs.get("href", ""))
    return address if is_script(address) else None


def is_script(address: str) -> bool:
    """Whether the address of a link is that of a Markdown file here, and not somewhere on the net."""
    return address.lower().endswith(".md") and "://" not in address
