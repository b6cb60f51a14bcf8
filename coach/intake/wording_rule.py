"""Wording rules: each judgement names its rule, so that a person or a test can ask why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class WordingRule:
    """A pattern in words, by name."""

    name: str
    why: str
    """What it says of the words it is found in."""
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    """Phrases that only look like it; they are blanked before the search."""

    def search(self, text: str) -> re.Match[str] | None:
        """Where it is found in `text`, typographic quotes and dashes read as plain ones."""
        shown = plain(text) if self.unless is None else _blanked(self.unless, text)
        return self.pattern.search(shown)


def rule(name: str, why: str, pattern: str, unless: str | None = None) -> WordingRule:
    """A rule from its regexes, which ignore case."""
    flags = re.IGNORECASE
    return WordingRule(name, why, re.compile(pattern, flags), re.compile(unless, flags) if unless else None)


def first(rules: Iterable[WordingRule], text: str) -> WordingRule | None:
    """The first of `rules` that is found in `text`."""
    return next((each for each in rules if each.search(text)), None)


_PLAIN = str.maketrans(dict.fromkeys("‘’ʼ´`", "'") | dict.fromkeys("“”„", '"') | dict.fromkeys("‐‑‒–—−", "-"))


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """`text` with plain quotes and dashes, letter for letter as long."""
    return text.translate(_PLAIN)


@lru_cache(maxsize=1024)
def _blanked(unless: re.Pattern[str], text: str) -> str:
    """`text`, plain, with the turns of phrase that do not count blanked; many rules share them."""
    return unless.sub(lambda match: "\x00" * len(match[0]), plain(text))
