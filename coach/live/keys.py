"""The keyboard: which key means which command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blessed import Terminal

    from coach.sound import Command

KEYS: dict[str, Command] = {" ": "pause", "n": "next", "b": "back", "q": "quit"}

HELP = "space pause · n next · b back · q quit"


def read_command(terminal: Terminal, timeout: float) -> Command | None:
    """The command of the next key pressed within `timeout` seconds; the terminal must be in cbreak mode."""
    return KEYS.get(str(terminal.inkey(timeout=timeout)).lower())
