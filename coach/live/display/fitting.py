"""Fitting blocks of rows into the height of a terminal; the least important ones are dropped first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coach.live.display.rows import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.live.display.rows import Row


class Block(NamedTuple):
    """Rows that are shown or dropped together."""

    weight: int
    """The lowest weight is dropped first. 0: the words, which are shortened instead; negative: extra space."""
    rows: list[Row]


def fitted(blocks: list[Block], height: int) -> list[Row]:
    """The rows of blocks in exactly `height` rows, as many blocks as fit."""
    words = next(block for block in blocks if block.weight == 0)
    for least in (len(words.rows), min(len(words.rows), 2), min(len(words.rows), 1)):
        kept = sorted(blocks, key=lambda block: block.weight)
        floor = 11 if least == len(words.rows) else 17 if least > 1 else 99
        while _height(kept, words, least) > height and (light := next((b for b in kept if 0 < b.weight < floor), None)):
            blocks = [block for block in blocks if block is not light]
            kept = [block for block in kept if block is not light]
        if _height(kept, words, least) <= height:
            break
    room = height - _height(blocks, words, 0)
    rows: list[Row] = []
    for block in blocks:
        if block is words:
            rows += (
                block.rows if len(block.rows) <= room else [*block.rows[: max(room - 1, 0)], _more(block.rows, room)]
            )
        elif block.weight < 0:
            rows += [()] * max(room - len(words.rows), 0)
        else:
            rows += block.rows
    return rows[:height]


def _height(blocks: Sequence[Block], words: Block, least: int) -> int:
    return sum(len(block.rows) for block in blocks if block is not words) + least


def _more(rows: Sequence[Row], room: int) -> Row:
    """The last row that fits, with a sign that there is more."""
    if room <= 0 or not rows:
        return ()
    row = rows[room - 1]
    return (*row[:-1], Piece(row[-1].text.rstrip(" .,;") + "…", row[-1].tone)) if row else row
