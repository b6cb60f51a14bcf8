"""`coach export`: sessions as sound files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.app.catalogue import Catalogue, export_all
from coach.app.kept_length import open_at_kept_length
from coach.cli.options import left_out, optional_routine_argument, session_options, settings_options
from coach.cli.progress import ProgressBar
from coach.errors import PlanError
from coach.output.formats.file_names import file_name
from coach.output.formats.formats import FORMATS
from coach.session_request import request_from_settings
from coach.speech.hibari import INSTALL
from coach.units import count_of, spoken_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.export import Exported
    from coach.session import Session
    from coach.session_request import SessionRequest
    from coach.settings import Settings
    from coach.speech.voicing import Voicer

_NAMED = 5
"""Files told by name; of more, how many."""
_SUFFIXES = [form.facts.suffix.removeprefix(".") for form in FORMATS]


@click.command()
@optional_routine_argument
@click.option(
    "-o", "--output", "--out", type=click.Path(path_type=Path), metavar="PATH",
    help="File to write, or the folder with --split and --all. Default: the routine's name, in this folder.",
)  # fmt: skip
@click.option("--format", "suffix", type=click.Choice(_SUFFIXES), help="Default: from the file's name, or mp3.")
@click.option("--split", is_flag=True, help="A file for each area, and a playlist of them in order.")
@click.option("--captions", is_flag=True, help="Also write the words beside it, as .lrc and .vtt.")
@click.option("--all", "everything", is_flag=True, help="All routines into a folder; existing files are kept.")
@session_options
@settings_options("scripts_dir", "cache_dir", "cache_limit_mb", "voice", "client_voice", "voices_dir", "bitrate")
def export(
    routine: str | None,
    output: Path | None,
    suffix: str | None,
    split: bool,
    captions: bool,
    everything: bool,
    request: SessionRequest,
    settings: Settings,
) -> None:
    """Write a session to a sound file, with chapters, words and a cover.

    \b
    Examples:
      coach export deep-hip-release -o hip.mp3 --minutes 60
      coach export --all --out catalogue
    """
    selection = request.selection
    if everything:
        if routine or split or request.target or selection.only or selection.start or selection.wanted:
            raise click.UsageError(
                "--all writes every whole routine: give no routine, part, length or --split with it."
            )
        export_routines(output or Path("catalogue"), suffix or "mp3", request, settings, captions=captions)
        return
    if routine is None:
        raise click.UsageError("Name a routine, or use --all; `coach list` shows the routines.")
    session, note = open_at_kept_length(routine, settings, request)
    if note:
        click.echo(note, err=True)
    check_routing(session)
    name = file_name(session.routine.name)
    with session.voicer() as voicer:
        tell(session, voicer)
        if not split:
            path = output or Path(f"{name}.{suffix or 'mp3'}")
            write(session, voicer, _with_suffix(path, suffix), captions=captions)
            return
        folder = output or Path(name)
        with ProgressBar() as progress:
            exported = session.export_areas(
                folder, f".{suffix or 'mp3'}", captions=captions, voicer=voicer, progress=progress
            )
        _tell_made(exported, folder)


def write(session: Session, voicer: Voicer, path: Path, *, captions: bool = False) -> None:
    """Export a session and print what was made."""
    with ProgressBar() as progress:
        exported = session.export(path, captions=captions, voicer=voicer, progress=progress)
    _tell_made(exported, path)


def exported_file(name: str, settings: Settings) -> Path:
    """The MP3 of a routine as the settings have it, in the cache: made now, unless an up-to-date one exists."""
    session, note = open_at_kept_length(name, settings, request_from_settings(settings))
    if note:
        click.echo(note, err=True)
    with session.voicer() as voicer:
        kept = Catalogue(settings.cache_path() / "sent")
        path, mark = kept.entry(session, voicer, "mp3")
        if not kept.has(path, mark):
            tell(session, voicer)
            write(session, voicer, path)
            kept.keep(path, mark)
        return path


def tell(session: Session, voicer: Voicer) -> None:
    """Print which sections are left out, and whether the computer's own voice is used because no natural one is
    installed."""
    for line in left_out(session.planner.outline):
        click.echo(line, err=True)
    for note in voicer.take_notes():
        click.echo(note, err=True)
    if session.settings.voice is None and voicer.voice.name.startswith("system"):
        click.echo(
            f"Speaking with the computer's own voice ({voicer.voice.name}). A natural one: {INSTALL}",
            err=True,
        )


def check_routing(session: Session) -> None:
    """Raises PlanError if the sounds of a routine that one person does are to be split."""
    if session.request.routing != "all" and session.routine.header.speaker == "self":
        raise PlanError(f"'{session.routine.name}' is done by one person: --ears is for a therapist and a client.")


def export_routines(folder: Path, suffix: str, request: SessionRequest, settings: Settings, *, captions: bool) -> None:
    """Export every readable routine, and print which failed."""
    failed, there, of = [], 0, 0
    with ProgressBar() as progress:
        for entry in export_all(folder, suffix, request, settings, progress, captions=captions):
            of = entry.of
            progress.finish()
            if entry.error is not None:
                failed.append(entry.name)
                click.echo(str(entry.error), err=True)
            elif entry.exported is None:
                there += 1
            else:
                click.echo(f"{entry.number} of {of}: wrote {entry.path}: {summary(entry.exported)}.")
                for note in entry.exported.notes:
                    click.echo(note, err=True)
    if there:
        click.echo(f"{there} of {of} were there already.")
    if failed:
        click.echo(f"Not written: {', '.join(failed)}.", err=True)
        raise click.exceptions.Exit(1)


def summary(exported: Exported) -> str:
    """A line about an export: length, size, chapters, loudness, clips."""
    chapters = len(exported.plan.sections)
    parts = [
        spoken_length(exported.plan.length),
        f"{sum(path.stat().st_size for path in exported.paths) / 1e6:.1f} MB",
        count_of(chapters, "chapter"),
        f"words at {exported.lufs:.1f} LUFS",
        f"{count_of(exported.voiced, 'clip')} voiced and {exported.reused} reused",
    ]
    return ", ".join(parts)


def _with_suffix(path: Path, suffix: str | None) -> Path:
    """The path with the suffix of the chosen format."""
    if suffix is None:
        return path
    if path.suffix and path.suffix.lower() != f".{suffix}":
        raise click.UsageError(f"{path} does not end in .{suffix}: leave out --format, or change the name.")
    return path.with_name(f"{path.name.removesuffix(path.suffix)}.{suffix}")


def _told_others(others: Sequence[Path], folder: Path) -> str:
    """What a player would play among the areas."""
    names = ", ".join(path.name for path in others[:_NAMED]) + f", and {len(others) - _NAMED} more" * (
        len(others) > _NAMED
    )
    return f"Also in {folder}, and not of this session as it is now: {names}. Delete what an earlier export left."


def _tell_made(exported: Exported, shown: Path) -> None:
    files = len(exported.paths)
    many = f"{files} files, " if files > 1 else ""
    click.echo(f"Wrote {shown}: {many}{summary(exported)}.")
    if exported.others:
        click.echo(_told_others(exported.others, shown), err=True)
    for sentence in (*exported.notes, exported.trouble):
        if sentence is not None:
            click.echo(sentence, err=True)
