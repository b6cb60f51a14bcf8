"""Choosing the reader: by the bytes of a file, or by its name if they do not tell."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from coach.errors import IntakeError
from coach.intake.block import Document
from coach.intake.readers.archive import has_part, open_archive
from coach.intake.readers.html import read_html
from coach.intake.readers.lines import read_lines
from coach.intake.readers.open_document import read_open_document
from coach.intake.readers.pdf import read_pdf
from coach.intake.readers.rich_text import read_rich_text
from coach.intake.readers.sheet import read_csv, read_sheets
from coach.intake.readers.word import read_word
from coach.intake.tidy import tidy
from coach.script.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.intake.block import TextBlock

MOST_BYTES = 20 * 1024 * 1024
"""Bytes of a document; most of them are pictures."""
MOST_TEXT = 2 * 1024 * 1024
"""Bytes of a document that is text alone."""
MOST_WORDS = 60_000
"""Words in all blocks: nine hours of speech."""

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|article|main|div|section"
    r"|h1|p|ul|table)\b",
    re.I | re.S,
)
_PAGES = (".html", ".htm", ".xhtml", ".mht", ".mhtml")
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "is a file of an old Office. Save it as .docx or .xlsx"),
    (b"\x89PNG", "is a picture. Type its words, or run it through text recognition"),
    (b"\xff\xd8\xff", "is a picture. Type its words, or run it through text recognition"),
    (b"GIF8", "is a picture. Type its words, or run it through text recognition"),
    (b"ID3", "is a sound file. Import its transcript"),
    (b"RIFF", "is a sound file or a film. Import its transcript"),
    (b"OggS", "is a sound file. Import its transcript"),
    (b"fLaC", "is a sound file. Import its transcript"),
    (b"\x1f\x8b", "is packed. Unpack it, and import what is in it"),
    (b"7z\xbc\xaf", "is packed. Unpack it, and import what is in it"),
    (b"Rar!", "is packed. Unpack it, and import what is in it"),
    (b"\x7fELF", "is a program"),
    (b"MZ\x90", "is a program"),
    (b"SQLite format 3", "is a database"),
    (b"{\\*\\", "is damaged"),
)


def read_document(raw: bytes, name: str) -> Document:
    """The document in `raw`, whose file is called `name` (empty: standard input). Raises IntakeError."""
    shown = name or "Standard input"
    if len(raw) > MOST_BYTES:
        raise IntakeError(
            f"{shown} has {len(raw) / 1e6:.0f} MB; {MOST_BYTES // 10**6} MB are the most. "
            "Import the part you need, without its pictures."
        )
    blocks, source = _read(raw, shown, PurePath(name).suffix.lower())
    _bounded(sum(len(block.text.split()) for block in blocks), shown)
    return Document(PurePath(name).stem, tuple(blocks), source)


def _read(raw: bytes, name: str, suffix: str) -> tuple[list[TextBlock], tuple[str, ...]]:
    if not raw.strip(b"\x00 \t\r\n"):
        raise IntakeError(f"{name} is empty.")
    if raw[:1024].lstrip().startswith(b"%PDF-") or b"%PDF-" in raw[:1024]:
        return read_pdf(raw, name), ()
    if raw.startswith(b"PK\x03\x04"):
        return _archive(raw, name)(raw, name), ()
    if raw.startswith(b"{\\rtf"):
        return read_rich_text(raw, name), ()
    for beginning, why in _REFUSED:
        if raw.startswith(beginning):
            raise IntakeError(f"{name} {why}.")
    if len(raw) > MOST_TEXT:
        raise IntakeError(
            f"{name} has {len(raw) / 1e6:.0f} MB of text; {MOST_TEXT // 10**6} MB are the most. "
            "Import the part you need."
        )
    try:
        text, _ = decode(raw)
    except ValueError as error:
        raise IntakeError(f"{name} is not text, nor a document of a kind that can be read: {KINDS}.") from error
    if suffix not in _PAGES:
        _bounded(len(text.split()), name)
    if sum(char < " " and char not in "\n\r\t\f\v" for char in text[:4000]) > len(text[:4000]) * 0.1:
        raise IntakeError(f"{name} is not text, nor a document of a kind that can be read: {KINDS}.")
    if suffix in _PAGES or (_HTML.match(text) and suffix not in (".md", ".markdown")):
        return read_html(text), ()
    if suffix in (".csv", ".tsv"):
        return read_csv(text), _lines(text)
    return read_lines(text), _lines(text)


def _bounded(words: int, name: str) -> None:
    if words > MOST_WORDS:
        hours = words // 6600
        raise IntakeError(
            f"{name} has {words:,} words, which would be {hours} hours of speech. Import the part you need."
        )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(_O_FOR_A_BULLET.sub("", line) for line in tidy(text).split("\n") if line.strip())


_O_FOR_A_BULLET = re.compile(r"^\s*o\s{1,4}(?=[A-Za-z])")
"""Some programs write the round bullet as a letter."""

KINDS = "txt, md, html, docx, pdf, odt, rtf, csv, xlsx"


def _archive(raw: bytes, name: str) -> Callable[[bytes, str], list[TextBlock]]:
    with open_archive(raw, name) as archive:
        for part, reader in (
            ("word/document.xml", read_word),
            ("xl/workbook.xml", read_sheets),
            ("content.xml", read_open_document),
        ):
            if has_part(archive, [part]):
                return reader
    raise IntakeError(
        f"{name} is an archive, but no document of a kind that can be read: {KINDS}. "
        "Unpack it, and import what is in it."
    )
