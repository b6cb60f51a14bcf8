"""`coach doctor`: what works on this machine, and what to do about the rest."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from coach.app.doctor import examine, next_step
from coach.app.sound_check import LINES, sound_check
from coach.cli.options import json_option, print_json, settings_options
from coach.cli.table import table

if TYPE_CHECKING:
    from coach.app.doctor import Finding
    from coach.settings import Settings


@click.command()
@click.option("--sound", is_flag=True, help="Play a test of left, right and loudness, and nothing else.")
@settings_options("scripts_dir", "cache_dir", "voice", "voices_dir", "player", "device")
@json_option
def doctor(sound: bool, settings: Settings, as_json: bool) -> None:
    """Check everything Coach needs on this machine, and say what to do next.

    \b
    Examples:
      coach doctor
      coach doctor --sound
    """
    if sound:
        _check_sound(settings)
        return
    findings = examine(settings)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        click.echo(table([(f"{_mark(finding)} {finding.what}:", finding.note) for finding in findings]))
        click.echo(f"\nNext: {next_step(findings)}")
    if any(finding.needed and not finding.works for finding in findings):
        raise click.exceptions.Exit(1)


def _mark(finding: Finding) -> str:
    return "✓" if finding.works else "✗" if finding.needed else "–"


def _check_sound(settings: Settings) -> None:
    for line in LINES:
        click.echo(f"  {line}")
    if not sound_check(settings):
        click.echo("The device takes no sound: choose another with --device.", err=True)
    click.echo("Heard left and right the other way round? Swap the earpieces. Only one side? The speaker is mono.")
