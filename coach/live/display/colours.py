"""Colours: the style of each tone, on a background dark enough for a dim room."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.style import Style

_PAPER = "on #12110f"
_STYLES = {
    "": "#9a9388",
    "words": "bold #e2d8c8",
    "client": "#a9c4bd",
    "caution": "bold #e3a27f",
    "faint": "#87807a",
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
    "big": "#a17c43",
    "big caution": "#b5714a",
    "big dim": "#8a7a63",
    "big time": "#a87d3e",
    "big side": "#998b73",
    "big breath": "#675c4b",
    "big faint": "#7f776d",
}  # fmt: skip


TONES = tuple(_STYLES)
"""Every tone."""
_SIXTEEN = {
    "words": "bold bright_white", "client": "bright_white", "caution": "bold bright_white", "rule": "white",
    "area": "bold bright_white", "time": "bold white", "message": "bold bright_white", "left": "bold reverse white",
    "right": "bold reverse white", "breath": "cyan", "done": "yellow", "on left": "yellow", "on right": "cyan",
    "big": "yellow", "big caution": "bright_white", "big time": "yellow", "big breath": "cyan",
}  # fmt: skip
"""Of sixteen colours, which each terminal has its own idea of: only white is legible on black in all of them."""


@lru_cache(maxsize=128)
def style_of(tone: str, big: bool, *, bare: bool = False, sixteen: bool = False) -> Style:
    """The style of a tone; `bare` of colours, or with the sixteen that every terminal has."""
    from rich.style import Style

    if sixteen:
        return Style.parse(f"{_SIXTEEN.get(tone, 'white')} on black")
    style = Style.parse(f"{_STYLES[tone]} {'on #000000' if big else _PAPER}")
    return style.without_color if bare else style
