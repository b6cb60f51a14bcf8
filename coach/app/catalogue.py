"""The catalogue: many routines become files in a folder, and what is there already is not made again."""

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
"""What stands in a catalogue's folder beside the files: the mark of each."""


class Catalogue:
    """A folder of exported routines. A file is known by a mark of all that shaped it."""

    def __init__(self, folder: Path) -> None:
        """Raises OutputError where there can be no such folder."""
        make_folder(folder)
        self.folder = folder

    def entry(self, session: Session, voicer: Voicer, suffix: str) -> tuple[Path, str]:
        """The file of a session, and its mark."""
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
        """Whether the file is there, made of the same."""
        return path.is_file() and self._marks().get(path.name) == mark

    def keep(self, path: Path, mark: str) -> None:
        """Note that the file was made. Raises OutputError."""
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
    """What came of one routine."""

    name: str
    number: int
    """Counts from 1."""
    of: int
    path: Path | None = None
    """None where there is no file of it."""
    exported: Exported | None = None
    """What was made; None where the file was there already."""
    error: CoachError | None = None


def export_all(
    folder: Path, suffix: str, request: SessionRequest, settings: Settings, progress: Progress, *, captions: bool
) -> Iterator[CatalogueEntry]:
    """Write every routine that can be read to a folder, each told as it is done; cut short, it goes on where it was.

    Routines for oneself are left out where the sounds are parted between two people. A routine that cannot be exported
    is told, and the rest goes on. Raises OutputError where nothing can be written.
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
        except OutputError:  # the next would fail as this one did
            raise
        except CoachError as error:
            yield CatalogueEntry(script.stem, number, len(scripts), error=error)
