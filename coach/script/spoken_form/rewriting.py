"""Rewriting rules: a pattern in a line, and its replacement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER = r"\d+(?:\.\d+)?"
"""A regex for a number as people write it."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """One rule, applied to the whole line."""

    name: str
    """Its subject, in a word or two."""
    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]

    def apply(self, text: str) -> str:
        """`text` with every match replaced."""
        return self.pattern.sub(self.replacement, text)


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules for lines that have something in common, applied in order.

    Most lines are plain words, for which most groups have nothing to do: one look for what they need is enough.
    """

    needs: re.Pattern[str]
    """Found in every line that one of the rules changes."""
    rules: tuple[Rewriting, ...]

    def apply(self, text: str) -> str:
        """`text` rewritten by each rule in turn."""
        if self.needs.search(text):
            for rule in self.rules:
                text = rule.apply(text)
        return text


def group(needs: str, *rules: Rewriting) -> RuleGroup:
    """A group from the text of the pattern that it needs; an empty one: all lines."""
    return RuleGroup(re.compile(needs), rules)


def rewriting(
    name: str, pattern: str, replacement: str | Callable[[re.Match[str]], str], *, anycase: bool = False
) -> Rewriting:
    """A rule from the text of its pattern; `anycase` ignores case."""
    return Rewriting(name, re.compile(pattern, re.IGNORECASE if anycase else 0), replacement)
