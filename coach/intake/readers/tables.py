"""Tables: rows become blocks that know the headings of their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.intake.block import TextBlock
from coach.intake.readers.marks import plain_inline
from coach.intake.tidy import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator


def table_blocks(rows: list[tuple[int, list[str]]], has_header: bool) -> Iterator[TextBlock]:
    """The rows of a table as blocks; its first row heads the columns if `has_header`."""
    rows = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    columns: tuple[str, ...] = ()
    if has_header and len(rows) > 1:
        number, first = rows.pop(0)
        columns = tuple(plain_inline(cell) for cell in first)
        yield TextBlock(
            "row",
            squeeze(" | ".join(filter(None, columns))),
            cells=columns,
            furniture="the headings of a table",
            line=number,
        )
    for number, cells in rows:
        plain_cells = tuple(plain_inline(cell) for cell in cells)
        yield TextBlock(
            "row", squeeze(" | ".join(filter(None, plain_cells))), cells=plain_cells, columns=columns, line=number
        )
