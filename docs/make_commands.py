"""Writes `docs/commands.md` from the program itself: python docs/make_commands.py."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.app import coach

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent / "commands.md"

HEAD = """# Commands

What each command says about itself (`coach COMMAND --help`). Written by `python docs/make_commands.py`.

Data goes to standard output, progress and messages to standard error. A command that fails says why in one line and
exits with 1; a wrong command line exits with 2, Ctrl-C with 130.

Every option that names a variable in square brackets, such as `[COACH_VOICE]`, can also be set by that variable, or by
`coach settings set voice system`. The option wins over the variable, the variable over the settings file.
"""


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command there is, with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, f"{path} {name}")


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for path, command in commands(coach, "coach"):
        settings = {**coach.context_settings, "max_content_width": 100}
        context = command.context_class(command, info_name=path, terminal_width=100, **settings)
        parts.append(f"## `{path}`\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
