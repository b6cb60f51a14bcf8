"""Blocks with labels: "Setup: lie down", "Never use on:"; the label decides about the words after it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.intake.danger_signs import is_general
from coach.intake.judgement import Judgement, caution, joint, out
from coach.intake.judging.running_text import judge_text
from coach.intake.judging.scope import Scope, heading_scope
from coach.intake.named_values import attribute_timing
from coach.intake.notes import notes_of
from coach.intake.sentences import sentences
from coach.intake.times import find_timing
from coach.intake.verbs import instructs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.intake.block import TextBlock
    from coach.intake.judging.context import Context
    from coach.intake.labels import Label


def judge_bare_label(
    block: TextBlock, label: Label, following: TextBlock | None, context: Context
) -> tuple[Scope | None, list[Judgement]]:
    """The scope after a label by itself, "Never use on:", and the pieces of it."""
    name, scope = label.name, context.scope
    level = block.level + 1 if block.kind == "item" else 0
    if label.sense == "danger":
        opened = Scope("danger", name, False, level, general=is_general(name))
        return opened, [Judgement("label", name, "danger-label", "it labels what is dangerous", 0)]
    if label.sense in ("note", "frequency"):
        opened = Scope("note", name, False, level)
        return opened, [Judgement("note", name, "note-label", "it labels what is for the reader", 0)]
    if label.sense in ("step", "attribute"):
        return heading_scope(scope), [out(name, "step-label", "a label; what it stands over is spoken")]
    if scope is not None and scope.sense in ("danger", "note"):
        return scope, list(judge_text(name, context))
    if len(name.split()) <= 10 and following is not None and following.kind != "heading" and not instructs(name):
        timing = find_timing(name)
        return scope, [Judgement("heading", name, "label-heading", "it heads what follows", 0, level=3, timing=timing)]
    return scope, list(judge_text(f"{name}:", context))


def judge_labelled(label: Label, following: TextBlock | None, context: Context) -> tuple[Scope | None, list[Judgement]]:
    """The scope after a label and its words, "Setup: lie down", and the pieces of them."""
    name, rest, scope = label.name, label.rest, heading_scope(context.scope)
    if label.sense == "danger":
        if following is not None and following.kind == "item" and rest.endswith(":"):
            scope = Scope("danger", name, False, general=is_general(name))
        return scope, list(_cautions(name, rest))
    if label.sense == "attribute":
        return scope, _attribute(name, rest, context.begun)
    if label.sense in ("note", "frequency"):
        return scope, list(notes_of(f"{name}: {rest}", f"{label.sense}-label", f"it stands after '{name}'", name))
    unsaid = out(name, "step-label", "a label; what it stands before is spoken")
    return scope, [unsaid, *judge_text(rest, replace(context, kind="item", scope=scope))]


def _cautions(name: str, rest: str) -> Iterator[Judgement]:
    for index, each in enumerate(sentences(rest)):
        text = f"{name}{joint(name)}{each}" if index == 0 else each
        yield caution(text, "danger-label", f"it stands after '{name}'", is_general(text))


def _attribute(name: str, value: str, begun: bool) -> list[Judgement]:
    """The time of the step before it, "Hold: 30 seconds"; where nothing has begun, it is about the whole."""
    text, timing = f"{name}: {value}", attribute_timing(name, value)
    if (timing.timed or timing.each_side) and begun:
        why = "it gives the time of a step"
        return [Judgement("step", text, "attribute", why, 0, timing=timing, bare=True)]
    return list(notes_of(text, "attribute", "it says something about the whole", name))
