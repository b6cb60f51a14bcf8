"""Verbs that voices read as a noun or an adjective: close your eyes, use oil. "The close" sounds like the verb."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

VERBS = {
    "bow": ("bough", "ˈbaʊ"),
    "close": ("cloze", "ˈkloʊz"),
    "separate": ("seppa-rate", "ˈsɛpəɹeɪt"),
    "use": ("yooz", "ˈjuːz"),
}
"""The respelling and the phonemes of each."""

_OBJECT = r"(?=\s(?:both|her|his|its?|my|that|the|their|them|these|this|those|your)\b)"
_AS_A_VERB = re.compile(
    rf"\b(?:{'|'.join(VERBS)}){_OBJECT}"
    r"|(?<!\bany )(?<!\bfor )(?<!\bin )(?<!\bits )(?<!\bno )(?<!\bof )(?<!\bthe )\buse\b(?! of)"
    r"|^close(?=\W*$)|(?<=\bthe )close(?=\W*$|[.,:;])|(?<=\beyes )close\b",
    re.IGNORECASE,
)


def verbs_in(text: str, own: Collection[str]) -> list[re.Match[str]]:
    """Where one of them is used as a verb, except those in `own`."""
    return [found for found in _AS_A_VERB.finditer(text) if (verb := found[0].lower()) in VERBS and verb not in own]
