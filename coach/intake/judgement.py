"""Judgements: what is made of the words of a document, and how they are made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from coach.intake.found_time import NO_TIME, FoundTime

JudgementKind = Literal["heading", "step", "caution", "note", "label", "out"]
"""A label is spoken together with what it labels, or not at all."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement about some words of a document."""

    kind: JudgementKind
    text: str
    rule: str
    """The rule it was made by."""
    why: str
    """That rule, in words."""
    block: int
    """The block it is from, by number."""
    line: int = 0
    timing: FoundTime = NO_TIME
    level: int = 0
    """Of a heading."""
    bare: bool = False
    """Whether it only gives the time of the step before it."""
    about: str = ""
    """The exercise its block is labelled with."""
    general: bool = False
    """Whether a caution is about the whole session."""
    listed: bool = False
    """Whether it is from an item of a list."""
    number: str = ""
    """The number of its item, where the list has numbers."""
    kept: str = ""
    """Words of its block that its time was taken from: a mark of a pause, the cells of a row."""


INCOMPLETE = re.compile(
    r"\b(?:if|on|over|with|of|the|have|has|are|is|to|when|for|in|any|following|you|your|these|who|and|or"
    r"|during|while|not|by)$",
    re.I,
)
"""The end of a label that needs what it labels to be a sentence: "Never use on"."""


def caution(text: str, rule: str, why: str, general: bool = False) -> Judgement:
    """A caution, as a sentence without the brackets around it."""
    text = re.sub(r"^\W*\(([^()]*)\)\W*$", r"\1", text)
    return Judgement("caution", capital(whole(text)), rule, why, 0, general=general)


def joint(label: str) -> str:
    """What goes between a label and what it labels: a sentence where the label begins one."""
    return " " if INCOMPLETE.search(label.rstrip(" :")) else ": "


def whole(text: str) -> str:
    """A sentence with a capital letter and a full stop."""
    text = text.strip(" \t;,–—-")
    return text if text.endswith((".", "!", "?", "…", ":")) or not text else f"{text}."


def capital(text: str) -> str:
    """Text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def out(text: str, rule: str, why: str) -> Judgement:
    """Words that are left out."""
    return Judgement("out", text, rule, why, 0)
