"""The content of a Markdown line: its words, its comments, and whether it is a link to another script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.tree import SyntaxTreeNode

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_STRUCK_OUT = re.compile(r"<(/?)(?:del|s|strike)\b[^>]*>", re.IGNORECASE)

_MARKS = (
    (re.compile(r"^\[[ xX]\](?:\s+|$)"), ""),  # a task's checkbox
    (
        re.compile(r"%%.*?%%|\[\^[^\]\s]+\]"),
        "",
    ),  # comments and footnote numbers of note-taking programs
    (re.compile(r"!\[\[[^\[\]]*\]\]|\[\[[^\[\]|]*\.\w{2,5}\s*(?:\|[^\[\]]*)?\]\]"), ""),  # [[ball.png]], ![[a page]]
    (re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]"), r"\1"),  # [[a page]], [[a page|its words]]
    (re.compile(r"==(?=\S)(.+?)(?<=\S)=="), r"\1"),  # highlighted
)
"""Markup of note-taking programs that is not in CommonMark, and its replacement."""


def words_of(node: SyntaxTreeNode) -> str:
    """The text of a heading or paragraph without markup, comments, pictures and struck-out text."""
    text = " ".join("".join(_pieces(node)).split())
    for mark, left in _MARKS:
        text = mark.sub(left, text)
    return " ".join(text.split())


def _pieces(node: SyntaxTreeNode) -> Iterator[str]:
    kind = node.type
    if kind in ("text", "code_inline"):
        yield node.content
    elif kind in ("softbreak", "hardbreak") or (kind == "html_inline" and node.content.lower().startswith("<br")):
        yield " "
    elif kind not in ("image", "s"):
        struck_out = False
        for child in node.children:
            if child.type == "html_inline" and (tag := _STRUCK_OUT.fullmatch(child.content)):
                struck_out = not tag[1]
            elif not struck_out:
                yield from _pieces(child)


def picture_of(node: SyntaxTreeNode) -> tuple[str, str] | None:
    """The address of the first picture in a paragraph, and the text that stands for it; None without one."""
    for part in node.walk():
        if part.type == "image" and (address := unquote(str(part.attrs.get("src", "")))):
            return address, " ".join(part.content.split())
    return None


def has_struck_out(node: SyntaxTreeNode) -> bool:
    """Whether a paragraph contains struck-out text."""
    return any(part.type == "s" or _STRUCK_OUT.fullmatch(part.content) for part in node.walk())


def sources_of(node: SyntaxTreeNode) -> tuple[str, ...]:
    """The words in a paragraph's comments: `<!-- H10, H11 -->` gives H10 and H11."""
    html = "".join(inline.content for inline in node.walk() if inline.type == "html_inline")
    return tuple(word for comment in _COMMENT.findall(html) for word in re.findall(r"[^\s,;]+", comment))


def lone_link(node: SyntaxTreeNode) -> str | None:
    """The address of a paragraph that is only a link to a Markdown file, or None."""
    children = node.children[0].children if node.children else []
    solid = [child for child in children if child.type != "html_inline" and child.content.strip() != ""]
    links = [child for child in children if child.type == "link"]
    if len(links) != 1 or [child for child in solid if child.type != "link"]:
        return None
    address = str(links[0].attrs.get("href", ""))
    return address if is_script(address) else None


def is_script(address: str) -> bool:
    """Whether the address of a link is a local Markdown file."""
    return address.lower().endswith(".md") and "://" not in address
