"""What the words say about time: how long, how often, how many breaths, on which sides."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from coach.intake.breath_counts import find_breaths, rounds_as_breaths
from coach.intake.durations import MINUTE, SECOND, find_length
from coach.intake.found_time import NO_TIME, FoundTime
from coach.intake.repetitions import find_repeats, find_sets
from coach.intake.sides import find_sides
from coach.intake.verbs import PART
from coach.intake.wording_rule import plain

if TYPE_CHECKING:
    from collections.abc import Callable

_FINDERS: tuple[Callable[[str], FoundTime], ...] = (find_breaths, find_sets, find_length, find_repeats, find_sides)
"""In order: if two rules find the same thing, the earlier one wins."""

_BARE = re.compile(
    r"^\W*(?:(?:and|then|now|please)\s+)*(?:hold(?:ing)?(?: (?:it|this|here|there|the (?:stretch|position"
    r"|pose|squeeze|contraction)))?|stay(?: here| there)?|repeat(?:ing)?(?: (?:this|it|the \w+|these \w+"
    r"|\d-\d|steps? .{0,8}))?|perform|do(?: this| it)?|complete|continue|remain|keep (?:this|it)|maintain"
    r"|breathe here|relax|rest|pause|for|one|two|three|four|five|six|eight|ten|about"
    r"|this movement (?:should be|is) repeated|the movement (?:should be|is) repeated|(?:so )?repeat)\b"
    r"|^\W*[x×]?\s?\d",
    re.I,
)
"""How a sentence begins that may give nothing but a time."""
_TIME_WORDS = re.compile(
    rf"(?:\d[\d.,:/x×-]*|\b(?:sets?|reps?|repetitions|times|x|of|per|each|every|to|or|for|hold|second"
    rf"|minute|breaths?|a|the|on|with|{SECOND}|{MINUTE}|{PART})(?!\w)|[^\w\s])",
    re.I,
)


@lru_cache(maxsize=2048)
def find_timing(text: str, breathing: bool = False) -> FoundTime:
    """All that the words of one sentence or cell say about time. `breathing`: rounds and cycles are breaths here."""
    shown = plain(text)
    timing = NO_TIME
    for find in _FINDERS:
        timing = timing.and_then(find(shown))
    return rounds_as_breaths(timing, shown) if breathing else timing


def is_bare_timing(text: str, timing: FoundTime) -> bool:
    """Whether a sentence only gives the time of what was said before it: "Hold for 30 seconds", "2x10 per leg"."""
    if not timing.timed or len(text.split()) > 14 or not _BARE.match(plain(text)):
        return False
    return not re.match(r"\W*\d", text) or len(_TIME_WORDS.sub(" ", plain(text)).split()) <= 2
