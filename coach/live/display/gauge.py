"""Gauges: bars of time, and the hill that rises and falls with a breath."""

from __future__ import annotations

from functools import lru_cache
from math import pi, sin
from typing import TYPE_CHECKING

from coach.live.display.rows import Piece
from coach.units import SECOND, clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.live.display.rows import Row
    from coach.live.view import BreathPhase

EIGHTHS = " ▁▂▃▄▅▆▇█"


def bar(done: float, width: int, marks: Sequence[float] = ()) -> Row:
    """A bar that fills with time, with marks where chapters begin."""
    at = {round(mark * width) for mark in marks if mark > 0}
    full = round(min(max(done, 0), 1) * width)
    line = ["┿" if cell in at else "━" for cell in range(full)]
    rest = ["┼" if cell in at else "─" for cell in range(full, width)]
    return (Piece("".join(line), "done"), Piece("".join(rest), "rule"))


def lungs(breath: BreathPhase, width: int) -> Row:
    """A bar as long as the lungs are full, if there is no room for a hill."""
    full = round(breath.fullness * width)
    return (Piece("█" * full, "breath"), Piece("·" * (width - full), "rule"))


def hill(fullness: float, width: int, height: int) -> list[str]:
    """A hill of block characters as high as the lungs are full; a flat line if they are empty."""
    heights = [max(_swell(column, width) * fullness * height * 8, 1) for column in range(width)]
    levels = [round(each) for each in heights]
    return [
        "".join(EIGHTHS[min(max(level - 8 * below, 0), 8)] for level in levels) for below in reversed(range(height))
    ]


@lru_cache(maxsize=1024)
def _swell(column: int, width: int) -> float:
    """The height of the hill at a column, as a fraction of its full height."""
    return float(sin((column + 0.5) / width * pi) ** 1.5)


def to_go(ms: int) -> str:
    """The time left as text, rounded up, so that it is zero only at the end."""
    return clock(ms + SECOND - 1)
