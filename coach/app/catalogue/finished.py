"""The finished sessions of a catalogue, for whoever publishes them: files and timeline, from a folder or a store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from coach.app.catalogue.records import Records
from coach.errors import ObjectStoreError
from coach.storage.object_store import open_object_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from coach.storage.object_store import ObjectStore


@dataclass(frozen=True)
class FinishedSession:
    """One session that was made. Its mark changes whenever its sound, words or title do."""

    file: str
    """The name of its sound file."""
    mark: str
    routine: str
    title: str
    summary: str
    language: str
    """BCP 47."""
    minutes: float | None
    """The length that was asked for; None: as written."""
    guidance: str
    voices: Mapping[str, str]
    """The name of each speaker's voice."""
    files: Mapping[str, Mapping[str, Any]]
    """All its files by name, captions too: `bytes`, and `sha256` in hexadecimal."""
    timeline: Mapping[str, Any]
    """As `coach.app.timeline` makes it."""
    store: ObjectStore = field(repr=False, compare=False)
    """Where its files are."""

    def copy(self, file: str, path: Path) -> None:
        """Write one of its files to a path. Raises ObjectStoreError if it is gone, OutputError."""
        if not self.store.get_file(file, path):
            raise ObjectStoreError(f"{file} is no longer in {self.store.address}. Make the catalogue again.")


def finished_sessions(address: str) -> Iterator[FinishedSession]:
    """The sessions of the catalogue in a folder, or a store such as `s3://bucket/catalogue`, by name.

    Files that were made by a version without records are left out, and so are those that are being made again: `coach
    export --all` makes the records. Raises ObjectStoreError.
    """
    store = open_object_store(address)
    records = Records(store)
    for file, marks in sorted(records.known().items()):
        found = records.read(file, marks[0]) if len(marks) == 1 else None
        if found is not None and "timeline" in found:
            yield FinishedSession(
                file, marks[0], found["routine"], found["title"], found["summary"], found["language"],
                found["minutes"], found["guidance"], found["voices"], found["files"], found["timeline"], store,
            )  # fmt: skip
