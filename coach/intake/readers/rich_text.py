"""Rich text (.rtf): striprtf turns it into plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.intake.readers.archive import damaged
from coach.intake.readers.lines import read_lines
from coach.intake.readers.missing import library

if TYPE_CHECKING:
    from coach.intake.block import TextBlock


def read_rich_text(raw: bytes, name: str) -> list[TextBlock]:
    """The blocks of a rich text. Raises IntakeError."""
    striprtf = library("striprtf.striprtf", name)
    try:
        text: str = striprtf.rtf_to_text(raw.decode("latin-1"), errors="ignore")
    except Exception as error:  # the library lets whatever it meets pass through
        raise damaged(name) from error
    return read_lines(text)
