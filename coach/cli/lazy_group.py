"""A click group that imports a command only when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Entry(NamedTuple):
    """The module of a command, and its line in the list of commands."""

    module: str
    name: str
    """The command's name in its module."""
    help: str
    """The first sentence of the command's own help."""


class _Formatter(click.HelpFormatter):
    """Lays out help; in a narrow terminal the options take less of the width."""

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names and what they mean in two columns."""
        super().write_dl(rows, min(col_max, 30 if self.width > 70 else 16), col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


class PlainGroup(click.Group):
    """A group that lists its commands with the first sentence of their help, whole."""

    context_class = _Context

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, f"{(self.commands[name].help or '').split('.')[0]}.") for name in self.list_commands(ctx)]
            )


class LazyGroup(click.Group):
    """A group whose commands are in a table; `--help` reads only the table."""

    context_class = _Context

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
        return _laid_out(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands, one line each."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in self._entries.items()])


def _laid_out(command: click.Command) -> click.Command:
    """The command, with the same layout of its help, and of its own commands'."""
    command.context_class = _Context
    if isinstance(command, click.Group) and not isinstance(command, LazyGroup):
        for inner in command.commands.values():
            _laid_out(inner)
    return command
