"""Makes sessions of a catalogue, one after the other."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from coach.app.catalogue.job import CatalogueEntry, CatalogueJob, Workplace, summary_of
from coach.app.catalogue.loaded_voices import LoadedVoices
from coach.app.catalogue.records import IDENTITY, Records, session_marks
from coach.app.timeline import timeline
from coach.errors import CacheError, CoachError, ObjectStoreError, OutOfReach, OutputError, VoiceError
from coach.export import export
from coach.output.formats.file_names import make_folder
from coach.session import Session, open_voicer, session_voices
from coach.storage.folder_store import FolderStore
from coach.storage.object_store import open_object_store
from coach.storage.store_identity import store_identity
from coach.units import MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Any

    from coach.export import Exported
    from coach.settings import Settings
    from coach.speech.clip_store import ClipStore
    from coach.speech.voicing import Progress, Voicer

_PREFIX = "coach-session-"
"""How the folders begin that files are written to before they are sent."""
_STALE = 24 * 3600
"""Seconds after which such a folder is no longer in use."""
_TIDY_EVERY = 50
"""Sessions between two trimmings of the cache, which look at every clip."""


class SessionMaker:
    """Makes sessions at one workplace; voices and stores stay open from one to the next. A context manager."""

    def __init__(self, place: Workplace, settings: Settings) -> None:
        """`settings`: those of this machine; the workplace's win. Raises ObjectStoreError, OutputError."""
        given = {"cache_dir": place.cache_dir, "voices_dir": place.voices_dir}
        folders = {name: Path(path) for name, path in given.items() if path is not None}
        self._settings = replace(settings, bitrate=place.bitrate, **folders)  # type: ignore[arg-type]
        self._place = place
        self._out = open_object_store(place.out)
        if place.out_identity and store_identity(self._out, IDENTITY) != place.out_identity:
            raise ObjectStoreError(_other_place(place.out))
        if isinstance(self._out, FolderStore):
            make_folder(self._out.folder)
        else:
            _sweep()
        self._records = Records(self._out)
        self._clips = clip_store(place, self._settings)
        self._loaded = LoadedVoices()
        self._made = 0

    def make(self, job: CatalogueJob, progress: Progress = lambda *_: None) -> CatalogueEntry:
        """Make a session, unless it is there already. What goes wrong is told in the entry."""
        try:
            return self._make(job, progress)
        except OutOfReach as error:
            return CatalogueEntry(job.name, "out of reach", reason=str(error))
        except (OutputError, ObjectStoreError) as error:
            return CatalogueEntry(job.name, "failed", reason=str(error), lasting=True)
        except CoachError as error:
            return CatalogueEntry(job.name, "failed", reason=str(error))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the voices, and trim the cache."""
        self._loaded.close()
        if self._made:
            self._tidy()

    def _tidy(self) -> None:
        with suppress(CacheError):
            self._clips.prune(self._settings.cache_limit_mb * 1_000_000)

    def _make(self, job: CatalogueJob, progress: Progress) -> CatalogueEntry:
        session, voicer = self._opened(job)
        file = f"{job.name}.{self._place.suffix}"
        where = _join(self._place.out, file)
        mark, old = session_marks(session, voicer, self._place.suffix, captions=self._place.captions)
        if job.known in ((mark,), (old,)):
            return CatalogueEntry(job.name, "there", where)
        self._records.forget(file, job.known)
        with self._folder() as folder:
            exported = export(
                session.planner, voicer, folder / file, session.request, session.settings, progress,
                captions=self._place.captions,
            )  # fmt: skip
            summary = summary_of(exported)
            files = _told_files(exported.paths)
            if not isinstance(self._out, FolderStore):
                for path in exported.paths:
                    self._out.put_file(path.name, path)
        self._records.keep(file, mark, _record(session, exported, files))
        self._made += 1
        if self._made % _TIDY_EVERY == 0:
            self._tidy()
        return CatalogueEntry(job.name, "made", where, summary)

    def _opened(self, job: CatalogueJob) -> tuple[Session, Voicer]:
        settings = replace(
            self._settings,
            voice=job.voice or self._settings.voice,
            client_voice=job.client_voice or self._settings.client_voice,
        )
        voices = self._loaded.instead_of(session_voices(job.routine, settings))
        if job.fingerprint:  # no other voice steps in: all machines must speak with the same one
            voices = replace(voices, spares=iter(()))
        session = Session(job.routine, job.request, settings, voices=voices)
        voicer = open_voicer(session.planner, settings, voices, self._clips)  # left open: the voices stay loaded
        if job.fingerprint and voicer.fingerprint() != job.fingerprint:
            raise VoiceError(
                f"The voices here are {voicer.fingerprint()}, and those of the machine that began are "
                f"{job.fingerprint}. Install the same versions on every machine."
            )
        return session, voicer

    @contextmanager
    def _folder(self) -> Iterator[Path]:
        """The folder that files are written to: that of the catalogue, or one from where they are sent."""
        if isinstance(self._out, FolderStore):
            yield self._out.folder
            return
        with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
            yield Path(folder)


def clip_store(place: Workplace, settings: Settings) -> ClipStore:
    """The clips of a workplace. Raises ObjectStoreError."""
    from coach.speech.cache import ClipCache
    from coach.speech.shared_cache import SharedClipCache

    if place.store is None:
        return ClipCache(settings.cache_path())
    shared = SharedClipCache(open_object_store(place.store), settings.cache_path())
    if place.store_identity and shared.identity != place.store_identity:
        raise ObjectStoreError(_other_place(place.store))
    return shared


def _sweep() -> None:
    """Delete what killed workers left in the folder for temporary files."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another user's, or gone in the meantime
            if time.time() - folder.stat().st_mtime > _STALE:
                shutil.rmtree(folder)


def _other_place(address: str) -> str:
    return (
        f"{address} is something else on this machine than on the machine that began: another folder, or another "
        "service. Use a folder that all machines share, or a store, and the same AWS_ENDPOINT_URL everywhere."
    )


def _join(address: str, file: str) -> str:
    return f"{address}/{file}" if "://" in address else str(Path(address) / file)


def _told_files(paths: Sequence[Path]) -> dict[str, Any]:
    told = {}
    for path in paths:
        with path.open("rb") as file:
            told[path.name] = {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
    return told


def _record(session: Session, exported: Exported, files: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a finished session to whoever publishes it."""
    header, request = session.routine.header, session.request
    return {
        "routine": session.routine.name,
        "title": session.routine.title,
        "summary": header.summary,
        "language": header.language,
        "minutes": None if request.target is None else request.target / MINUTE,
        "guidance": request.selection.guidance,
        "voices": session.voices.names() if session.voices is not None else {},
        "files": files,
        "timeline": timeline(exported.plan, header.speaker),
    }
