"""The judge: reads blocks in order, and knows under which heading and label each stands."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.intake.breathing import find_pattern
from coach.intake.judgement import Judgement, caution, out
from coach.intake.judging.context import Context
from coach.intake.judging.headings import judge_heading
from coach.intake.judging.labelled import judge_bare_label, judge_labelled
from coach.intake.judging.page_parts import block_rule, judge_page_part
from coach.intake.judging.running_text import judge_text
from coach.intake.judging.scope import Scope, caution_under, heading_scope, scope_at
from coach.intake.judging.table_rows import judge_row
from coach.intake.judging.together import cautions_together
from coach.intake.labels import find_label
from coach.intake.pauses import PAUSE_MARK
from coach.intake.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coach.intake.block import TextBlock


class Judge:
    """Makes pieces of the blocks of a document; each of them is decided by what stands above it, and by its words."""

    def __init__(self, blocks: Sequence[TextBlock]) -> None:
        self._blocks = blocks
        self._scope: Scope | None = None
        self._headed = False  # whether there has been a heading, which may be the title
        self._begun = False  # whether there has been a heading of the text, or a step
        self._level = 9  # of the heading we are under
        words = "\n".join(block.text for block in blocks if not block.furniture and block.kind != "row")
        self.pattern = find_pattern(words)

    def pieces(self) -> list[Judgement]:
        """All judgements, in the order of the words."""
        found: list[Judgement] = []
        for index, block in enumerate(self._blocks):
            following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
            for piece in cautions_together(list(self._block(block, following))):
                found.append(
                    replace(piece, block=index, line=block.line, listed=block.kind == "item", number=block.number)
                )
                self._begun = self._begun or piece.kind == "step"
        return found

    def _block(self, block: TextBlock, following: TextBlock | None) -> Iterable[Judgement]:
        if block.furniture:
            return [judge_page_part(block)]
        if not re.search(r"\w", block.text):
            return [out(block.text, "no-words", "no words")]
        if block.kind in ("title", "heading"):
            return self._heading(block)
        if block.kind == "row":
            return self._row(block)
        return self._text(block, following)

    def _context(self, block: TextBlock) -> Context:
        return Context(block.kind, block.italic, self._scope, self._begun, self.pattern is not None)

    def _heading(self, block: TextBlock) -> list[Judgement]:
        self._scope, pieces = judge_heading(block, self._level, self._context(block))
        if any(piece.kind == "heading" for piece in pieces):
            self._level = block.level
            if block.kind == "heading" and self._scope is None:
                self._begun = self._begun or self._headed or (block.sure and block.level > 1)
                self._headed = True
        return pieces

    def _row(self, block: TextBlock) -> Iterable[Judgement]:
        self._scope = scope = heading_scope(self._scope)
        if scope is not None and scope.sense == "danger":
            return [caution_under(scope, " ".join(filter(None, block.cells)))]
        return judge_row(block, self.pattern is not None, scope.label if scope is not None else "")

    def _text(self, block: TextBlock, following: TextBlock | None) -> Iterable[Judgement]:
        self._scope = scope_at(self._scope, block)
        if self._scope is not None and self._scope.sense == "out":
            return [out(block.text, "page-heading", f"it stands under '{self._scope.label}'")]
        if (rule := block_rule(block.text)) is not None:
            return [out(block.text, rule.name, rule.why)]
        label, context = find_label(block, following), self._context(block)
        if label.bare:
            self._scope, pieces = judge_bare_label(block, label, following, context)
            if any(piece.kind == "heading" for piece in pieces):
                self._level, self._begun = max(3, self._level), True
            return pieces
        if label.sense is not None:
            self._scope, pieces = judge_labelled(label, following, context)
            return pieces
        if block.warning:
            return [caution(each, "set-apart", "the page sets it apart as a warning") for each in sentences(block.text)]
        return judge_text(block.text, replace(context, about=_about(block, label.name)))


def _about(block: TextBlock, label: str) -> str:
    """The exercise that a block names: by its label, or by the bold words that it begins with."""
    if PAUSE_MARK.search(block.text):
        return ""
    names = (name for name in (label, block.lead) if name and len(name.split()) <= 5 and name != block.text)
    return next(names, "")
