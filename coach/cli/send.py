"""`coach send`: send a session to a phone, by a link on the local network."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach import send as sending
from coach.cli.app import INTERRUPTED
from coach.cli.export import exported_file
from coach.cli.offer_page import draw_code, offer_page
from coach.cli.options import is_terminal, length_of_time, settings_options
from coach.send.network import elsewhere
from coach.send.share import BESIDE, SOUNDS, clean
from coach.units import MINUTE, clock

if TYPE_CHECKING:
    from coach.send import Sending
    from coach.settings import Settings


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="ROUTINE|FILE...")
@click.option(
    "--open", "length", callback=length_of_time, metavar="TIME",
    help="How long the link works at most: 10 (minutes), 90s or 1:30. Default: 10; with --page, as long as it plays.",
)  # fmt: skip
@click.option("--keep", is_flag=True, help="For several phones: the link works for all of that time.")
@click.option("--page", is_flag=True, help="As a page that plays, with words, breaths and areas, instead of a file.")
@click.option(
    "--host", metavar="ADDRESS", help="Offer it on this address or interface only. Default: where the network is."
)
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="Default: a free one.")
@settings_options("scripts_dir", "cache_dir", "cache_limit_mb", "voice", "client_voice", "voices_dir")
@click.pass_context
def send(
    context: click.Context,
    what: tuple[str, ...],
    length: int | None,
    keep: bool,
    page: bool,
    host: str | None,
    port: int | None,
    settings: Settings,
) -> None:
    """Offer a session to your phone: a link and a QR code, on your own network.

    The link works until one phone has everything, at most ten minutes. A routine is exported first; files are sent as
    they are.

    \b
    Example:
      coach send deep-hip-release
      coach send hip.mp3 --open 30 --keep
      coach send breath-break --page
    """
    if page:
        offer_page(context, what, settings, length, host, port or 0)
        return
    minutes = sending.MINUTES if length is None else length / MINUTE
    files = [_file(thing, settings) for thing in what]
    screen = SendingDisplay()
    try:
        ending = sending.send(files, _title(files), host, port or 0, minutes, keep, screen.opened, screen.watch)
    except KeyboardInterrupt:
        screen.clear()
        click.echo("Stopped. The link no longer works.")
        context.exit(0 if screen.everything_sent() else INTERRUPTED)
    screen.clear()
    click.echo(f"{ending.sentence} The link no longer works.")
    context.exit(0 if ending.everything_sent else 1)


def _file(thing: str, settings: Settings) -> Path:
    """The sound file: the given file, or a routine's, exported now."""
    path = Path(thing)
    if path.suffix.lower() in SOUNDS | BESIDE or (path.exists() and path.suffix.lower() != ".md"):
        return path

    return exported_file(thing, settings)


def _title(files: list[Path]) -> str:
    """The title of the page: that of the first file."""
    return clean(files[0].stem)


class SendingDisplay:
    """Shows a transfer: in a terminal a QR code and a line that is updated, elsewhere plain lines."""

    def __init__(self) -> None:
        self._sending: Sending | None = None
        self._announced: dict[tuple[str, int], bool] = {}
        self._is_live = is_terminal(sys.stderr)
        self._line = ""

    def opened(self, sending: Sending) -> None:
        """Print what is offered to whom, and the link."""
        self._sending = sending
        click.echo(sending.sentence())
        if hint := elsewhere(sending.others):
            click.echo(hint, err=True)
        if is_terminal(sys.stdout):
            draw_code(sending.link)
        click.echo(sending.link)

    def watch(self, sending: Sending) -> None:
        """Print what has changed since the last call."""
        line = ""
        for received in sending.received():
            name = sending.share.items[received.number].name
            key, whole = (received.client, received.number), received.part == 1 and not received.under_way
            if self._announced.get(key) != whole:
                if whole:
                    self._tell(f"{name} was sent to {received.client}.")
                elif not self._is_live and key not in self._announced:
                    self._tell(f"{received.client} fetches {name}.")
                self._announced[key] = whole or self._announced.get(key, False)
            if received.under_way:
                line = f"{received.client} fetches {name}: {received.part:.0%}"
        if not sending.keep and sending.progress.receivers(saved=False):
            self._show(line or "It ends soon: everything was sent.")
        else:
            self._show(line or f"Ctrl-C ends it. {self._left(sending)} left")

    def everything_sent(self) -> bool:
        """Whether a phone has received everything."""
        return self._sending is not None and bool(self._sending.progress.receivers(saved=False))

    def clear(self) -> None:
        """Remove the updated line."""
        self._show("")

    def _left(self, sending: Sending) -> str:
        return clock(max(0, round(sending.seconds_left())) * 1000)

    def _tell(self, sentence: str) -> None:
        self.clear()
        click.echo(sentence, err=True)

    def _show(self, line: str) -> None:
        if not self._is_live or line == self._line:
            return
        self._line = line
        room = shutil.get_terminal_size().columns - 1
        # Back to the start of the line, the text, and clear the rest.
        click.echo(f"\r{line[:room]}\x1b[K", nl=False, err=True)
