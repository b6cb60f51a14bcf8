"""Small aligned tables."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def table(rows: Sequence[Sequence[str]], indent: str = "") -> str:
    """Rows of cells in columns two spaces apart."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(indent + "  ".join(_padded(row, widths)).rstrip() for row in rows)


def _padded(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for cell, width in zip(row, widths, strict=True):
        yield cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """The width of a text in a terminal: two columns for Chinese characters and emoji, none for accents and joiners."""
    return sum(
        0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )
