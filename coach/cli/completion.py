"""`coach completion`: completion for the shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Let your shell complete commands and names: prints the code for it.

    \b
    Example (bash; add the line to ~/.bashrc):
      eval "$(coach completion bash)"
    """
    kind = get_completion_class(shell)
    assert kind is not None, "click knows each of the shells offered"
    click.echo(kind(context.find_root().command, {}, "coach", "_COACH_COMPLETE").source())
