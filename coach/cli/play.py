"""`coach play`: a guided session through the loudspeaker."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import click

from coach.cli.options import (
    choice_options,
    duration,
    minutes_option,
    mix_options,
    optional_routine_argument,
    settings_options,
)

if TYPE_CHECKING:
    from datetime import time
    from pathlib import Path

    from coach.live.order import Order
    from coach.plan import Selection
    from coach.settings import Settings
    from coach.sound.routing import Routing
    from coach.storage.session_records import SessionRecord


@click.command()
@optional_routine_argument
@minutes_option
@choice_options
@mix_options
@click.option("--resume", is_flag=True, help="Go on with the session that was left, where it was left.")
@click.option("--start-in", callback=duration, metavar="TIME", help="Begin after this, such as 30s.")
@click.option("--finish-by", type=click.DateTime(["%H:%M"]), metavar="HH:MM", help="Fit the session to end then.")
@click.option("--dry-run", is_flag=True, help="Print every cue and its time, silently and at once.")
@click.option("--big", is_flag=True, help="Huge, dim letters, to be read from across a dark room.")
@click.option("--listen", is_flag=True, help='Hear spoken commands, such as "coach, next".')
@settings_options(
    "scripts_dir", "cache_dir", "cache_limit_mb", "data_dir", "voice", "voices_dir", "player", "device", "lead_in",
    "keys", "bitrate",
)  # fmt: skip
def play(
    routine: str | None,
    target: int | None,
    choice: Selection,
    ears: Routing,
    music: Path | None,
    resume: bool,
    start_in: int,
    finish_by: time | None,
    dry_run: bool,
    big: bool,
    listen: bool,
    settings: Settings,
) -> None:
    """Play a guided session. Three keys: space pauses, → next, ← back; ? shows the others.

    Where there is no sound device, the session is written as an MP3 in this folder instead.

    \b
    Examples:
      coach play deep-hip-release --with "belly" --finish-by 15:00
      coach play --resume
    """
    from coach.cli.stage import Wishes, put_on
    from coach.live.order import Order
    from coach.plan import EVERYTHING
    from coach.remind.do_not_disturb import guided_session

    if target is not None and finish_by is not None:
        raise click.UsageError("--minutes and --finish-by both say how long: give one of them.")
    with ExitStack() as stack:
        alone = stack.enter_context(guided_session(settings.data_path(), wait=0.5))
        record = None
        if resume:
            if (target, finish_by, choice, ears, music) != (None, None, EVERYTHING, "all", None):
                raise click.UsageError(
                    "--resume goes on with a session as it was begun; give it no other length or parts."
                )
            record = _left(settings, routine, alone=alone)
            order = _order_of(record)
        elif routine is None:
            raise click.UsageError("Say which routine; `coach list` shows them.")
        else:
            order = Order(routine, choice, target or _until(finish_by, start_in), ears, music)
        if dry_run:
            _dry_run(order, settings)
            return
        if not alone:
            click.echo("Another session, or a reminder, is playing too.", err=True)
        put_on(order, settings, Wishes(start_in, big, listen, alone), record)


def _until(finish_by: time | None, start_in: int) -> int | None:
    """Milliseconds a session may last that begins then and ends at that time of day, today or tomorrow."""
    from datetime import datetime, timedelta

    from coach.units import SECOND

    if finish_by is None:
        return None
    now = datetime.now().astimezone()
    end = now.replace(hour=finish_by.hour, minute=finish_by.minute, second=0, microsecond=0)
    if end <= now:
        end += timedelta(days=1)
    left = round((end - now).total_seconds() * SECOND) - start_in
    if left <= 0:
        raise click.UsageError(f"{finish_by:%H:%M} is over before the session begins.")
    return left


def _left(settings: Settings, routine: str | None, *, alone: bool) -> SessionRecord:
    """The session to go on with."""
    from datetime import UTC, datetime

    from coach.errors import UnknownRoutine
    from coach.script import find_script
    from coach.storage.database import Database
    from coach.storage.session_records import unfinished

    # What was played by its path is told by its name, which may be in no folder of ours.
    meant = routine
    with suppress(UnknownRoutine):
        meant = routine and str(find_script(routine, settings.scripts_path()).absolute())
    with Database(settings.database_path()) as db:
        found = unfinished(db, meant, datetime.now(UTC), alone=alone)
    if found is None:
        named = f" of '{routine}'" if routine else ""
        raise UnknownRoutine(f"There is no session{named} to go on with. `coach history` shows what was done.")
    return found


def _order_of(record: SessionRecord) -> Order:
    from coach.live.order import order_from

    return order_from(record.path, record.options)


def _dry_run(order: Order, settings: Settings) -> None:
    from coach.live.display.transcript import script_of
    from coach.session import open_session, planned

    session = open_session(order.routine, settings, order.choice, order.target)
    for line in script_of(planned(session, settings)):
        click.echo(line)
