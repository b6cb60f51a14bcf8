"""`coach show`: a routine on the clock, to read or as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.app import as_json as shapes
from coach.cli.options import (
    json_option,
    plan_options,
    print_json,
    routine_argument,
    settings_options,
)
from coach.cli.routine_page import page
from coach.plan import reach
from coach.session import open_session

if TYPE_CHECKING:
    from coach.session_request import SessionRequest
    from coach.settings import Settings


@click.command()
@routine_argument
@plan_options
@settings_options("scripts_dir", "cache_dir", "voice", "client_voice", "voices_dir")
@json_option
def show(routine: str, request: SessionRequest, settings: Settings, as_json: bool) -> None:
    """Show a routine on the clock: every line, when it is spoken, and how long the whole lasts.

    \b
    Example:
      coach show deep-hip-release --minutes 60
    """
    session = open_session(routine, settings, request)
    plan = session.plan()
    if as_json:
        print_json(shapes.plan(plan, session.voices.names() if session.voices is not None else None))
    else:
        click.echo("\n".join(page(plan, session.planner.outline, reach(session.planner.outline))))
