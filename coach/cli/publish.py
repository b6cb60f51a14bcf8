"""`coach publish`: a folder that plays sessions on any phone, from any host, and without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.options import routine_arguments, session_options, settings_options
from coach.cli.progress import ProgressBar
from coach.cli.usual_session import usual_session
from coach.errors import CoachError
from coach.script import list_scripts
from coach.units import count_of, spoken_length

if TYPE_CHECKING:
    from coach.session import Session
    from coach.session_request import SessionRequest
    from coach.settings import Settings
    from coach.speech.clip_store import ClipStore

_MB = 1_000_000


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@routine_arguments
@click.option("--all", "everything", is_flag=True, help="Every routine.")
@click.option("--title", default="Sessions", show_default=True, metavar="TEXT", help="What the site is called.")
@click.option("--store", metavar="URL", help="Take speech from a store that a catalogue was made with.")
@session_options
@settings_options("scripts_dir", "cache_dir", "cache_limit_mb", "voice", "client_voice", "voices_dir", "bitrate")
def publish(
    folder: Path,
    names: tuple[str, ...],
    everything: bool,
    title: str,
    store: str | None,
    request: SessionRequest,
    settings: Settings,
) -> None:
    """Make a folder that plays sessions on any phone: put it on any web host, and send people its link.

    It needs no account and nothing to install. Published again, only what changed is made anew.

    \b
    Examples:
      coach publish site breath-break --title "Anna's studio"
      coach publish site --all
    """
    from coach.web.site.publish import publish as publishing

    if everything == bool(names):
        raise click.UsageError("Name the routines, or give --all; `coach list` shows them.")
    sessions, failed = _sessions(names, settings, request)
    size = made = there = 0
    with ProgressBar() as progress:
        for done in publishing(folder, sessions, title, progress, _clips(store, settings)):
            progress.finish()
            if done.entry is None:
                failed.append(done.name)
                click.echo(str(done.error), err=True)
                continue
            size += done.entry["size"]
            made, there = made + done.made, there + (not done.made)
            if done.made:
                told = f"{spoken_length(done.entry['length'])}, {done.entry['size'] / _MB:.1f} MB"
                click.echo(f"{done.number} of {done.of}: {done.entry['title']}: {told}.")
    if there:
        click.echo(f"{there} of {made + there} had not changed.")
    click.echo(f"{folder / 'index.html'}: {count_of(made + there, 'session')}, {size / _MB:.1f} MB of sound.")
    click.echo("Put the folder on a web host with https, and open its address on a phone; docs/publish.md says how.")
    if failed:
        click.echo(f"Left out: {', '.join(failed)}.", err=True)
        raise click.exceptions.Exit(1)


def _clips(store: str | None, settings: Settings) -> ClipStore | None:
    """The clips of a store; None for those of the audio cache. Raises ObjectStoreError."""
    if store is None:
        return None
    from coach.speech.shared_cache import SharedClipCache
    from coach.storage.object_store import open_object_store

    return SharedClipCache(open_object_store(store), settings.cache_path())


def _sessions(names: tuple[str, ...], settings: Settings, request: SessionRequest) -> tuple[list[Session], list[str]]:
    """The sessions to publish, and the names of those of `--all` that cannot be."""
    if names:
        return [usual_session(name, settings, request) for name in names], []
    found, failed = [], []
    for path in list_scripts(settings.scripts_path()):
        try:
            found.append(usual_session(str(path), settings, request))
        except CoachError as error:
            click.echo(str(error), err=True)
            failed.append(path.stem)
    return found, failed
