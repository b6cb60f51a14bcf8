"""The legend: what the keys do, in the last row of a page or as a full list."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from coach.live.controls.keys import HELP_KEY
from coach.live.display.rows import Piece, apart, wrapped
from coach.live.display.wording import FEET, HELP, KEY_NAMES
from coach.session_commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.live.display.rows import Row
    from coach.session_commands import Command


_BETWEEN, _GAP = "  ", 2


def foot(width: int) -> Row:
    """The most important keys, as many as fit."""
    shown = next((each for each in FEET if len(each) <= width), FEET[-1])
    pieces: list[Piece] = []
    for index, part in enumerate(shown.split(" · ")):
        key, does = part.split(" ", 1)
        pieces += [Piece("   " if index else ""), Piece(key, "time"), Piece(f" {does}", "faint")]
    return tuple(pieces)


def key_list(bindings: Mapping[str, Command], width: int) -> Iterator[Row]:
    """Every command that has a key, with its keys, in two columns; what is too long for its column goes on below."""
    rows = [*_keys_of(bindings), (HELP_KEY, HELP)]
    column = min(max(len(keys) for keys, _ in rows), max(width * 2 // 5, 2) - _GAP)
    for keys, does in rows:
        for left, right in zip_longest(_broken(keys, column), wrapped(does, width - column - _GAP), fillvalue=""):
            yield (*apart((Piece(left, "time"),), (), column + _GAP), Piece(right))


def _keys_of(bindings: Mapping[str, Command]) -> Iterator[tuple[str, str]]:
    for name, command in COMMANDS.items():
        if keys := [
            KEY_NAMES.get(key, key.upper() if len(key) > 1 else key) for key in bindings if bindings[key] == name
        ]:
            yield _BETWEEN.join(keys), command.does


def _broken(keys: str, width: int) -> list[str]:
    """The keys in lines of at most `width` columns; the name of a key is not broken."""
    lines = [""]
    for key in keys.split(_BETWEEN):
        joined = f"{lines[-1]}{_BETWEEN}{key}" if lines[-1] else key
        if len(joined) > width and lines[-1]:
            lines.append(key)
        else:
            lines[-1] = joined
    return lines
