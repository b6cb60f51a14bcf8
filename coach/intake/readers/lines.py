"""Plain text and Markdown: lines become blocks, judged by their marks and their looks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.intake.block import TextBlock
from coach.intake.readers.marks import plain_inline
from coach.intake.readers.tables import table_blocks
from coach.intake.readers.titles import is_command, looks_like_title, settle_titles
from coach.intake.tidy import squeeze, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-{3,})\s*$")
_RULE = re.compile(r"^\s*(?:[-*_=~•·—–+#.]\s*){3,}$")
_BULLET = re.compile(
    r"^(?P<indent>\s*)(?:(?:[-+*–—]|o(?=\s{1,4}[A-Za-z]))\s+|[•‣◦▪●∙·○➢➤►▶■□➔→⁃\uf0b7\uf0a7]\s*"
    r"|(?=[✓✔✅☐☑✗✘✖❌]\s*\S))(?P<text>\S.*)$"
)
_TICK = re.compile(r"^(?:\[[ xX]?\]|[✓✔✅☐☑□])\s*")
_NUMBERED = re.compile(
    r"^(?P<indent>\s*)(?:(?=(?:\*\*)?(?:step|exercise|pose|stretch|technique"
    r"|move)\s+(?P<step>\d{1,2})\s*[.:)\-–—]+\s*(?:\*\*)?\s*\S)"
    r"|\(?(?P<number>\d{1,2})[.)\]](?!\d)\s*(?=\S)|(?P<dash>\d{1,2})\s?[-–]\s+(?=[A-Z])"
    r"|\(?(?P<letter>[a-hivx]{1,4})\)\s+(?!\d{4}))(?P<text>\S.*)$",
    re.IGNORECASE,
)
_ALERT = re.compile(r"^\s*\[!(?P<kind>\w+)\]:?\s*(?P<text>.*)$")
_WARNING_KINDS = ("CAUTION", "WARNING", "DANGER", "IMPORTANT")
_DELIMITER = re.compile(r"^\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*$")
_STAMP_LINE = re.compile(
    r"^\s*[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?[\])]?(?:\s*-+>\s*(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?.*)?\s*$"
)
_ENDS_SENTENCE = (".", "!", "?", ":", ";", "…", ".)", '."', ".”", "!)", "?)")

_LEAD = re.compile(r"^\s*(?:\*\*|__)(?=\S)(?P<lead>.+?)(?<=\S)(?:\*\*|__)")
_WHOLE_ITALIC = re.compile(r"^\s*(?:\*(?!\*)(?P<a>[^*]+)\*|_(?!_)(?P<b>[^_]+)_)\s*$")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def read_lines(text: str) -> list[TextBlock]:
    """The blocks of a text, Markdown or not."""
    numbered = [_Line(index, line) for index, line in enumerate(tidy(text).split("\n"), start=1)]
    front, body = _front_matter(numbered)
    if sum(bool(_STAMP_LINE.match(line.text)) for line in body) >= 3:
        return [*front, *_transcript(body)]
    return [*front, *settle_titles(list(_Lines(body).blocks()))]


def _front_matter(lines: list[_Line]) -> tuple[list[TextBlock], list[_Line]]:
    start = next((index for index, line in enumerate(lines) if line.text.strip()), 0)
    if not lines or lines[start].text.strip() != "---":
        return [], lines
    for index in range(start + 1, min(len(lines), start + 80)):
        text = lines[index].text
        if text.strip() in ("---", "..."):
            keys = [line for line in lines[start + 1 : index] if line.text.strip()]
            if not keys or not all(re.match(r"\s*(?:[\w-]+\s*:|-\s|#)|\s+\S", line.text) for line in keys):
                return [], lines
            return [_key(line) for line in keys], lines[index + 1 :]
    return [], lines


def _key(line: _Line) -> TextBlock:
    key, _, value = line.text.partition(":")
    if key.strip().lower() == "title" and value.strip():
        return TextBlock("title", squeeze(value).strip("\"'"), line=line.number)
    return TextBlock("paragraph", squeeze(line.text), furniture="front matter", line=line.number)


def _transcript(lines: list[_Line]) -> list[TextBlock]:
    """The captions of a recording, without time stamps, joined into sentences."""
    stamps: list[_Line] = []
    words: list[_Line] = []
    for line in lines:
        if line.text.strip():
            stamp = _STAMP_LINE.match(line.text) or re.fullmatch(r"\s*\d{1,4}\s*", line.text)
            (stamps if stamp else words).append(line)
    blocks: list[TextBlock] = []
    if stamps:
        said = " ".join(squeeze(line.text) for line in stamps)
        blocks = [TextBlock("paragraph", said, furniture="time stamp", line=stamps[0].number)]
    if words and sum(line.text.rstrip().endswith((".", "!", "?")) for line in words) * 5 >= len(words):
        return [TextBlock("paragraph", squeeze(" ".join(line.text for line in words)), line=words[0].number), *blocks]
    return [*(TextBlock("paragraph", squeeze(line.text), line=line.number) for line in words), *blocks]


class _Lines:
    """Walks over the lines and gathers what belongs together."""

    def __init__(self, lines: list[_Line]) -> None:
        self.lines = lines
        self.at = 0
        self.open: list[_Line] = []  # the paragraph being gathered
        self.item: TextBlock | None = None  # the list item being gathered
        self.wrapped = _hard_wrapped(lines)

    def blocks(self) -> Iterator[TextBlock]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            yield from self._line(line)
        yield from self._close()

    def _line(self, line: _Line) -> Iterator[TextBlock]:
        text = line.text
        following = self.lines[self.at].text if self.at < len(self.lines) else ""
        if not text.strip():
            yield from self._close()
        elif match := _HEADING.match(text):
            yield from self._close()
            yield _block("heading", match[2], line.number, level=len(match[1]))
        elif (match := _UNDERLINE.match(text)) and len(self.open) == 1 and self.item is None:
            title = self.open.pop()
            yield _block("heading", title.text, title.number, level=1 if "=" in text else 2)
        elif _RULE.match(text):
            yield from self._close()
        elif self._begins_table(text, following):
            yield from self._close()
            yield from self._table(line)
        elif text.lstrip().startswith(">"):
            yield from self._close()
            yield from self._quote(line)
        elif match := _BULLET.match(text):
            yield from self._close()
            self.item = _item(match["text"], line.number, _depth(match["indent"]), "")
        elif (match := _NUMBERED.match(text)) and not self._inside_sentence(match):
            yield from self._close()
            number = match["step"] or match["number"] or match["dash"] or match["letter"]
            self.item = _item(match["text"], line.number, _depth(match["indent"]), number)
        elif self.item is not None:
            titled = (
                not self.item.text.endswith(_ENDS_SENTENCE)
                and looks_like_title(self.item.text, self.item.lead)
                and text.lstrip()[0].isupper()
                and self.item.line == line.number - 1
            )
            if titled and not is_command(self.item.text):
                yield from self._close()
                self.open.append(line)
            elif text[0].isspace() or _goes_on(self.item.text, text, self.wrapped):
                apart = (
                    text.strip()[0].isupper()
                    and not self.wrapped
                    and self.item.text[-1:].isalnum() | (self.item.text[-1:] == ")")
                )
                joined = _block("item", f"{self.item.text}{'.' if apart else ''} {text.strip()}", self.item.line)
                self.item = replace(self.item, text=joined.text)
            else:
                yield from self._close()
                self.open.append(line)
        else:
            self.open.append(line)

    def _inside_sentence(self, match: re.Match[str]) -> bool:
        """Whether a number at the beginning of a line is the middle of a wrapped sentence: "for\\n30) ..."."""
        before = self.open[-1].text if self.open else self.item.text if self.item else ""
        return (
            bool(before)
            and self.wrapped
            and not before.rstrip().endswith(_ENDS_SENTENCE)
            and match["number"] is not None
            and len(before) > 50
        )

    def _close(self) -> Iterator[TextBlock]:
        if self.item is not None:
            yield self.item
            self.item = None
        if self.open:
            yield from _paragraphs(self.open, self.wrapped)
            self.open = []

    def _begins_table(self, text: str, following: str) -> bool:
        if "|" in text and "|" in following and _DELIMITER.match(following) and "-" in following:
            return True
        if (
            text.count("\t")
            and not text.startswith("\t")
            and following.count("\t") == text.count("\t")
            and not _BULLET.match(text)
            and not _NUMBERED.match(text)
        ):
            return all(cell.strip() for cell in text.split("\t"))
        return text.lstrip().startswith("|") and text.rstrip().endswith("|") and text.count("|") >= 3

    def _table(self, first: _Line) -> Iterator[TextBlock]:
        tabs = "|" not in first.text
        rows = [first]
        while self.at < len(self.lines) and ("\t" if tabs else "|") in self.lines[self.at].text:
            rows.append(self.lines[self.at])
            self.at += 1
        cells = [
            (row.number, _cells(row.text, tabs))
            for row in rows
            if tabs or not (_DELIMITER.match(row.text) and "-" in row.text)
        ]
        has_header = tabs or (len(rows) > 1 and _DELIMITER.match(rows[1].text) is not None)
        yield from table_blocks(cells, has_header)

    def _quote(self, line: _Line) -> Iterator[TextBlock]:
        quoted = [line]
        while self.at < len(self.lines) and self.lines[self.at].text.lstrip().startswith(">"):
            quoted.append(self.lines[self.at])
            self.at += 1
        inner = [_Line(each.number, re.sub(r"^\s*(?:>\s?)+", "", each.text)) for each in quoted]
        alert = _ALERT.match(inner[0].text)
        warning = alert is not None and alert["kind"].upper() in _WARNING_KINDS
        if alert:
            inner[0] = _Line(inner[0].number, alert["text"])
        for block in _Lines(inner).blocks():
            yield replace(block, warning=warning)


def _hard_wrapped(lines: list[_Line]) -> bool:
    """Whether the lines were wrapped at a width: then most of them begin in lower case."""
    pairs = [(a.text, b.text) for a, b in pairwise(lines) if a.text.strip() and b.text.strip()]
    long = [
        b.strip()
        for a, b in pairs
        if len(a) > 45 and not a.rstrip().endswith(_ENDS_SENTENCE) and not _BULLET.match(b) and not _NUMBERED.match(b)
    ]
    return len(long) >= 4 and sum(text[0].islower() for text in long) > len(long) / 2


def _goes_on(before: str, text: str, wrapped: bool) -> bool:
    """Whether a line goes on with the sentence of the line before it."""
    text, before = text.strip(), before.rstrip()
    if before.endswith(_ENDS_SENTENCE):
        return wrapped and len(before) > 45 and not before.endswith((":", ";"))
    return (
        text[0].islower()
        or text[0] == "&"
        or before.endswith((",", "-", "–", " and", " or", " the", " of"))
        or (wrapped and len(before) > 45)
    )


def _paragraphs(lines: list[_Line], wrapped: bool) -> Iterator[TextBlock]:
    """The lines between two blank ones: one paragraph, or one for each line."""
    joined: list[_Line] = []
    for line in lines:
        if joined and _goes_on(joined[-1].text, line.text, wrapped):
            before = joined[-1].text.rstrip()
            glue = (
                ""
                if before.endswith("-") and re.search(r"[a-z]-$", before) and line.text.strip()[0].islower() and wrapped
                else " "
            )
            joined[-1] = _Line(joined[-1].number, f"{before[:-1] if not glue else before}{glue}{line.text.strip()}")
        else:
            joined.append(line)
    for index, line in enumerate(joined):
        close = index > 0
        alone = len(joined) == 1 or index == len(joined) - 1
        leads = index == 0 and len(joined) > 1 and joined[1].text.rstrip().endswith((".", "!", "?", ":"))
        block = replace(_block("paragraph", line.text, line.number), close=close)
        if (alone or leads or (line.text.isupper() and not close)) and looks_like_title(block.text, block.lead):
            yield replace(block, kind="heading", level=2, sure=False)
        else:
            yield block


def _cells(row: str, tabs: bool) -> list[str]:
    if tabs:
        return [cell.strip() for cell in row.split("\t")]
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def _item(text: str, line: int, level: int, number: str) -> TextBlock:
    block = _block("item", _TICK.sub("", text) or text, line)
    return replace(block, level=level, number=number)


def _depth(indent: str) -> int:
    return len(indent.expandtabs(4)) // 2


def _block(kind: str, written: str, line: int, level: int = 0) -> TextBlock:
    lead = _LEAD.match(written)
    italic = _WHOLE_ITALIC.match(written) is not None
    text = plain_inline(written)
    return TextBlock(kind, text, level, plain_inline(lead["lead"]) if lead else "", italic=italic, line=line)  # type: ignore[arg-type]
