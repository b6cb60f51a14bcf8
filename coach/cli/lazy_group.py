"""A click group that imports a command only when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


class Entry(NamedTuple):
    """The module of a command, and its line in the list of commands."""

    module: str
    name: str
    """The command's name in its module."""
    help: str
    """The first sentence of the command's own help."""


class LazyGroup(click.Group):
    """A group whose commands are in a table; `--help` reads only the table."""

    def __init__(self, *args: object, entries: Mapping[str, Entry], **kwargs: object) -> None:
        """`entries` by the commands' names, in the order they are listed."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's contract
        """The names, in the order of the table."""
        return list(self._entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's contract
        """Import the command."""
        entry = self._entries.get(cmd_name)
        if entry is None:
            return None
        command = getattr(import_module(entry.module), entry.name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands, one line each."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in self._entries.items()])
