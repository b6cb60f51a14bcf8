"""OpenDocument text (.odt): headings, paragraphs, lists and tables of its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.intake.block import TextBlock
from coach.intake.readers.archive import damaged, has_part, open_archive, read_xml
from coach.intake.readers.tables import table_blocks
from coach.intake.tidy import squeeze, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_UNSAID = {f"{_OFFICE}annotation", f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{_TEXT}sequence-decls"}
_DEEPEST = 100


def read_open_document(raw: bytes, name: str) -> list[TextBlock]:
    """The blocks of an OpenDocument text. Raises IntakeError."""
    with open_archive(raw, name) as archive:
        root = read_xml(archive, "content.xml", name)
        styles = read_xml(archive, "styles.xml", name) if has_part(archive, ["styles.xml"]) else None
    body = root.find(f".//{_OFFICE}text")
    if body is None:
        raise damaged(name)
    bold = {str(style.get(f"{_STYLE}name")) for style in root.iter(f"{_STYLE}style") if _is_bold(style)}
    blocks = list(_blocks(body, 0, False, bold, 0))
    running = [] if styles is None else [node for tag in ("header", "footer") for node in styles.iter(f"{_STYLE}{tag}")]
    words = [squeeze(_words(paragraph)) for node in running for paragraph in node.iter(f"{_TEXT}p")]
    return [
        *blocks,
        *(
            TextBlock("paragraph", text, furniture="the head or foot of each page")
            for text in dict.fromkeys(words)
            if text
        ),
    ]


def _is_bold(style: Element) -> bool:
    return any(
        value == "bold" for node in style.iter() for key, value in node.attrib.items() if key.endswith("}font-weight")
    )


def _blocks(node: Element, level: int, in_item: bool, bold: set[str], depth: int) -> Iterator[TextBlock]:
    first = True
    for child in node:
        if child.tag in _UNSAID:
            continue
        if depth > _DEEPEST:
            yield from _said(TextBlock("paragraph", _words(child)))
            continue
        if child.tag == f"{_TEXT}h":
            outline = child.get(f"{_TEXT}outline-level") or "1"
            yield from _said(TextBlock("heading", _words(child), int(outline) if outline.isdecimal() else 1))
        elif child.tag == f"{_TEXT}p":
            style = child.get(f"{_TEXT}style-name") or ""
            kind = "title" if style == "Title" else "item" if in_item and first else "paragraph"
            for text in _words(child).split("\n"):
                yield from _said(TextBlock(kind, text, level - 1 if kind == "item" else 0, _lead(child, bold)))  # type: ignore[arg-type]
                kind = "paragraph"
            first = False
        elif child.tag == f"{_TEXT}list":
            yield from _blocks(child, level + 1, False, bold, depth + 1)
        elif child.tag in (f"{_TEXT}list-item", f"{_TEXT}list-header"):
            yield from _blocks(child, level, True, bold, depth + 1)
        elif child.tag == f"{_TABLE}table":
            rows = [
                [
                    squeeze(" ".join(_words(p) for p in cell.iter(f"{_TEXT}p")))
                    for cell in row
                    if cell.tag == f"{_TABLE}table-cell"
                ]
                for row in child.iter(f"{_TABLE}table-row")
            ]
            yield from table_blocks([(0, row) for row in rows], has_header=True)
        else:
            yield from _blocks(child, level, in_item, bold, depth + 1)


def _said(block: TextBlock) -> Iterator[TextBlock]:
    text = squeeze(block.text)
    if text:
        lead = block.lead if text.startswith(block.lead) else ""
        yield TextBlock(block.kind, text, block.level, lead)


def _lead(paragraph: Element, bold: set[str]) -> str:
    first = next(iter(paragraph), None)
    begins = first is not None and not (paragraph.text or "").strip() and first.get(f"{_TEXT}style-name") in bold
    return squeeze(_words(first)) if first is not None and begins else ""


def _words(node: Element) -> str:
    pieces: list[str] = []
    waiting: list[Element | str] = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            pieces.append(each)
        elif each.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif each.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
            pieces.append(" ")
        elif each.tag not in _UNSAID or each is node:
            pieces.append(each.text or "")
            waiting += [part for child in reversed(each) for part in (child.tail or "", child)]
    return tidy("".join(pieces))
