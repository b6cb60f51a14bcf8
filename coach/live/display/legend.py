"""The legend: what the keys do, in the last row of a page or as a full list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.live.controls.keys import HELP_KEY
from coach.live.display.rows import Piece, apart
from coach.live.display.wording import FEET, HELP, KEY_NAMES
from coach.session_commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.live.display.rows import Row
    from coach.session_commands import Command


def foot(width: int) -> Row:
    """The most important keys, as many as fit."""
    shown = next((each for each in FEET if len(each) <= width), FEET[-1])
    pieces: list[Piece] = []
    for index, part in enumerate(shown.split(" · ")):
        key, does = part.split(" ", 1)
        pieces += [Piece("   " if index else ""), Piece(key, "time"), Piece(f" {does}", "faint")]
    return tuple(pieces)


def key_list(bindings: Mapping[str, Command], gutter: int, width: int) -> Iterator[Row]:
    """Every command that has a key, with its keys, behind the gutter."""
    for name, command in COMMANDS.items():
        keys = [KEY_NAMES.get(key, key.upper() if len(key) > 1 else key) for key in bindings if bindings[key] == name]
        if not keys:
            continue
        shown = "  ".join(keys)
        column = min(34, width // 2)
        yield (Piece(" " * gutter), *apart((Piece(shown, "time"),), (), column), Piece(command.does))
    yield (
        Piece(" " * gutter),
        *apart((Piece(HELP_KEY, "time"),), (), min(34, width // 2)),
        Piece(HELP),
    )
