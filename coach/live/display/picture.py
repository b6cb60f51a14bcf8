"""A picture: a page as an SVG, for documents."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from coach.live.display.colours import style_of
from coach.live.display.rows import Piece
from coach.live.display.screen_page import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.live.view import View
    from coach.session_commands import Command


def picture(
    view: View, width: int, height: int, *, keys: Mapping[str, Command] | None = None, big: bool = False
) -> str:
    """The page as an SVG."""
    from rich.cells import cell_len
    from rich.console import Console
    from rich.terminal_theme import TerminalTheme
    from rich.text import Text

    console = Console(
        file=io.StringIO(), width=width, height=height, record=True, force_terminal=True, color_system="truecolor",
        no_color=False, legacy_windows=False,
    )  # fmt: skip
    for row in page(view, width, height, keys=keys, big=big):
        blank = Piece(" " * (width - sum(cell_len(piece.text) for piece in row)))
        # Leading spaces separately, because not every SVG reader keeps them.
        parts = ((part, piece.tone) for piece in (*row, blank) for part in re.split(r"^( +)", piece.text) if part)
        console.print(Text.assemble(*((part, style_of(tone, big)) for part, tone in parts)), no_wrap=True)
    paper = (0, 0, 0) if big else (18, 17, 15)
    theme = TerminalTheme(paper, (138, 131, 121), [(0, 0, 0)] * 8, [(0, 0, 0)] * 8)
    return console.export_svg(title="coach", theme=theme)
