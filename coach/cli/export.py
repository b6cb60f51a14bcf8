"""`coach export`: sessions as sound files."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.one_routine import OneRoutineCommand
from coach.cli.options import catalogue_options, left_out, optional_routine_argument, script_here, settings_options
from coach.cli.progress import ProgressBar
from coach.cli.usual_session import usual_session
from coach.errors import PlanError
from coach.output.formats.file_names import file_name, make_folder
from coach.output.formats.formats import FORMATS
from coach.session_request import request_from_settings
from coach.speech.hibari import INSTALL
from coach.storage.folder_store import FolderStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.app.catalogue.catalogue import Catalogue
    from coach.export import Exported
    from coach.session import Session
    from coach.session_request import SessionRequest
    from coach.settings import Settings
    from coach.speech.voicing import Voicer

_NAMED = 5
"""Files told by name; of more, how many."""
_SUFFIXES = [form.facts.suffix.removeprefix(".") for form in FORMATS]
_SHARD = re.compile(r"(\d{1,6})/(\d{1,6})")


def _shard(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    found = _SHARD.fullmatch(value.strip())
    mine, of = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= mine <= of:
        raise click.BadParameter(f"{value!r} is not a share; the second of eight is written 2/8.")
    return mine, of


@click.command(cls=OneRoutineCommand)
@optional_routine_argument
@click.option(
    "-o", "--output", "--out", metavar="PATH",
    help="File to write, or the folder with --split and --all; with --all also the address of a store, such as "
    "s3://bucket/catalogue. Default: the routine's name, in this folder.",
)  # fmt: skip
@click.option("--format", "suffix", type=click.Choice(_SUFFIXES), help="Default: from the file's name, or mp3.")
@click.option("--split", is_flag=True, help="A file for each area, and a playlist of them in order.")
@click.option("--captions", is_flag=True, help="Also write the words beside it, as .lrc and .vtt.")
@click.option("--all", "everything", is_flag=True, help="All routines into a folder; existing files are kept.")
@click.option(
    "--voice", "voices", multiple=True,
    help="Voice to speak with, as `coach voices` names it. With --all, repeatable. [COACH_VOICE]",
)  # fmt: skip
@click.option("--store", metavar="URL", help="With --all: share speech with other machines through this store.")
@click.option(
    "--engine", metavar="ADDRESS",
    help="With --all: make it on the workers of the Dask scheduler at this address, such as tcp://host:8786; `local` "
    "starts a worker for each core of this machine.",
)  # fmt: skip
@click.option("--shard", callback=_shard, metavar="N/OF", help="With --all: make only this share, such as 2/8.")
@catalogue_options
@settings_options("scripts_dir", "cache_dir", "cache_limit_mb", "client_voice", "voices_dir", "bitrate")
def export(
    routine: str | None,
    output: str | None,
    suffix: str | None,
    split: bool,
    captions: bool,
    everything: bool,
    voices: tuple[str, ...],
    store: str | None,
    engine: str | None,
    shard: tuple[int, int] | None,
    requests: list[SessionRequest],
    settings: Settings,
) -> None:
    """Write a session to a sound file with chapters and a cover.

    \b
    Examples:
      coach export deep-hip-release -o hip.mp3 --minutes 60
      coach export --all --out catalogue
      coach export --all --minutes 30 --minutes 45
    """
    request = requests[0]
    selection = request.selection
    if everything:
        if routine or split or selection.only or selection.start or selection.wanted:
            raise click.UsageError("--all writes every whole routine: give no routine, part or --split with it.")
        # A catalogue's imports would be a tenth of the time to the first word of `play`, which shares this file.
        from coach.app.catalogue.catalogue import Catalogue
        from coach.app.catalogue.job import Workplace

        place = Workplace(output or "catalogue", suffix or "mp3", captions, store, settings.bitrate)
        asked = tuple(dict.fromkeys(voices)) or (settings.voice,)
        export_routines(Catalogue(place, tuple(requests), asked, shard or (1, 1)), settings, engine)
        return
    if store is not None or shard is not None or engine is not None:
        raise click.UsageError("--store, --engine and --shard are for a whole catalogue: add --all.")
    if len(requests) > 1 or len(voices) > 1:
        raise click.UsageError("Several --minutes, --guidance or --voice make a catalogue: add --all.")
    if routine is None:
        raise click.UsageError("Name a routine, or use --all; `coach list` shows the routines.")
    if voices:
        settings = replace(settings, voice=voices[0])
    session = usual_session(routine, settings, request)
    check_routing(session)
    name = file_name(session.routine.name)
    with session.voicer() as voicer:
        tell(session, voicer)
        if not split:
            path = Path(output) if output else Path(f"{name}.{suffix or 'mp3'}")
            write(session, voicer, _with_suffix(path, suffix), captions=captions)
            return
        folder = Path(output or name)
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
    from coach.app.catalogue.records import Records, session_marks

    session = usual_session(script_here(name), settings, request_from_settings(settings))
    folder = settings.cache_path() / "sent"
    make_folder(folder)
    path, records = folder / f"{file_name(session.routine.name)}.mp3", Records(FolderStore(folder))
    known = records.known().get(path.name, ())
    with session.voicer() as voicer:
        mark, old = session_marks(session, voicer, "mp3", captions=False)
        if known not in ((mark,), (old,)):
            tell(session, voicer)
            records.forget(path.name, known)
            write(session, voicer, path)
            records.keep(path.name, mark, {})
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


def export_routines(catalogue: Catalogue, settings: Settings, engine: str | None = None) -> None:
    """Make a catalogue here or on an engine, and print what came of each session."""
    from coach.app.catalogue.catalogue import Jobs, make_here
    from coach.cli.catalogue_report import CatalogueReport

    place = catalogue.place
    if engine is not None:
        from coach.app.catalogue.engine import make_on_engine, workplace_for_engine

        place = workplace_for_engine(place, engine, settings)
    jobs = Jobs(catalogue, settings)
    report = CatalogueReport(len(jobs))
    for entry in jobs.failed:
        report.unreadable(entry)
    try:
        with ProgressBar() as progress:
            if engine is None:
                entries = make_here(jobs, place, settings, progress)
            else:
                entries = make_on_engine(jobs, place, engine, settings, partial(click.echo, err=True))
            for entry in entries:
                progress.finish()
                report.add(entry)
    except KeyboardInterrupt:
        report.stopped()
        raise
    report.end()


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
    return (
        f"{folder} also has files that are not part of this session: {names}. "
        "Delete them if an earlier export left them."
    )


def _tell_made(exported: Exported, shown: Path) -> None:
    from coach.app.catalogue.job import summary_of
    from coach.cli.catalogue_report import summary

    files = len(exported.paths)
    many = f"{files} files, " if files > 1 else ""
    click.echo(f"Wrote {shown}: {many}{summary(summary_of(exported))}.")
    if exported.others:
        click.echo(_told_others(exported.others, shown), err=True)
    for sentence in (*exported.notes, exported.trouble):
        if sentence is not None:
            click.echo(sentence, err=True)
