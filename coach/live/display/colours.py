"""Colours: the style of each tone, on a background dark enough for a dim room."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.style import Style

_PAPER = "on #12110f"
_STYLES = {
    "": "#8a8379",
    "words": "bold #e2d8c8",
    "client": "#a9c4bd",
    "caution": "bold #e3a27f",
    "faint": "#6d675f",
    "rule": "#38342f",
    "area": "bold #d3a669",
    "time": "bold #cbbfae",
    "message": "bold #d3a669",
    "left": "bold reverse #c49a5f",
    "right": "bold reverse #84a3c1",
    "on left": "#c49a5f",
    "on right": "#84a3c1",
    "breath": "#4f837c",
    "done": "#a07c4d",
    "big": "#94713c",
    "big caution": "#b5714a",
    "big dim": "#7b6a52",
    "big time": "#a87d3e",
    "big side": "#998b73",
    "big breath": "#544a3a",
    "big faint": "#5a5146",
}  # fmt: skip


@lru_cache(maxsize=64)
def style_of(tone: str, big: bool, bare: bool = False) -> Style:
    """The style of a tone; `bare` of colours."""
    from rich.style import Style

    style = Style.parse(f"{_STYLES[tone]} {'on #000000' if big else _PAPER}")
    return style.without_color if bare else style
