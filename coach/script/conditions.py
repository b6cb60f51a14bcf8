"""Conditions of a client: `(unless varicose veins)`, and on a caution `(if varicose veins)`."""

from __future__ import annotations

import re

_NO_CONDITION = re.compile(
    r"(?:it|its|it's|in|you|your|they|their|there|he|she|we|i|this|that|these|those|the|a|an|any|anything|something|so"
    r"|not|no(?! lifts?\b)|needed|necessary|required|possible|comfortable|uncomfortable|unsure|desired|wanted"
    r"|applicable|available|appropriate|tolerated|pain|painful|at|only|asked|told|cleared|advised|agreed|preferred|time|when|then|client"
    r"|someone|anyone|both|one|even|ever)\b"
)
"""The start of a clause that is about the moment, not about a client: "if in doubt", "unless it hurts"."""
_ARTICLE = re.compile(r"^(?:an?|the) (?=\w)")
_CLOSING_IF = re.compile(r"\(\s*if ([^()]+)\)[\s.]*$", re.IGNORECASE)


def is_condition(text: str) -> bool:
    """Whether words name a client's condition: "varicose veins" does, "it hurts" does not."""
    return bool(text.strip()) and _NO_CONDITION.match(text.strip().lower()) is None


def conditions(text: str) -> tuple[str, ...]:
    """The conditions in a text such as "varicose veins or pregnancy", each in its normal form."""
    return tuple(condition(part) for part in re.split(r"\bor\b|/", text) if part.strip())


def condition(text: str) -> str:
    """A condition in lower case with single spaces, without its article."""
    return _ARTICLE.sub("", " ".join(text.casefold().split()))


def split_if(text: str) -> tuple[str, tuple[str, ...]]:
    """The words of a caution, and the conditions it is for, such as in `Be light. (if varicose veins)`; empty: for
    everybody."""
    match = _CLOSING_IF.search(text)
    if match is None or not is_condition(match[1]):
        return text, ()
    return text[: match.start()].strip(), conditions(match[1])
