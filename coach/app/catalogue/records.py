"""Records: which sessions a catalogue has, and by what mark. Each is an object of its own, so that any number of
machines can add theirs at once."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from coach.sound.music.fingerprint import music_fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coach.session import Session
    from coach.speech.voicing import Voicer
    from coach.storage.object_store import ObjectStore

RECORDS = ".coach"
"""The folder of the records, beside the files."""
IDENTITY = f"{RECORDS}/catalogue.json"
FORMAT = 1
"""Of a record's content: raise it when an older program would misread it."""

_OLD = ".coach.json"
"""Where marks were kept before there were records: all in one file."""
_RECORD = re.compile(rf"{re.escape(RECORDS)}/(?P<file>.+)\.(?P<mark>[0-9a-f]{{40}})\.json")


class Records:
    """The records of a catalogue.

    A record is `.coach/FILE.MARK.json`. Before a file is replaced its records are deleted, and the new one is stored
    after it, so that a file without a record may be anything, and a file with one is what the mark says. A file with
    two was made twice at once from different scripts, and is made again.
    """

    def __init__(self, out: ObjectStore) -> None:
        self._out = out

    def known(self) -> dict[str, tuple[str, ...]]:
        """The marks of every file that is there, by its name. Raises ObjectStoreError."""
        files = self._out.sizes("")
        marks: dict[str, list[str]] = {}
        for name in self._out.sizes(RECORDS):
            if (found := _RECORD.fullmatch(name)) is not None and found["file"] in files:
                marks.setdefault(found["file"], []).append(found["mark"])
        old = {name: [mark] for name, mark in self._old().items() if name in files}
        return {name: tuple(sorted(each)) for name, each in (old | marks).items()}

    def read(self, file: str, mark: str) -> dict[str, Any] | None:
        """The content of a record; None if there is none that can be read. Raises ObjectStoreError."""
        try:
            found = json.loads(self._out.get(_name(file, mark)) or b"null")
        except ValueError:
            return None
        return found if isinstance(found, dict) and found.get("format") == FORMAT else None

    def forget(self, file: str, marks: Iterable[str]) -> None:
        """Delete the records of a file, because it is about to be replaced. Raises ObjectStoreError."""
        for mark in marks:
            self._out.delete(_name(file, mark))
        old = self._old()
        if old.pop(file, None) is not None:
            self._out.replace(_OLD, json.dumps(old, indent=1).encode())

    def keep(self, file: str, mark: str, content: Mapping[str, Any]) -> None:
        """Record that a file was made. Raises ObjectStoreError."""
        data = json.dumps({"format": FORMAT, "mark": mark, **content}, ensure_ascii=False, separators=(",", ":"))
        self._out.replace(_name(file, mark), data.encode("utf-8", "replace"))

    def _old(self) -> dict[str, str]:
        try:
            found = json.loads(self._out.get(_OLD) or b"{}")
        except ValueError:
            return {}
        return {str(name): str(mark) for name, mark in found.items()} if isinstance(found, dict) else {}


def session_marks(session: Session, voicer: Voicer, suffix: str, *, captions: bool) -> tuple[str, str]:
    """A hash of everything that shapes a session's file; and the one that older programs made, of the sound alone.

    With music neither is that of older programs, which did not look into the tracks. Raises MusicError.
    """
    request, settings, routine = session.request, session.settings, session.routine
    music = "None" if request.music is None else music_fingerprint(request.music)
    cues = [(c.start, c.end, c.kind, c.to, c.text, c.utterance, c.sound, c.side) for c in session.planner.plan().cues]
    old = _hash(
        repr(cues), voicer.fingerprint(), request.routing, music, str(request.bed),
        str(settings.bitrate), suffix,
    )  # fmt: skip
    header = routine.header
    return _hash(old, routine.title, header.summary, header.language, header.speaker, str(captions))[:40], old


def _hash(*shaping: str) -> str:
    return hashlib.sha256("\n".join(shaping).encode("utf-8", "replace")).hexdigest()


def _name(file: str, mark: str) -> str:
    return f"{RECORDS}/{file}.{mark}.json"
