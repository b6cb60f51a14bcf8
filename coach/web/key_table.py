"""The commands of a session with their keys, for a page: the same table as the terminal's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.session_commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.session_commands import Command


def key_table(bindings: Mapping[str, Command]) -> list[dict[str, Any]]:
    """Each command, what it does, its keys in `bindings`, and whether a key that is held down repeats it."""
    return [
        {
            "command": name,
            "does": command.does,
            "keys": [key for key, bound in bindings.items() if bound == name],
            "repeats": command.repeats,
        }
        for name, command in COMMANDS.items()
    ]
