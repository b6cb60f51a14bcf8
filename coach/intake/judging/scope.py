"""Scopes: a label or heading whose meaning holds for what stands under it, until a block ends it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from coach.intake.danger_signs import danger
from coach.intake.judgement import Judgement, caution, joint

if TYPE_CHECKING:
    from coach.intake.block import TextBlock


@dataclass(frozen=True, slots=True)
class Scope:
    """A label or heading, and what it makes of the blocks under it."""

    sense: Literal["danger", "note", "out"]
    """danger: they are cautions; note: they are for the reader; out: they are left out."""
    label: str
    by_heading: bool
    """Whether it lasts until the next heading; a label's ends with its list or paragraph."""
    level: int = 0
    """Of the heading; of a label, how deep the items under it are nested."""
    numbered: bool | None = None
    """Whether its items are numbered; None: there was none yet."""
    general: bool = False
    """Whether its cautions are about the whole session."""


def scope_at(scope: Scope | None, block: TextBlock) -> Scope | None:
    """The scope in which a text `block` stands: the one before it, unless the block ends that."""
    if scope is None or scope.by_heading:
        return scope
    if block.kind != "item":
        fragment = len(block.text.split()) <= 8 and not block.text.endswith((".", "!", "?", ":"))
        stays = scope.numbered is None or block.close or (fragment and scope.numbered is False)
        return replace(scope, numbered=False) if stays else None
    numbered, outside = bool(block.number), block.level <= scope.level
    if scope.numbered is None:
        return None if outside and scope.level > 0 else replace(scope, numbered=numbered)
    return None if outside and scope.numbered != numbered else scope


def heading_scope(scope: Scope | None) -> Scope | None:
    """The scope after something that ends those of labels: one by a heading, or none."""
    return scope if scope is not None and scope.by_heading else None


def caution_under(scope: Scope, text: str) -> Judgement:
    """The caution that `text` is in a scope of danger: with its label, unless it says by itself what not to do."""
    own = danger(text)
    forbids = own is not None and len(text.split()) >= 4 and own.name in _FORBIDS
    shown = text if forbids else f"{scope.label}{joint(scope.label)}{text}"
    return caution(shown, "danger-scope", f"it stands under '{scope.label}'", scope.general)


_FORBIDS = ("never", "do-not", "avoid", "stop-if", "must-not", "forbidden", "not-there", "doctor", "warning-sign")
"""Dangers whose sentence says by itself what not to do, or what to do then."""
