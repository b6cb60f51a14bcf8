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
    """One rule. Rules are applied in order, each to the whole line."""

    name: str
    """Its subject, in a word or two."""
    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]

    def apply(self, text: str) -> str:
        """`text` with every match replaced."""
        return self.pattern.sub(self.replacement, text)


def rewriting(
    name: str, pattern: str, replacement: str | Callable[[re.Match[str]], str], *, anycase: bool = False
) -> Rewriting:
    """A rule from the text of its pattern; `anycase` ignores case."""
    return Rewriting(name, re.compile(pattern, re.IGNORECASE if anycase else 0), replacement)
