"""PDF: the text of its pages; a picture of text is not read."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from coach.errors import IntakeError
from coach.intake.block import TextBlock
from coach.intake.readers.archive import damaged
from coach.intake.readers.lines import read_lines
from coach.intake.readers.missing import library
from coach.intake.tidy import squeeze, tidy

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_PAGES = 400
MOST_LETTERS = 600_000
MOST_SECONDS = 60.0
_FEWER = "Save the pages you need as a file of their own."


def read_pdf(raw: bytes, name: str, clock: Callable[[], float] = time.monotonic) -> list[TextBlock]:
    """The blocks of a PDF. Raises IntakeError for one that is locked, scanned, too long, or too slow to read."""
    pypdf = library("pypdf", name)
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        locked = reader.is_encrypted and not reader.decrypt("")
        count = 0 if locked else len(reader.pages)
    except Exception as error:  # the library's errors have no base that covers damaged files
        raise damaged(name) from error
    if locked:
        raise IntakeError(f"{name} is protected by a password. Save it without one and import it again.")
    if count > MOST_PAGES:
        raise IntakeError(f"{name} has {count} pages, which is too long for a session. {_FEWER}")
    pages = _read_pages(reader, count, name, clock)
    if not any(page.strip() for page in pages):
        raise IntakeError(
            f"{name} holds pictures of its words, not words. Run it through text recognition first, or type them."
        )
    return _joined(pages)


def _read_pages(reader: Any, count: int, name: str, clock: Callable[[], float]) -> list[str]:
    began = clock()
    pages: list[str] = []
    for number in range(count):
        try:
            pages.append(tidy(reader.pages[number].extract_text() or ""))
        except Exception as error:  # as above
            raise damaged(name) from error
        if clock() - began > MOST_SECONDS or sum(map(len, pages)) > MOST_LETTERS:
            raise IntakeError(f"{name} takes too long to read: {len(pages)} of {count} pages so far. {_FEWER}")
    return pages


def _joined(pages: list[str]) -> list[TextBlock]:
    lines = [[line.rstrip() for line in page.split("\n")] for page in pages]
    running = _running(lines)
    kept = [line for page in lines for line in [*page, ""] if _key(line) not in running]
    left = [line for page in lines for line in page if _key(line) in running]
    text = re.sub(r"(\n\s*){3,}", "\n\n", "\n".join(kept))
    blocks = read_lines(_across_pages(text))
    return [
        *blocks,
        *(
            TextBlock("paragraph", squeeze(line), furniture="the head or foot of each page")
            for line in dict.fromkeys(left)
        ),
    ]


def _running(pages: list[list[str]]) -> set[str]:
    """The lines that stand at the head or foot of most pages, page numbers aside."""
    if len(pages) < 3:
        return set()
    ends = [
        {_key(line) for line in [*solid[:2], *solid[-2:]]}
        for page in pages
        if (solid := [line for line in page if line.strip()])
    ]
    counts = Counter(key for each in ends for key in each if key)
    return {key for key, count in counts.items() if count >= max(3, len(pages) * 0.5)}


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", squeeze(line)).casefold()


def _across_pages(text: str) -> str:
    """A sentence that goes on after the end of a page is one sentence."""
    return re.sub(r"(?<=[a-z,])\n\n(?=[a-z])", "\n", text)
