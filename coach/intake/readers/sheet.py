"""Tables: CSV, and the sheets of Excel (.xlsx)."""

from __future__ import annotations

import csv
import datetime
import io
import re
from typing import TYPE_CHECKING

from coach.intake.block import TextBlock
from coach.intake.readers.archive import damaged, open_archive
from coach.intake.readers.lines import read_lines
from coach.intake.readers.missing import library
from coach.intake.readers.tables import table_blocks
from coach.intake.tidy import squeeze, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ROWS = 5000
MOST_COLUMNS = 40


def read_csv(text: str) -> list[TextBlock]:
    """The rows of comma-separated values, or of values with semicolons, tabs or bars between them."""
    text = tidy(text)
    delimiter = max(
        ",;\t|", key=lambda sign: min((line.count(sign) for line in text.split("\n")[:5] if line.strip()), default=0)
    )
    if not any(delimiter in line for line in text.split("\n")[:5]):
        return read_lines(text)
    try:
        rows = [
            (number, [squeeze(cell) for cell in row])
            for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1)
        ]
    except csv.Error:
        return read_lines(text)
    return list(table_blocks(rows, _has_header([row for _, row in rows])))


def read_sheets(raw: bytes, name: str) -> list[TextBlock]:
    """The rows of every sheet of an Excel file, formulas with their last results. Raises IntakeError."""
    openpyxl = library("openpyxl", name)
    with open_archive(raw, name):
        pass
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        sheets = [(str(sheet.title), list(_rows(sheet))) for sheet in book.worksheets]
        book.close()
    except Exception as error:  # the library's errors have no base of their own
        raise damaged(name) from error
    blocks: list[TextBlock] = []
    for title, rows in sheets:
        if len(sheets) > 1 and rows and not re.fullmatch(r"(?:sheet|tabelle|feuil)\s*\d+", title, re.I):
            blocks.append(TextBlock("heading", title, 2))
        blocks += table_blocks(rows, _has_header([row for _, row in rows]))
    return blocks


def _rows(sheet: object) -> Iterator[tuple[int, list[str]]]:
    values = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)  # type: ignore[attr-defined]
    for number, row in enumerate(values, start=1):
        cells = [_cell(value) for value in row]
        if any(cells):
            while cells and not cells[-1]:
                cells.pop()
            yield number, cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.time):
        # "1:30" typed into a sheet becomes half past one; a minute and a half is what was meant.
        return f"{value.hour}:{value.minute:02}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return squeeze(tidy(str(value)))


def _has_header(rows: list[list[str]]) -> bool:
    if len(rows) < 2:
        return False
    first = [cell for cell in rows[0] if cell]
    return len(first) > 1 and all(
        len(cell.split()) <= 4 and not re.search(r"\d\s*(?:s|min|sec|x|$)", cell, re.I) for cell in first
    )
