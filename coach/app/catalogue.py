"""The catalogue: many routines exported to a folder; existing files are not made again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import CoachError, OutputError
from coach.output.formats.file_names import file_name, make_folder
from coach.script import list_scripts
from coach.session import open_session
from coach.storage import atomic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.export import Exported
    from coach.session import Session
    from coach.session_request import SessionRequest
    from coach.settings import Settings
    from coach.speech.voicing import Progress, Voicer

LIST = ".coach.json"
"""The file in a catalogue's folder that lists the mark of each exported file."""


class Catalogue:
    """A folder of exported routines. Each file has a mark: a hash of everything that shapes it."""

    def __init__(self, folder: Path) -> None:
        """Raises OutputError if the folder cannot be made."""
        make_folder(folder)
        self.folder = folder

    def entry(self, session: Session, voicer: Voicer, suffix: str) -> tuple[Path, str]:
        """The path of a session's file, and its mark."""
        path = self.folder / f"{file_name(session.routine.name)}.{suffix}"
        request, settings = session.request, session.settings
        cues = [
            (c.start, c.end, c.kind, c.to, c.text, c.utterance, c.sound, c.side) for c in session.planner.plan().cues
        ]
        shaped = (
            repr(cues), voicer.fingerprint(), request.routing, str(request.music), str(request.bed),
            str(settings.bitrate), suffix,
        )  # fmt: skip
        return path, hashlib.sha256("\n".join(shaped).encode("utf-8", "replace")).hexdigest()

    def has(self, path: Path, mark: str) -> bool:
        """Whether the file exists with the same mark."""
        return path.is_file() and self._marks().get(path.name) == mark

    def keep(self, path: Path, mark: str) -> None:
        """Store the mark of a file that was made. Raises OutputError."""
        with atomic.replacing(self.folder / LIST) as temporary:
            temporary.write_text(json.dumps(self._marks() | {path.name: mark}, indent=1), "utf-8")

    def _marks(self) -> dict[str, str]:
        try:
            found = json.loads((self.folder / LIST).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """The result of exporting one routine."""

    name: str
    number: int
    """Counts from 1."""
    of: int
    path: Path | None = None
    """None if there is no file."""
    exported: Exported | None = None
    """What was made; None if the file existed already."""
    error: CoachError | None = None


def export_all(
    folder: Path, suffix: str, request: SessionRequest, settings: Settings, progress: Progress, *, captions: bool
) -> Iterator[CatalogueEntry]:
    """Export every readable routine to a folder, yielding each result; an interrupted run continues where it stopped.

    Routines for oneself are left out if the sounds are split between two people. A routine that cannot be exported is
    reported, and the others are still exported. Raises OutputError if nothing can be written.
    """
    catalogue = Catalogue(folder)
    scripts = list_scripts(settings.scripts_path())
    for number, script in enumerate(scripts, 1):
        try:
            session = open_session(str(script), settings, request)
            if request.routing != "all" and session.routine.header.speaker == "self":
                continue
            with session.voicer() as voicer:
                path, mark = catalogue.entry(session, voicer, suffix)
                if catalogue.has(path, mark):
                    yield CatalogueEntry(script.stem, number, len(scripts), path)
                    continue
                exported = session.export(path, voicer=voicer, captions=captions, progress=progress)
                catalogue.keep(path, mark)
            yield CatalogueEntry(script.stem, number, len(scripts), path, exported)
        except OutputError:  # the next one would fail too
            raise
        except CoachError as error:
            yield CatalogueEntry(script.stem, number, len(scripts), error=error)
