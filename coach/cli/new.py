"""`coach new`: a script of one's own, begun from a few questions or a template."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.app.own_scripts import begin, file_stem
from coach.cli.options import is_terminal, settings_options

if TYPE_CHECKING:
    from coach.app.own_scripts import Template
    from coach.script.routine import Speaker
    from coach.settings import Settings


@click.command()
@click.argument("title", required=False)
@click.option("--for", "speaker", type=click.Choice(["therapist", "self"]), help="Who it guides. Default: asked.")
@click.option(
    "--template", type=click.Choice(["steps", "session", "breath"]),
    help="A list of steps, sections with sides and cautions, or a few breaths. Default: asked.",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Default: in your folder.")
@settings_options("scripts_dir")
def new(
    title: str | None, speaker: Speaker | None, template: Template | None, output: Path | None, settings: Settings
) -> None:
    """Begin a script of your own, from a few questions. A file that is there already stays as it is.

    It goes into the studio's folder `scripts`, where you are in one, else into the one in your home.

    \b
    Examples:
      coach new
      coach new "Neck" --for self --template steps
    """
    asked = is_terminal(sys.stdin)
    if title is None:
        if not asked:
            raise click.UsageError("Give the new script a title.")
        title = click.prompt("Title", err=True)
    title = " ".join(str(title).split())
    stem = file_stem(title)
    who = speaker or _asked("For a therapist, or for yourself", ["therapist", "self"], "self", ask=asked)
    kind = template or _asked("Begin with", ["steps", "session", "breath"], "steps", ask=asked)
    path = output or settings.own_scripts_path() / f"{stem}.md"
    begin(path, title, who, kind)
    name = path if output else stem
    click.echo(
        f"Wrote {path}. Change it with any editor; `coach check {name}` checks it, `coach play {name}` plays it."
    )


def _asked(question: str, answers: list[str], usual: str, *, ask: bool) -> Any:
    """One of the answers: the usual one where nobody can be asked."""
    return click.prompt(question, type=click.Choice(answers), default=usual, err=True) if ask else usual
