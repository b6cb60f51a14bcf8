"""Rows of a page: pieces of text, each in one tone, with functions to join, cut and wrap them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Piece(NamedTuple):
    """Text in one tone, a key of the table of styles."""

    text: str
    tone: str = ""


Row = tuple[Piece, ...]


def label(name: str, gutter: int, text: str, tone: str, name_tone: str = "faint") -> Row:
    """A row with its label, in the gutter if there is one."""
    return (Piece(f"{name:>{gutter - 2}}  " if gutter else "", name_tone), Piece(text, tone))


def apart(left: Row, right: Row, width: int) -> Row:
    """A row with text at both ends; the left one is cut if needed."""
    from rich.cells import cell_len

    need = sum(cell_len(piece.text) for piece in right)
    left = cut(left, max(width - need - 1, 0))
    have = sum(cell_len(piece.text) for piece in left)
    return (*left, Piece(" " * max(width - need - have, 0)), *right)


def cut(row: Row, width: int) -> Row:
    """A row shortened to `width` columns."""
    from rich.cells import cell_len, set_cell_size

    pieces: list[Piece] = []
    for piece in row:
        wide = cell_len(piece.text)
        if wide > width:
            short = set_cell_size(piece.text, max(width - 1, 0)).rstrip() + ("…" if width > 0 else "")
            return (*pieces, Piece(short, piece.tone))
        pieces.append(piece)
        width -= wide
    return tuple(pieces)


@lru_cache(maxsize=256)
def wrapped(text: str, width: int) -> list[str]:
    """Text in rows of at most `width` columns, broken between words if possible."""
    from rich.cells import cell_len, chop_cells

    width = max(width, 2)
    rows = [""]
    for word in text.split():
        for number, part in enumerate(chop_cells(word, width)):
            joined = f"{rows[-1]} {part}" if rows[-1] and not number else rows[-1] + part
            if cell_len(joined) <= width:
                rows[-1] = joined
            else:
                rows.append(part)
    return rows


@lru_cache(maxsize=256)
def clean(text: str) -> str:
    """Text without anything that would move the cursor."""
    joiners = "\u200c\u200d"
    return " ".join("".join(c if c.isprintable() or c in joiners else " " for c in text).split())
