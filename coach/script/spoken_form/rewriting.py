"""A rule: what is looked for in a line, and what is said instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER = r"\d+(?:\.\d+)?"
"""A number as people write it, for the patterns of rules."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """One kind of writing. Rules are applied in order, each to the whole line."""

    name: str
    """What it is about, in a word or two."""
    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]

    def apply(self, text: str) -> str:
        """`text` with every match replaced."""
        return self.pattern.sub(self.replacement, text)


def rewriting(
    name: str, pattern: str, replacement: str | Callable[[re.Match[str]], str], *, anycase: bool = False
) -> Rewriting:
    """A rule from the text of its pattern; `anycase` takes capitals for small letters."""
    return Rewriting(name, re.compile(pattern, re.IGNORECASE if anycase else 0), replacement)
