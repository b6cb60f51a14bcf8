"""The help of every command, in narrow and wide terminals."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from rich.cells import cell_len

from coach.cli.app import coach


def helps(width: int) -> Iterator[tuple[str, str]]:
    """Each command's name and its help, as wide as a terminal of `width` columns."""
    context = coach.context_class(coach, info_name="coach", terminal_width=width, **coach.context_settings)
    yield "coach", coach.get_help(context)
    yield from _inner(coach, context)


def _inner(group: click.Group, context: click.Context) -> Iterator[tuple[str, str]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = command.context_class(command, parent=context, info_name=name, terminal_width=context.terminal_width)
        yield f"{context.command_path} {name}", command.get_help(inner)
        if isinstance(command, click.Group):
            yield from _inner(command, inner)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_help_fits_and_is_whole(width: int) -> None:
    """No line of any command's help, examples included, is wider than the terminal, and no description is cut."""
    seen = 0
    for name, text in helps(width):
        seen += 1
        for line in text.splitlines():
            assert cell_len(line) <= width, (name, line)
            assert not line.endswith("...") or line.startswith("Usage:"), (name, line)
    assert seen > 40


def test_each_command_has_its_line() -> None:
    """In 80 columns, each command's description in the lists of commands stands on one line of its own."""
    for name, text in helps(80):
        if "\nCommands:\n" in text:
            for line in text.split("\nCommands:\n")[1].splitlines():
                assert line[2] != " ", (name, line)


def test_a_narrow_terminal_leaves_room_for_words() -> None:
    """In 60 columns what an option does has most of the width."""
    text = dict(helps(60))["coach play"]
    (line,) = (line for line in text.splitlines() if "Begin after" in line)
    assert line.index("Begin after") <= 20
