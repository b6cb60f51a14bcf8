"""Groups: the steps, cautions and notes under one heading."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.intake.found_time import NO_TIME, FoundTime

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.intake.judgement import Judgement


@dataclass(slots=True)
class Work:
    """A step that is not finished yet."""

    text: str
    timing: FoundTime = NO_TIME
    block: int = 0
    bare: bool = False
    listed: bool = False
    """Whether it stands in a list or table, and so is a step whatever its words."""
    about: str = ""
    number: str = ""
    kept: list[str] = field(default_factory=list)
    """Words of the writer that the step says in another way, such as "Repeat on the other side"."""
    cautions: list[Judgement] = field(default_factory=list)
    """Spoken right before it."""


@dataclass(slots=True)
class Group:
    """What stands under one heading."""

    title: str = ""
    level: int = 2
    each_side: bool = False
    timing: FoundTime = NO_TIME
    """Of its heading."""
    cautions: list[Judgement] = field(default_factory=list)
    notes: list[Judgement] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    first_block: int = 0


def gather(pieces: Iterable[Judgement]) -> tuple[str, list[Group], list[Judgement], list[Judgement]]:
    """The title, the groups, the cautions about the whole, and what is left out."""
    title = ""
    groups = [Group()]
    general: list[Judgement] = []
    out: list[Judgement] = []
    for piece in pieces:
        if piece.kind == "heading":
            if piece.rule == "title" and not title:
                title = piece.text
                groups[0].timing = piece.timing
                continue
            groups.append(Group(piece.text, piece.level, timing=piece.timing, first_block=piece.block))
        elif piece.kind == "caution":
            begun = any(group.works for group in groups)
            (general if piece.general and begun else groups[-1].cautions).append(piece)
        elif piece.kind == "note":
            groups[-1].notes.append(piece)
        elif piece.kind == "step":
            listed = piece.rule in ("item", "row", "attribute")
            kept = [piece.kept] if piece.kept else []
            groups[-1].works.append(
                Work(
                    piece.text,
                    piece.timing,
                    piece.block,
                    bare=piece.bare,
                    listed=listed,
                    about=piece.about,
                    number=piece.number,
                    kept=kept,
                )
            )
        elif piece.kind == "out":
            out.append(piece)
    return title, groups, general, out
