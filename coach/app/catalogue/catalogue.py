"""The jobs of a catalogue: each routine, in each voice, length and guidance; and making them on this machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.app.catalogue.job import CatalogueEntry, CatalogueJob, Workplace
from coach.app.catalogue.records import Records
from coach.app.catalogue.session_maker import SessionMaker
from coach.errors import CoachError, OutputError
from coach.output.formats.file_names import file_name
from coach.script import list_scripts, read_routine
from coach.session_request import SessionRequest
from coach.speech.voices import choose_voice
from coach.storage.object_store import open_object_store
from coach.units import MINUTE, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script import Routine
    from coach.settings import Settings
    from coach.speech.voicing import Progress


@dataclass(frozen=True)
class Catalogue:
    """What a catalogue is made of, and where."""

    place: Workplace
    requests: tuple[SessionRequest, ...] = (SessionRequest(),)
    """Each routine is made as each of these asks."""
    voices: tuple[str | None, ...] = (None,)
    """And with each of these; None: the voice of the settings, or the script's."""
    shard: tuple[int, int] = (1, 1)
    """Which share is made, counted from 1, of how many. All sessions of a routine and voice are in the same share."""


class Jobs:
    """The jobs of a catalogue, in an order in which those at the same time have few words in common."""

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        """Reads every script. Raises VoiceError for a voice that is not here, ObjectStoreError, SettingsError."""
        self._catalogue, self._settings = catalogue, settings
        for voice in filter(None, catalogue.voices):
            choose_voice(replace(settings, voice=voice)).close()
        self.failed: list[CatalogueEntry] = []
        """An entry for each script that cannot be read."""
        self._routines = list(self._read())
        self._known = Records(open_object_store(catalogue.place.out)).known()

    def __len__(self) -> int:
        """How many sessions there are to make, those made before included."""
        return sum(len(self._share(number)) for number in range(len(self._catalogue.voices))) * len(
            self._catalogue.requests
        )

    def __iter__(self) -> Iterator[CatalogueJob]:
        for number, voice in enumerate(self._catalogue.voices):
            routines = self._share(number)
            for request in self._catalogue.requests:
                for routine in routines:
                    name = self._name(routine, request, voice)
                    file = f"{name}.{self._catalogue.place.suffix}"
                    known = self._known.get(file, ())
                    yield CatalogueJob(name, routine, request, voice, known=known)

    def _read(self) -> Iterator[Routine]:
        """The routines that can be read; one for oneself is left out if the sounds are split between two people."""
        taken: dict[str, str] = {}
        split = any(request.routing != "all" for request in self._catalogue.requests)
        for path in list_scripts(self._settings.scripts_path()):
            try:
                routine = read_routine(path)
            except CoachError as error:
                self.failed.append(CatalogueEntry(path.stem, "failed", reason=str(error)))
                continue
            other = taken.setdefault(file_name(routine.name).casefold(), path.name)
            if other != path.name:
                why = f"{path}: its file would have the name of that of {other}. Rename one of the scripts."
                self.failed.append(CatalogueEntry(path.stem, "failed", reason=why))
            elif not (split and routine.header.speaker == "self"):
                yield routine

    def _share(self, voice: int) -> list[Routine]:
        mine, of = self._catalogue.shard
        first = voice * len(self._routines)
        return [routine for number, routine in enumerate(self._routines) if (first + number) % of == mine - 1]

    def _name(self, routine: Routine, request: SessionRequest, voice: str | None) -> str:
        """The name tells the length that was asked for, and what else the files of one routine differ in."""
        parts = [file_name(routine.name)]
        if request.target is not None:
            minutes, rest = divmod(request.target, MINUTE)
            parts.append(f"{minutes}-min" + f"-{rest / SECOND:g}-s" * (rest > 0))
        if len({each.selection.guidance for each in self._catalogue.requests}) > 1:
            parts.append(request.selection.guidance)
        if len(self._catalogue.voices) > 1 and voice is not None:
            parts.append(file_name(voice.replace(":", "-")))
        return "-".join(parts)


def make_here(jobs: Jobs, place: Workplace, settings: Settings, progress: Progress) -> Iterator[CatalogueEntry]:
    """Make the sessions on this machine, one after the other, yielding what came of each.

    One that cannot be made is told, and the others are still made. Raises OutputError or ObjectStoreError if nothing
    can be written.
    """
    with SessionMaker(place, settings) as maker:
        for job in jobs:
            entry = maker.make(job, progress)
            if entry.lasting:  # the next one would fail too
                raise OutputError(entry.reason)
            yield entry
