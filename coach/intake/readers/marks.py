"""Removing the marks of Markdown inside a line."""

from __future__ import annotations

import re

from coach.intake.tidy import squeeze

_LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()\s]*)(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]*?[^\s*_])\1(?![\w*])")
_CODE = re.compile(r"`+([^`]*)`+")
_STRUCK = re.compile(r"~~(?=\S)(.+?)~~|==(?=\S)(.+?)==")
_TAG = re.compile(
    r"</?(?:sub|sup|br|b|i|em|strong|u|p|div|span|a|img|hr|small|center|font|kbd|mark|details|summary|ul"
    r"|ol|li|table|tr|td|th|h[1-6]|figure|figcaption|blockquote|pre|code|iframe|video|source"
    r"|picture)\b[^<>]*>",
    re.I,
)
_COMMENT = re.compile(r"<!--(.*?)(?:-->|$)", re.S)


def plain_inline(text: str) -> str:
    """The words of a line of Markdown, without its marks."""
    text = _COMMENT.sub(r" \1 ", text)
    text = _LINK.sub(lambda match: match[0] if match[0].startswith("!") else match[1], text)
    text = _TAG.sub(" ", text)
    text = re.sub(r"<((?:https?://|mailto:)[^<>\s]*)>", r"\1", text)
    text = _CODE.sub(r"\1", text)
    text = _STRUCK.sub(lambda match: match[1] or match[2], text)
    for _ in range(3):
        text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    text = re.sub(r"^[*~=_]{2,}\s*|\s*[*~=_]{2,}$", "", text)
    text = re.sub(r"\\([\\`*_{}\[\]()#+\-.!|<>~])", r"\1", text)
    return squeeze(text)
