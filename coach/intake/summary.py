"""The result of an import in a few lines and, on request, every judgement with its rule."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from coach.units import count_of

if TYPE_CHECKING:
    from coach.intake.draft import Draft


def summary(draft: Draft) -> list[str]:
    """How many steps, cautions, times found and chosen, notes, and lines left out."""
    lines = draft.lines()
    found, chosen = sum(line.found for line in lines), sum(bool(line.chosen) for line in lines)
    sided = sum(line.each_side for line in lines) + sum(section.each_side for section in draft.sections)
    notes = len(draft.notes) + sum(len(section.notes) for section in draft.sections)
    counts = [
        count_of(len(lines), "step"),
        count_of(len(draft.all_cautions()), "caution"),
        f"{count_of(found, 'time')} found",
        f"{count_of(chosen, 'time')} chosen",
        f"{sided} on each side",
        count_of(notes, "note"),
        f"{count_of(len(draft.left_out), 'line')} left out",
    ]
    return [f"{draft.title}: {', '.join(counts)}.", *_advice(draft, chosen)]


def _advice(draft: Draft, chosen: int) -> list[str]:
    lines = []
    if chosen:
        lines.append("The chosen times are marked in the script: <!-- chosen: ... -->. Check them.")
    if not draft.lines():
        lines.append("No step was found, only cautions.")
    return lines


def explanation(draft: Draft) -> list[str]:
    """Each judgement on a line: where the words stand, what they became, by which rules, and the words."""
    lines = []
    for piece in draft.pieces:
        where, rules = piece.line or piece.block + 1, _rules(piece.rule, piece.timing.rules)
        lines.append(f"{where:>4}  {piece.kind:<8} {rules:<34} {shorten(piece.text, 90, placeholder=' ...')}")
    return lines


def _rules(rule: str, times: tuple[str, ...]) -> str:
    return " + ".join([rule, *times])
