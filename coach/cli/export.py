"""`coach export`: sessions as sound files, for the phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.options import (
    choice_options,
    left_out,
    minutes_option,
    mix_options,
    optional_routine_argument,
    settings_options,
)
from coach.output.formats.formats import FORMATS

if TYPE_CHECKING:
    from coach.cli.progress import ProgressBar
    from coach.export import Exported, Mix
    from coach.plan import Selection
    from coach.session import Session
    from coach.settings import Settings
    from coach.sound.routing import Routing
    from coach.speech.voicing import Voicer

_SUFFIXES = [form.facts.suffix.removeprefix(".") for form in FORMATS]


@click.command()
@optional_routine_argument
@click.option(
    "-o", "--output", "--out", type=click.Path(path_type=Path), metavar="PATH",
    help="File to write, or the folder with --split and --all. Default: the routine's name, in this folder.",
)  # fmt: skip
@click.option("--format", "suffix", type=click.Choice(_SUFFIXES), help="Default: as the file's name ends, else mp3.")
@click.option("--split", is_flag=True, help="A file for each area, and a list that plays them in order.")
@click.option("--captions", is_flag=True, help="Also write the words beside it, as .lrc and .vtt.")
@click.option("--all", "everything", is_flag=True, help="All routines into a folder; what is there already stays.")
@minutes_option
@choice_options
@mix_options
@settings_options("scripts_dir", "cache_dir", "cache_limit_mb", "voice", "voices_dir", "bitrate")
def export(
    routine: str | None,
    output: Path | None,
    suffix: str | None,
    split: bool,
    captions: bool,
    everything: bool,
    target: int | None,
    choice: Selection,
    ears: Routing,
    music: Path | None,
    settings: Settings,
) -> None:
    """Write a session to a sound file, with chapters, words and a cover.

    \b
    Examples:
      coach export deep-hip-release -o hip.mp3 --minutes 60
      coach export --all --out catalogue
    """
    from coach.cli.catalogue import export_all
    from coach.export import Mix, export_areas
    from coach.output.formats.file_names import file_name
    from coach.session import open_session, open_voicer

    mix = Mix(ears, music, settings.music_path(), settings.bitrate)
    if everything:
        if routine or split or target or choice.only or choice.start or choice.wanted:
            raise click.UsageError(
                "--all writes every routine whole: give no routine, part, length or --split with it."
            )
        export_all(output or Path("catalogue"), suffix or "mp3", choice, mix, settings, captions=captions)
        return
    if routine is None:
        raise click.UsageError("Say which routine, or --all; `coach list` shows them.")
    session = open_session(routine, settings, choice, target)
    check_ears(session, ears)
    name = file_name(session.routine.name)
    with open_voicer(session, settings) as voicer:
        tell(session, voicer, settings)
        if not split:
            path = output or Path(f"{name}.{suffix or 'mp3'}")
            write(session, voicer, _with_suffix(path, suffix), mix, settings, captions=captions)
            return
        with _progress() as progress:
            folder = output or Path(name)
            written = export_areas(session, voicer, folder, f".{suffix or 'mp3'}", mix, progress, captions=captions)
        _finish(written, folder, voicer, settings)


def write(
    session: Session, voicer: Voicer, path: Path, mix: Mix, settings: Settings, *, captions: bool = False
) -> None:
    """Export a session and tell what was made."""
    from coach.export import export as export_session

    with _progress() as progress:
        written = export_session(session, voicer, path, mix, progress, captions=captions)
    _finish(written, path, voicer, settings)


def exported(name: str, settings: Settings) -> Path:
    """The MP3 of a routine as it is written, in the cache: made now, unless it was made before and nothing changed."""
    from coach.cli.catalogue import Shelf
    from coach.export import Mix
    from coach.session import open_session, open_voicer

    session = open_session(name, settings)
    with open_voicer(session, settings) as voicer:
        shelf = Shelf(settings.cache_path() / "sent")
        path, mark = shelf.place(session, voicer, Mix(), "mp3")
        if not shelf.has(path, mark):
            tell(session, voicer, settings)
            write(session, voicer, path, Mix(), settings)
            shelf.keep(path, mark)
        return path


def tell(session: Session, voicer: Voicer, settings: Settings) -> None:
    """Say which sections are left out, and where the computer's own voice speaks for want of a natural one."""
    from coach.speech.hibari import INSTALL

    for line in left_out(session.outline):
        click.echo(line, err=True)
    if settings.voice is None and voicer.voice.name.startswith("system"):
        click.echo(
            f"Speaking with the computer's own voice ({voicer.voice.name}). A natural one: {INSTALL}",
            err=True,
        )


def check_ears(session: Session, ears: Routing) -> None:
    """Refuse to part the sounds of a routine that one person does. Raises PlanError."""
    from coach.errors import PlanError

    if ears != "all" and session.routine.header.speaker == "self":
        raise PlanError(f"'{session.routine.name}' is done by one person: --ears is for a therapist and a client.")


def summary(written: Exported, voicer: Voicer) -> str:
    """What was made, in a line: length, size, chapters, loudness, clips."""
    from coach.units import spoken_length

    chapters = len(written.plan.sections)
    parts = [
        spoken_length(written.plan.length),
        f"{sum(path.stat().st_size for path in written.paths) / 1e6:.1f} MB",
        f"{chapters} chapter{'s' * (chapters != 1)}",
        f"{written.lufs:.1f} LUFS",
        f"{voicer.made} clips voiced and {voicer.reused} reused",
    ]
    return ", ".join(parts)


def _progress() -> ProgressBar:
    from coach.cli.progress import ProgressBar

    return ProgressBar()


def _with_suffix(path: Path, suffix: str | None) -> Path:
    """The file meant by a name and a format."""
    if suffix is None:
        return path
    if path.suffix and path.suffix.lower() != f".{suffix}":
        raise click.UsageError(f"{path} does not end in .{suffix}: leave out --format, or change the name.")
    return path.with_name(f"{path.name.removesuffix(path.suffix)}.{suffix}")


def _finish(written: Exported, shown: Path, voicer: Voicer, settings: Settings) -> None:
    files = len(written.paths)
    many = f"{files} files, " if files > 1 else ""
    click.echo(f"Wrote {shown}: {many}{summary(written, voicer)}.")
    if voicer.trouble is not None:
        click.echo(str(voicer.trouble), err=True)
    voicer.tidy(settings.cache_limit_mb)
