"""Context: what the judgement of some words depends on, besides the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.intake.block import BlockKind
    from coach.intake.judging.scope import Scope


@dataclass(frozen=True, slots=True)
class Context:
    """Where words stand in a document."""

    kind: BlockKind
    """Of the block they are from."""
    italic: bool
    """Whether all of that block is in italics."""
    scope: Scope | None
    """The label or heading whose meaning holds here."""
    begun: bool
    """Whether there has been a heading of the text, or a step."""
    breathing: bool
    """Whether the document breathes in a pattern, so that rounds and cycles are breaths."""
    about: str = ""
    """The exercise the block is labelled with."""
