"""`coach voices`: who can speak."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.options import json_option, print_json, settings_options
from coach.errors import NoDevice
from coach.export import export
from coach.live.playback import Playback
from coach.output.players.players import choose_player
from coach.plan.planner import Planner
from coach.session import open_voicer
from coach.session_request import SessionRequest
from coach.speech.voices import list_voices

if TYPE_CHECKING:
    from coach.settings import Settings

SAMPLE = "Rest your elbow on it, deep and still. Slow, deep breaths. Let the hip grow heavy."


@click.command()
@click.option("--sample", metavar="NAME", help="Let this voice speak a sample.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the sample to this file.")
@click.option("--words", default=SAMPLE, metavar="TEXT", help="What to say instead of the usual sample.")
@click.option("--language", default="en", metavar="CODE", help="List voices of this language, or 'all'. Default: en.")
@settings_options("cache_dir", "voices_dir", "player", "bitrate")
@json_option
def voices(
    sample: str | None, output: Path | None, words: str, language: str, settings: Settings, as_json: bool
) -> None:
    """List the voices that can be used here, the most natural first, or let one speak.

    A Piper voice you download (its .onnx and .onnx.json) into the voices folder is listed at once.

    \b
    Example:
      coach voices --sample system -o sample.wav
    """
    if sample is not None:
        _speak(sample, words, output, settings)
        return
    every = list_voices(settings)
    found = [voice for voice in every if language == "all" or _speaks(voice.language, language)]
    if as_json:
        print_json([asdict(voice) for voice in found])
        return
    widest = max((len(voice.name) for voice in found), default=0)
    for voice in found:
        mark = " " if voice.usable else "✗"
        click.echo(f"{mark} {voice.name:<{widest}}  {voice.language:<8}  {voice.why}".rstrip())
    if others := len(every) - len(found):
        click.echo(f"{others} more in other languages: coach voices --language all", err=True)
    click.echo(f"Downloaded Piper voices are looked for in {settings.voices_path()}.", err=True)


def _speaks(language: str, wanted: str) -> bool:
    return not language or language.split("-")[0] == wanted.lower().split("-")[0]


def _speak(name: str, words: str, output: Path | None, settings: Settings) -> None:
    """Say words by themselves, whatever they would mean in a script."""
    planner = Planner.of_line(" ".join(words.split()))
    with open_voicer(planner, replace(settings, voice=name)) as voicer:
        if output is None:
            try:
                with Playback(planner, voicer, choose_player(settings.player)) as playback:
                    playback.wait()
            except NoDevice as error:
                raise NoDevice(f"{error} Write the sample to a file with -o sample.wav.") from error
            return
        export(planner, voicer, output, SessionRequest(), settings, lambda *_: None)
        click.echo(f"Wrote {output}: the voice {voicer.voice.name}.")
