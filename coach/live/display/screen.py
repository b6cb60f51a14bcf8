"""The screen: a view drawn over the whole terminal."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from typing import TYPE_CHECKING, Self

from coach.live.controls.keys import default_bindings
from coach.live.display.colours import style_of
from coach.live.display.gauge import EIGHTHS
from coach.live.display.rows import Piece
from coach.live.display.screen_page import page
from coach.live.display.wording import FOOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import TextIO

    from coach.live.display.rows import Row
    from coach.live.view import View
    from coach.session_commands import Command

_PLAIN = str.maketrans({
    **dict(zip(EIGHTHS, " __--==##", strict=True)), "━": "=", "─": "-", "┿": "+", "┼": "+", "·": "-", "→": ">",
    "←": "<", "↑": "^", "↓": "v", "…": "~", "▀": "#",
})  # fmt: skip


class Screen:
    """Draws views on a terminal while it is open, and restores the terminal afterwards."""

    def __init__(self, stream: TextIO, *, big: bool = False, bindings: Mapping[str, Command] | None = None) -> None:
        """`big`: readable from across a dark room. `bindings`: the keys for the list of keys, by default the default
        ones."""
        from rich.color import ColorSystem
        from rich.console import Console

        self._stream, self._big = stream, big
        self._bindings = default_bindings() if bindings is None else bindings
        self._all_keys = False
        console = Console(file=stream, force_terminal=True)
        self._colours = console._color_system
        self._bare = console.no_color
        self._sixteen = not self._bare and self._colours in (ColorSystem.STANDARD, ColorSystem.WINDOWS)
        try:
            (FOOT + EIGHTHS).encode(stream.encoding or "ascii")
            self._table: dict[int, str | int | None] = {}
        except (UnicodeEncodeError, LookupError):
            self._table = dict(_PLAIN)
        self._drawn: list[Row] = []
        self._size = (0, 0)

    @staticmethod
    def is_available(stream: TextIO) -> bool:
        """Whether `stream` is a terminal that can be drawn on."""
        return stream.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown")

    def toggle_help(self) -> None:
        """Show or hide the list of all keys."""
        self._all_keys = not self._all_keys

    def draw(self, view: View) -> None:
        """Draw `view`; only changed rows are written."""
        size = self._measured()
        keys = self._bindings if self._all_keys else None
        rows = page(view, *size, keys=keys, big=self._big)
        whole = size != self._size
        if whole:
            self._size, self._drawn = size, [()] * len(rows)
        changed = [(number, row) for number, row in enumerate(rows) if whole or row != self._drawn[number]]
        self._drawn = rows
        if changed:
            frame = "".join(f"\x1b[{number + 1};1H{self._inked(row, size[0])}" for number, row in changed)
            # Between the outer two codes, terminals that support them show no partial update.
            self._write(f"\x1b[?2026h{frame}\x1b[?2026l")

    def let_flow(self) -> None:
        """Resume output, in case it was stopped by Ctrl-S."""
        if sys.platform != "win32":
            import termios

            with contextlib.suppress(OSError, ValueError, termios.error):
                terminal = self._stream.fileno()
                before = termios.tcgetattr(terminal)
                # A terminal without Ctrl-S cannot be stopped by it.
                termios.tcsetattr(terminal, termios.TCSANOW, [before[0] & ~termios.IXON, *before[1:]])
                termios.tcsetattr(terminal, termios.TCSANOW, before)

    def __enter__(self) -> Self:
        if sys.platform == "win32":
            os.system("")  # noqa: S605, S607 - the known way to make the console obey what follows
        self._size = (0, 0)
        # The other screen, no cursor, no wrapping where a terminal thinks a letter wider than we do.
        self._write("\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write("\x1b[?2026l\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l")

    def _write(self, text: str) -> None:
        encoding = self._stream.encoding or "ascii"
        self._stream.write(text.encode(encoding, "replace").decode(encoding))
        self._stream.flush()

    def _measured(self) -> tuple[int, int]:
        try:
            columns, lines = os.get_terminal_size(self._stream.fileno())
        except (OSError, ValueError):
            columns, lines = shutil.get_terminal_size()
        return columns or 80, lines or 24

    def _inked(self, row: Row, width: int) -> str:
        """A row in terminal codes, over the whole width."""
        from rich.cells import cell_len

        pieces = (*row, Piece(" " * (width - sum(cell_len(piece.text) for piece in row))))
        return "".join(
            style_of(piece.tone, self._big, bare=self._bare, sixteen=self._sixteen).render(
                piece.text.translate(self._table), color_system=self._colours
            )
            for piece in pieces
        )
