"""Word documents (.docx): mammoth turns the body into HTML; headers and footers are read separately."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from coach.intake.block import TextBlock
from coach.intake.readers.archive import damaged, open_archive, read_xml
from coach.intake.readers.html import read_html
from coach.intake.readers.missing import library
from coach.intake.tidy import squeeze

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Heading 5'] => h5:fresh
p[style-name='Heading 6'] => h6:fresh
p[style-name='List Bullet'] => ul > li:fresh
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number'] => ol > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Caption'] => figcaption:fresh
"""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RUNNING = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml")


def read_word(raw: bytes, name: str) -> list[TextBlock]:
    """The blocks of a Word document. Raises IntakeError."""
    mammoth = library("mammoth", name)
    with open_archive(raw, name) as archive:
        if "word/document.xml" not in archive.namelist():
            raise damaged(name)
        running = list(_running(archive, name))
        read_xml(archive, "word/document.xml", name)
        try:
            # A picture would come as text, megabytes of it.
            pictures = mammoth.images.img_element(lambda _: {"src": ""})
            html = mammoth.convert_to_html(io.BytesIO(raw), style_map=_STYLES, convert_image=pictures).value
        except Exception as error:  # whatever the library makes of what nobody foresaw
            raise damaged(name) from error
    return [*read_html(html), *running]


def _running(archive: zipfile.ZipFile, name: str) -> Iterator[TextBlock]:
    """Headers and footers, which belong to the page and not to the text."""
    seen = set()
    for part in archive.namelist():
        if not _RUNNING.fullmatch(part) or part.startswith(("word/footnotes", "word/endnotes", "word/comments")):
            continue
        for paragraph in read_xml(archive, part, name).iter(f"{_WORD}p"):
            text = squeeze(
                "".join(
                    node.text or "" if node.tag == f"{_WORD}t" else " "
                    for node in paragraph.iter()
                    if node.tag in (f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br")
                )
            )
            if text and text not in seen:
                seen.add(text)
                yield TextBlock("paragraph", text, furniture="the head or foot of each page")
