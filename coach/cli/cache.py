"""`coach cache`: cached speech, and the measured levels of music."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.app import as_json as shapes
from coach.cli.lazy_group import PlainGroup
from coach.cli.options import json_option, print_json, settings_options
from coach.sound.music.levels import clear_levels, kept_levels
from coach.speech.cache import ClipCache
from coach.units import SECOND, count_of, spoken_length

if TYPE_CHECKING:
    from coach.settings import Settings


@click.group(cls=PlainGroup)
def cache() -> None:
    """Show, check, trim or clear the cached speech.

    \b
    Example:
      coach cache prune --max-size 500
    """


def _open(settings: Settings) -> ClipCache:
    return ClipCache(settings.cache_path())


@cache.command()
@settings_options("cache_dir")
@json_option
def info(settings: Settings, as_json: bool) -> None:
    """Show where the cache is and how large it is.

    \b
    Example:
      coach cache info
    """
    held, measured = _open(settings).info(), len(kept_levels(settings.music_path()))
    if as_json:
        print_json(shapes.cache(held, measured))
    else:
        length = spoken_length(round(held.seconds * SECOND))
        music = f" Music files measured: {measured}." if measured else ""
        click.echo(
            f"{held.folder}: {count_of(held.clips, 'clip')}, {length} of speech, {held.bytes / 1e6:.1f} MB.{music}"
        )


@cache.command()
@settings_options("cache_dir")
def verify(settings: Settings) -> None:
    """Check every clip, and delete damaged ones. They are made again when needed.

    \b
    Example:
      coach cache verify
    """
    opened = _open(settings)
    total = opened.info().clips
    broken = opened.verify()
    for path in broken:
        click.echo(f"{path}: damaged, deleted.")
    click.echo(f"{count_of(total, 'clip')} checked, {len(broken) or 'none'} damaged.")


@cache.command()
@click.option("--max-size", type=click.IntRange(min=0), required=True, metavar="MB", help="Size to trim to.")
@settings_options("cache_dir")
def prune(max_size: int, settings: Settings) -> None:
    """Delete clips, the least recently used first, down to a size.

    \b
    Example:
      coach cache prune --max-size 500
    """
    click.echo(f"{count_of(_open(settings).prune(max_size * 1_000_000), 'clip')} deleted.")


@cache.command()
@settings_options("cache_dir")
def clear(settings: Settings) -> None:
    """Delete all clips and all measured levels of music. They are made again when needed.

    \b
    Example:
      coach cache clear
    """
    clips, measured = _open(settings).clear(), clear_levels(settings.music_path())
    music = f" Measurements of music deleted: {measured}." if measured else ""
    click.echo(f"{count_of(clips, 'clip')} deleted.{music}")
