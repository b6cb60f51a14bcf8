"""`coach show`: a routine on the clock, to read or as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.cli.options import (
    json_option,
    minutes_option,
    print_json,
    routine_argument,
    settings_options,
    with_option,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.plan import Cue, Plan
    from coach.settings import Settings


@click.command()
@routine_argument
@minutes_option
@with_option
@settings_options("scripts_dir", "cache_dir", "voice", "voices_dir")
@json_option
def show(routine: str, target: int | None, wanted: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """Show a routine on the clock: every line, when it is spoken, and how long the whole lasts.

    \b
    Example:
      coach show deep-hip-release --minutes 60
    """
    from coach.plan import as_data
    from coach.session import open_session, planned

    session = open_session(routine, settings, wanted, target)
    plan = planned(session, settings)
    if as_json:
        print_json(as_data(plan))
        return
    header = session.routine.header
    for line in (header.summary, header.position):
        if line:
            click.echo(line)
    click.echo("\n".join(_page(plan)))
    for title in session.outline.left_out:
        click.echo(f'Optional: --with "{title}"')


def _page(plan: Plan) -> Iterator[str]:
    from coach.units import clock, spoken_length

    yield f"{plan.title}: {spoken_length(plan.length)}{'' if plan.exact else ' (about)'}"
    section = -1
    breaths = 0
    for cue in plan.cues:
        if cue.section != section:
            section = cue.section
            span = plan.sections[section]
            yield f"\n{clock(span.start):>7}  {span.name}  ({spoken_length(span.end - span.start)})"
        if cue.kind == "breath" and cue.sound == "inhale":
            breaths += 1
        elif cue.kind in ("say", "chime") and breaths:
            breaths = 0
        if line := _line(cue, breaths):
            yield f"{clock(cue.start):>7}  {line}"


def _line(cue: Cue, breaths: int) -> str | None:
    if cue.kind == "say":
        mark = "! " if cue.caution else "> " if cue.to == "client" else "  "
        return f"  {mark}{cue.text}"
    if cue.kind == "chime":
        return f"    ({cue.sound})"
    if cue.kind == "breath" and cue.sound == "inhale":
        return f"    (breath {breaths})"
    return None
