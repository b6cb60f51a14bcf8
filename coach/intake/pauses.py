"""Pauses in brackets, as people who read aloud write them: `[pause 10s]`, `(pause)`, `[10 seconds of silence]`."""

from __future__ import annotations

import re
from typing import NamedTuple

from coach.intake.amounts import AMOUNT, number
from coach.intake.found_time import NO_TIME, SHORT_PAUSE
from coach.intake.times import find_timing

PAUSE_MARK = re.compile(
    rf"[\[(]\s*(?:(?:a |long |short |brief )?(?:pause|silence|quiet|wait|rest|breathe|hold)(?: (?:for|of"
    rf"|here))?\s*:?\s*(?P<first>[^\])]*)|(?P<second>{AMOUNT}\s*-?\s*(?:seconds?|secs?|s|minutes?"
    rf"|mins?)\.?)\s*(?:of )?(?:pause|silence|quiet|rest))\s*[\])]",
    re.I,
)
"""A pause in brackets: `[pause 10s]`, `(pause)`, `[10 seconds of silence]`."""


class WrittenPause(NamedTuple):
    """A pause after words."""

    seconds: float
    mark: str
    """As it is written: `[pause 10s]`."""


def split_pauses(text: str) -> list[tuple[str, WrittenPause | None]]:
    """The pieces of a text between its pause marks, each with the pause after it."""
    pieces: list[tuple[str, WrittenPause | None]] = []
    start = 0
    for match in PAUSE_MARK.finditer(text):
        inside = (match["first"] or match["second"] or "").strip()
        found = find_timing(inside) if inside else NO_TIME
        bare = number(inside) if inside and found.seconds is None else None
        if inside and found.seconds is None and bare is None:
            continue
        pause = WrittenPause(found.seconds or bare or SHORT_PAUSE, match[0].strip())
        pieces.append((text[start : match.start()].strip(), pause))
        start = match.end()
    rest = text[start:].strip()
    return [*pieces, (rest, None)] if rest or not pieces else pieces
