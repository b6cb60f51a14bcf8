"""Offering sessions to phones as a page that plays: `coach send --page`."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.face import ended_by_signals
from coach.cli.options import is_terminal, script_here
from coach.cli.progress import ProgressBar
from coach.cli.usual_session import usual_session
from coach.send import qr
from coach.send.network import elsewhere
from coach.session_request import request_from_settings
from coach.units import MINUTE, SECOND, clock, spoken_length

if TYPE_CHECKING:
    from coach.settings import Settings
    from coach.web.site.offering import SiteOffer

_MARGIN = 15 * MINUTE
"""For finding the phone and beginning: the page is open for so much longer than its longest session."""


def offer_page(
    context: click.Context, names: tuple[str, ...], settings: Settings, length: int | None, host: str | None, port: int
) -> None:
    """Make a page of these sessions, and offer it until Ctrl-C, or for `length` milliseconds.

    By default that is as long as the longest of them plays, and a quarter of an hour for finding the phone.
    """
    from coach.web.site.offering import offered
    from coach.web.site.publish import publish

    files = [name for name in names if Path(name).is_file() and Path(name).suffix != ".md"]
    if files:
        raise click.UsageError(f"--page plays routines, and {files[0]} is a file: send it without --page.")
    request = request_from_settings(settings)
    sessions = [usual_session(name, settings, request) for name in dict.fromkeys(map(script_here, names))]
    folder, longest = settings.cache_path() / "page", 0
    folder.mkdir(parents=True, exist_ok=True)
    title = sessions[0].routine.title if len(sessions) == 1 else "Sessions"
    with ProgressBar() as progress:
        for done in publish(folder, sessions, title, progress):
            if done.error is not None:
                raise done.error
            longest = max(longest, done.entry["length"] if done.entry else 0)
    with offered(folder, (length or longest + _MARGIN) / SECOND, host=host, port=port) as offer:
        _tell(offer)
        try:
            with ended_by_signals():
                _wait(offer)
        except KeyboardInterrupt:
            click.echo("Stopped. The link no longer works.")
            context.exit(0)
        click.echo("The time is over. The link no longer works.")


def draw_code(link: str) -> None:
    """Draw a link as a code to scan, if the terminal can show it."""
    lines, size = qr.draw(link), shutil.get_terminal_size()
    if qr.can_show(lines, size.columns, size.lines, getattr(sys.stdout, "encoding", None), dict(os.environ)):
        click.echo(qr.painted(lines))


def _tell(offer: SiteOffer) -> None:
    """To whom it is offered, for how long, and the link."""
    time_open = spoken_length(round(offer.seconds_left) * SECOND)
    who = offer.address.audience
    click.echo(f"{who} can play this for {time_open}, on several devices. The sound comes from here all the time.")
    if hint := elsewhere(offer.others):
        click.echo(hint, err=True)
    if is_terminal(sys.stdout):
        draw_code(offer.link)
    click.echo(offer.link)


def _wait(offer: SiteOffer) -> None:
    """Wait until the time is over, and show how much is left."""
    live = is_terminal(sys.stderr)
    while (left := offer.seconds_left) > 0:
        if live:
            click.echo(f"\rCtrl-C ends it. {clock(round(left) * SECOND)} left\x1b[K", nl=False, err=True)
        time.sleep(min(left, 1))
    if live:
        click.echo("\r\x1b[K", nl=False, err=True)
