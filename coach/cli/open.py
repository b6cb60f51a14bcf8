"""`coach open`: the page, in the browser of this computer and on devices in the room."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from coach.cli.app import INTERRUPTED
from coach.cli.face import ended_by_signals
from coach.cli.offer_page import draw_code
from coach.cli.options import is_terminal, settings_options
from coach.web.serving import PORT, link_of_open, served

if TYPE_CHECKING:
    from coach.settings import Settings
    from coach.web.serving import Page

_LOOK = 0.5
"""Seconds between two looks for a signal."""


@click.command("open")
@click.option("--lan", is_flag=True, help="Open it to your own network too: for a tablet or a phone.")
@click.option("--host", metavar="ADDRESS", help="Open it to the network of this address or interface. Implies --lan.")
@click.option(
    "--port", type=click.IntRange(1, 65535), metavar="N", help=f"Default: {PORT}, or the next one that is free."
)
@click.option("--no-browser", is_flag=True, help="Only print the link.")
@settings_options(
    "scripts_dir", "cache_dir", "cache_limit_mb", "data_dir", "voice", "client_voice", "voices_dir", "player", "device",
    "lead_in", "keys", "bitrate",
)  # fmt: skip
@click.pass_context
def open_(
    context: click.Context, lan: bool, host: str | None, port: int | None, no_browser: bool, settings: Settings
) -> None:
    """Open the page: sessions, scripts and reminders in your browser.

    The sound comes from this computer's loudspeaker; the page shows and steers it. It stays open until Ctrl-C, or until
    it is closed under Devices.
    Only this computer can open it, unless you add --lan.

    \b
    Examples:
      coach open
      coach open --lan        for a tablet: scan the code
    """
    there = link_of_open(settings)
    if there is not None and not (lan or host or port):
        click.echo("The page is open already.")
        _show(there, no_browser)
        return
    with served(settings, port=port, lan=lan, host=host) as page:
        _tell(page)
        _show(page.link(), no_browser)
        try:
            with ended_by_signals():
                # A signal that another thread receives does not wake this one: it looks by itself.
                while not page.closing.wait(_LOOK):
                    pass
        except KeyboardInterrupt:
            click.echo("The page is closed.")
            context.exit(INTERRUPTED)
        click.echo("The page was closed from the page.")


def _tell(page: Page) -> None:
    """To whom it is open, and on a network the code to scan."""
    if page.address is None:
        click.echo("Only this computer can open the page. Ctrl-C closes it.")
        return
    link = page.network_link()
    click.echo(f"{page.address.audience} can use the page. It lets in one device, within 15 minutes.")
    click.echo(link)
    if is_terminal(sys.stdout):
        draw_code(link)
    click.echo("What is sent is not encrypted: use it in a network that you trust. Ctrl-C closes the page.")


def _show(link: str, no_browser: bool) -> None:
    """Show the page in the browser; where there is none, print its link."""
    import webbrowser

    # On Linux a browser without a screen to draw on would take over the terminal.
    screen = not sys.platform.startswith("linux") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not no_browser:
        try:
            if screen and webbrowser.open(link):
                return
        except webbrowser.Error:
            pass
        click.echo("No browser was found here. Open this link in one:", err=True)
    click.echo(link)
