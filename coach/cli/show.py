"""`coach show`: a routine on the clock, to read or as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.cli.options import (
    choice_options,
    json_option,
    minutes_option,
    print_json,
    routine_argument,
    settings_options,
)

if TYPE_CHECKING:
    from coach.plan import Selection
    from coach.settings import Settings


@click.command()
@routine_argument
@minutes_option
@choice_options
@settings_options("scripts_dir", "cache_dir", "voice", "voices_dir")
@json_option
def show(routine: str, target: int | None, choice: Selection, settings: Settings, as_json: bool) -> None:
    """Show a routine on the clock: every line, when it is spoken, and how long the whole lasts.

    \b
    Example:
      coach show deep-hip-release --minutes 60
    """
    from coach.cli.routine_page import page
    from coach.plan import as_data, reach
    from coach.session import open_session, planned

    session = open_session(routine, settings, choice, target)
    plan = planned(session, settings)
    if as_json:
        print_json(as_data(plan))
    else:
        click.echo("\n".join(page(plan, session.outline, reach(session.outline))))
