"""A bracket: what the closing bracket of a step, a caution or a heading says, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass

from coach.script.lengths import short_length, short_range
from coach.script.routine import Opening, Time


@dataclass(frozen=True, slots=True)
class Bracket:
    """The content of the closing bracket of a step, a caution or a heading."""

    time: Time = Time()
    each_side: bool = False
    optional: bool = False
    learn: bool = False
    """Words that teach."""
    unless: tuple[str, ...] = ()
    """Client conditions for which it is left out."""
    opening: Opening | None = None
    """A form of the opening check."""
    pause: int | None = None
    """The pause after the words in milliseconds."""


def written(bracket: Bracket) -> str:
    """A bracket in the recommended form, such as `(x3, 20s, each side)`; empty if it has no content."""
    time = bracket.time
    each = time.repeats // time.sets
    count = f"{time.sets}x{each}" if time.sets > 1 else f"x{each}" if each > 1 else ""
    middle = time.bounds is not None and time.length == sum(time.bounds) // 2
    low, high = time.breath_bounds or (time.breaths, time.breaths)
    breaths = f"{low}-{high}" if low != high else f"{low}"
    parts = [
        count,
        f"{breaths} breath{'s' * (breaths != '1')}" if time.breaths is not None else "",
        "wait" if time.wait else "",
        short_length(time.length) if time.length is not None and not middle else "",
        short_range(*time.bounds) if time.bounds else "",
        f"pause {short_length(bracket.pause)}" if bracket.pause is not None else "",
        "each side" if bracket.each_side else "",
        "optional" if bracket.optional else "",
        {"full": "opening check", "brief": "opening check, brief", None: ""}[bracket.opening],
        "learn" if bracket.learn else "",
        f"unless {' or '.join(bracket.unless)}" if bracket.unless else "",
    ]
    text = ", ".join(part for part in parts if part)
    return f"({text})" if text else ""
