"""Rows of tables: a step in one cell, its time, its sides and its warnings in others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coach.intake.danger_signs import danger, danger_label, split_warning
from coach.intake.found_time import NO_TIME, FoundTime
from coach.intake.furniture import furniture
from coach.intake.judgement import Judgement, capital, caution, out, whole
from coach.intake.named_values import attribute_timing
from coach.intake.notes import notes_of
from coach.intake.sentences import sentences
from coach.intake.times import find_timing
from coach.intake.wording_rule import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.intake.block import TextBlock


@dataclass(slots=True)
class _Row:
    """What the cells of a row mean."""

    name: str = ""
    """The step itself."""
    words: list[str] = field(default_factory=list)
    """More words of the step."""
    timing: FoundTime = NO_TIME
    kept: list[str] = field(default_factory=list)
    """The cells its time was taken from."""
    beside: list[Judgement] = field(default_factory=list)
    """Cautions and notes."""


def judge_row(block: TextBlock, breathing: bool, heading: str = "") -> Iterator[Judgement]:
    """The pieces of a row. Under a heading for the reader, `heading`, they are notes."""
    row = _read(block)
    yield from row.beside
    if not row.name:
        return
    if heading:
        yield from notes_of(" ".join([row.name, *row.words]), "note-scope", f"it stands under '{heading}'")
        return
    for piece in _steps(row, breathing):
        timed = piece.kind == "step"
        yield replace(piece, timing=row.timing.and_then(piece.timing), kept=", ".join(row.kept)) if timed else piece


def _read(block: TextBlock) -> _Row:
    row = _Row()
    columns = [*block.columns, *[""] * len(block.cells)]
    for column, cell in zip(columns, block.cells, strict=False):
        role = _role(column)
        if not re.search(r"\w", cell) or role == "number" or (not row.name and re.fullmatch(r"\W*\d{1,2}\W*", cell)):
            continue
        found = _timing(role, column, cell, bool(row.name))
        why = f"it stands under '{column}'"
        if found.timed or found.each_side:
            row.timing = row.timing.and_then(found)
            row.kept.append(cell)
        elif role == "danger":
            text = f"{column}: {cell}"
            named = row.name and not re.fullmatch(r"\W*do'?s?\W*", plain(columns[0]), re.IGNORECASE)
            row.beside.append(caution(f"{row.name}: {text}" if named else text, "danger-column", why))
        elif role == "time" and row.name and re.search("breath", column, re.IGNORECASE):
            row.words.append(cell)
        elif role in ("time", "note"):
            text = f"{row.name}: {cell}" if row.name else cell
            row.beside += notes_of(text, "note-column", why, row.name)
        elif row.name:
            row.words.append(cell)
        else:
            row.name = cell
    return row


def _timing(role: str, column: str, cell: str, named: bool) -> FoundTime:
    """What a cell says about time, judged by its column, or by its words if the table has no headings."""
    if role == "time" or (named and not column.strip()):
        return attribute_timing(column, cell)
    if role == "note" and len(cell.split()) <= 3 and (sides := find_timing(cell)).each_side:
        return sides
    return NO_TIME


def _steps(row: _Row, breathing: bool) -> Iterator[Judgement]:
    said = [row.name]
    for each in (sentence for text in row.words for sentence in sentences(text)):
        split, rule = split_warning(each), danger(each)
        if split is not None:
            yield caution(f"{row.name}: {split[1]}", "hanging", "a warning that hangs on an instruction")
            said.append(split[0])
        elif rule is not None:
            yield caution(f"{row.name}: {each}", rule.name, rule.why)
        else:
            said.append(each)
    rule = danger(row.name)
    junk = furniture(row.name) if len(said) == 1 else None
    if rule is not None:
        yield caution(". ".join(said), rule.name, rule.why)
    elif junk is not None:
        yield out(row.name, junk.name, junk.why)
    else:
        text = " ".join(capital(whole(each)) for each in said) if len(said) > 1 else row.name
        timing = find_timing(text, breathing)
        yield Judgement("step", text, "row", "a row of a table", 0, timing=timing, about=row.name)


def _role(column: str) -> str:
    """What a column of a table holds: number, time, danger, note, or the step itself (empty)."""
    if not column.strip():
        return ""
    for role, pattern in _ROLES:
        if pattern.search(column):
            return role
    return "danger" if column and danger_label(column) else ""


_ROLES = (
    ("number", re.compile(r"^\W*(?:#|no\.?|nr\.?|num(?:ber)?|order|step|step no\.?|id)?\W*$", re.I)),
    (
        "danger",
        re.compile(
            r"avoid|caution|contra|precaution|warning|red flag|don'?t|do not|mistake|safety|not (?:for|if)", re.I
        ),
    ),
    (
        "time",
        re.compile(
            r"\b(?:hold|time|timing|duration|length|secs?|seconds?|min(?:ute)?s?|how long|dos\w*|sides?|reps?"
            r"|repetitions|sets?|repeats?|rounds?|times|breaths?|counts?|how many)\b",
            re.I,
        ),
    ),
    (
        "note",
        re.compile(
            r"\b(?:notes?|benefits?|muscles?|why|tips?|targets?|equipment|props?|level|purpose|frequency|often"
            r"|per day|comments?|modif\w+|variations?|source|goal|focus|area worked|intensity|date|done|check)\b"
            r"|[✓☐]",
            re.I,
        ),
    ),
)
