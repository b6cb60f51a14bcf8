"""`coach voices`: the voices."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.app.sample import export_line, play_line
from coach.cli.lazy_group import PlainGroup
from coach.cli.options import json_option, print_json, settings_options
from coach.cli.progress import ProgressBar
from coach.cli.table import table
from coach.errors import NoDevice
from coach.speech.fetching import add_voice
from coach.speech.voices import list_voices

if TYPE_CHECKING:
    from coach.settings import Settings
    from coach.speech.voices import VoiceInfo

SAMPLE = "Rest your elbow on it, deep and still. Slow, deep breaths. Let the hip grow heavy."


@click.group(cls=PlainGroup, invoke_without_command=True)
@click.option("--sample", metavar="NAME", help="Speak a sample with this voice.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the sample to this file.")
@click.option("--words", default=SAMPLE, metavar="TEXT", help="What to say instead of the usual sample.")
@click.option("--language", default="en", metavar="CODE", help="List voices of this language, or 'all'. Default: en.")
@settings_options("cache_dir", "voices_dir", "player", "bitrate")
@json_option
@click.pass_context
def voices(
    context: click.Context,
    sample: str | None,
    output: Path | None,
    words: str,
    language: str,
    settings: Settings,
    as_json: bool,
) -> None:
    """List the voices that can be used here, the most natural first, or try one.

    For each: name, language, sex, licence, and its origin or how to install it.

    \b
    Examples:
      coach voices
      coach voices --sample system -o sample.wav
      coach voices add kore
    """
    if context.invoked_subcommand is not None:
        return
    if sample is not None:
        _speak(sample, words, output, settings)
        return
    every = list_voices(settings)
    found = [voice for voice in every if language == "all" or _speaks(voice.language, language)]
    if as_json:
        print_json([asdict(voice) for voice in found])
        return
    if found:
        click.echo(table([_row(voice) for voice in found]))
    if others := len(every) - len(found):
        click.echo(f"{others} more in other languages: coach voices --language all", err=True)
    click.echo(f"More: `coach voices add NAME` fetches hibari's and Piper's, to {settings.voices_path()}.", err=True)


@voices.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@settings_options("voices_dir")
def add(names: tuple[str, ...], settings: Settings) -> None:
    """Download voices into the voices folder.

    Hibari's are named like kore, Piper's like en_US-amy-medium. Each file's checksum is checked. A download that was
    interrupted is resumed. HF_ENDPOINT can name a mirror of Hugging Face.

    \b
    Examples:
      coach voices add kore
      coach voices add de_DE-thorsten-high
    """
    with ProgressBar() as progress:
        for name in names:
            found, fetched = add_voice(name, settings.voices_path(), progress)
            progress.finish()
            click.echo(f"Fetched {found}." if fetched else f"{found} is here already.")


def _row(voice: VoiceInfo) -> tuple[str, ...]:
    mark = " " if voice.usable else "✗"
    note = f"get it: {voice.get}" if voice.get and not voice.usable else voice.why
    return (f"{mark} {voice.name}", voice.language, voice.sex, voice.licence, note)


def _speaks(language: str, wanted: str) -> bool:
    return not language or language.split("-")[0] == wanted.lower().split("-")[0]


def _speak(name: str, words: str, output: Path | None, settings: Settings) -> None:
    chosen = replace(settings, voice=name)
    if output is None:
        try:
            play_line(words, chosen)
        except NoDevice as error:
            raise NoDevice(f"{error} Write the sample to a file with -o sample.wav.") from error
        return
    exported, voice = export_line(words, chosen, output)
    for note in exported.notes:
        click.echo(note, err=True)
    click.echo(f"Wrote {output}, with the voice {voice}.")
