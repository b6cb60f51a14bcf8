"""`coach show`: a routine's plan, to read or as data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.app import as_json as shapes
from coach.app.kept_length import open_at_kept_length
from coach.cli.options import (
    json_option,
    plan_options,
    print_json,
    routine_argument,
    settings_options,
)
from coach.cli.routine_page import page
from coach.plan import reach
from coach.printed import INTAKE, card, sheet
from coach.storage.atomic import replacing

if TYPE_CHECKING:
    from coach.session import Session
    from coach.session_request import SessionRequest
    from coach.settings import Settings


@click.command()
@routine_argument
@plan_options
@settings_options("scripts_dir", "cache_dir", "voice", "client_voice", "voices_dir")
@click.option("--print", "printed", is_flag=True, help="A page to print, as HTML: a card, or a sheet to fill in.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the page to this file.")
@json_option
def show(
    routine: str, request: SessionRequest, settings: Settings, printed: bool, output: Path | None, as_json: bool
) -> None:
    """Show a routine's plan: every line, when it is spoken, and how long the whole takes.

    With --print it is a page to print: a routine as a card to take home, the opening check as a sheet to fill in.

    \b
    Examples:
      coach show deep-hip-release --minutes 60
      coach show opening-check --print -o intake.html
    """
    if output is not None and not printed:
        raise click.UsageError("-o needs --print: it is the file of the page.")
    session, note = open_at_kept_length(routine, settings, request)
    if note and not as_json:
        click.echo(note, err=True)
    if printed:
        _print(session, output)
        return
    plan = session.plan()
    if as_json:
        print_json(shapes.plan(plan, session.voices.names() if session.voices is not None else None))
    else:
        click.echo("\n".join(page(plan, session.planner.outline, reach(session.planner.outline))))


def _print(session: Session, output: Path | None) -> None:
    is_sheet = INTAKE in session.routine.header.tags
    plan = session.plan() if session.request.target is not None else None
    page = sheet(session.routine) if is_sheet else card(session.planner.outline, plan)
    if output is None:
        click.echo(page, nl=False)
        return
    with replacing(output) as temporary:
        temporary.write_text(page, "utf-8")
    click.echo(f"Wrote {output}: open it in a browser, and print it.")
