"""Small aligned tables, as wide as the terminal at most."""

from __future__ import annotations

import shutil
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GAP = 2
_NARROWEST, _ENOUGH = 12, 30
"""Columns that a cell with several lines needs: two fifths of what it has, within these. With less it goes below."""
_BELOW = 4
"""How far such a cell is indented."""
_UNLIMITED = 100_000


def table(rows: Sequence[Sequence[str]], indent: str = "", width: int | None = None) -> str:
    """Rows of cells in columns two spaces apart.

    `width`: the most columns of the terminal; by default its own, without end where the output is none. In a narrow
    one the last cell that finds room is broken into lines, and those after it follow below, one on a line.
    """
    return "\n".join(table_rows(rows, indent, width))


def table_rows(rows: Sequence[Sequence[str]], indent: str = "", width: int | None = None) -> list[str]:
    """As `table`, the text of each row for itself; it may have several lines."""
    room = (shutil.get_terminal_size((_UNLIMITED, 24)).columns if width is None else width) - len(indent)
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    beside = _fitting(widths, room)
    last = beside - 1
    before = sum(widths[:last]) + _GAP * last
    widths[last] = min(widths[last], max(room - before, 1))
    return ["\n".join(f"{indent}{line}" for line in _lines(row, widths[:beside], room)) for row in rows]


def _fitting(widths: Sequence[int], room: int) -> int:
    """How many columns stand beside each other, at least one."""
    for count in range(len(widths), 1, -1):
        before = sum(widths[: count - 1]) + _GAP * (count - 1)
        least = min(max(widths[count - 1] * 2 // 5, _NARROWEST), _ENOUGH)
        if before + min(widths[count - 1], least) <= room:
            return count
    return 1


def _lines(row: Sequence[str], widths: Sequence[int], room: int) -> Iterator[str]:
    last = len(widths) - 1
    first, *more = _broken(row[last], widths[last])
    before = sum(widths[:last]) + _GAP * last
    yield (" " * _GAP).join(_padded([*row[:last], first], widths)).rstrip()
    yield from (" " * before + part for part in more)
    for cell in row[last + 1 :]:
        yield from (" " * _BELOW + part for part in _broken(cell, room - _BELOW) if part)


def _broken(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` columns, broken between words where it can be."""
    if _width(text) <= width:
        return [text]
    from coach.live.display.rows import wrapped

    return wrapped(text, width)


def _padded(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for cell, width in zip(row, widths, strict=True):
        yield cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """The width of a text in a terminal: two columns for Chinese characters and emoji, none for accents and joiners."""
    return sum(
        0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )
