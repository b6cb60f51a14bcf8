"""All routines at once: each becomes a file in a folder, and what is there already is not made again."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from coach.export import Mix
    from coach.plan import Selection
    from coach.session import Session
    from coach.settings import Settings
    from coach.speech.voicing import Voicer

LIST = ".coach.json"
"""What stands in a shelf's folder beside the files: the mark of each."""


class Shelf:
    """A folder of exported routines. A file is known by a mark of all that shaped it."""

    def __init__(self, folder: Path) -> None:
        """Raises OutputError where there can be no such folder."""
        from coach.output.formats.file_names import make_folder

        make_folder(folder)
        self.folder = folder

    def place(self, session: Session, voicer: Voicer, mix: Mix, suffix: str) -> tuple[Path, str]:
        """The file of a session, and its mark."""
        from coach.output.formats.file_names import file_name

        path = self.folder / f"{file_name(session.routine.name)}.{suffix}"
        shaped = (repr(session.plan().cues), voicer.voice.fingerprint(), repr(mix), suffix)
        return path, hashlib.sha256("\n".join(shaped).encode("utf-8", "replace")).hexdigest()

    def has(self, path: Path, mark: str) -> bool:
        """Whether the file is there, made of the same."""
        return path.is_file() and self._marks().get(path.name) == mark

    def keep(self, path: Path, mark: str) -> None:
        """Note that the file was made. Raises OutputError."""
        from coach.storage import atomic

        with atomic.replacing(self.folder / LIST) as temporary:
            temporary.write_text(json.dumps(self._marks() | {path.name: mark}, indent=1), "utf-8")

    def _marks(self) -> dict[str, str]:
        try:
            found = json.loads((self.folder / LIST).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def export_all(folder: Path, suffix: str, choice: Selection, mix: Mix, settings: Settings, *, captions: bool) -> None:
    """Write every routine that can be read; says which could not. What was cut short goes on where it was."""
    from coach.cli.export import summary
    from coach.cli.progress import ProgressBar
    from coach.errors import CoachError, OutputError
    from coach.export import export
    from coach.script import list_scripts
    from coach.session import open_session, open_voicer

    shelf = Shelf(folder)
    failed, there = [], 0
    scripts = list_scripts(settings.scripts_path())
    for number, script in enumerate(scripts, 1):
        try:
            session = open_session(str(script), settings, choice)
            if mix.routing != "all" and session.routine.header.speaker == "self":
                continue
            with open_voicer(session, settings) as voicer:
                path, mark = shelf.place(session, voicer, mix, suffix)
                if shelf.has(path, mark):
                    there += 1
                    continue
                with ProgressBar() as progress:
                    written = export(session, voicer, path, mix, progress, captions=captions)
                shelf.keep(path, mark)
                click.echo(f"{number} of {len(scripts)}: wrote {path}: {summary(written, voicer)}.")
        except OutputError:  # the next would fail as this one did
            raise
        except CoachError as error:
            failed.append(script.stem)
            click.echo(str(error), err=True)
    if there:
        click.echo(f"{there} of {len(scripts)} were there already.")
    if failed:
        click.echo(f"Not written: {', '.join(failed)}.", err=True)
        raise click.exceptions.Exit(1)
