"""Publishing: sessions become a static site. Only what changed is made; the page that names it all is written last."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from coach.app.catalogue.records import session_marks
from coach.errors import CoachError, OutputError
from coach.live.controls.keys import parse_bindings
from coach.output.formats.file_names import make_folder
from coach.storage import atomic
from coach.web.key_table import key_table
from coach.web.site.session_files import FOLDER, files_of, pictures_mark, session_files
from coach.web.site.shell import STATIC, shell_files, shell_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from coach.session import Session
    from coach.speech.clip_store import ClipStore
    from coach.speech.voicing import Progress

_RECORD = ".coach-site.json"
"""What was made, by routine: so that a run that was cut goes on, and what did not change stays."""
_SHAPE = 1
"""Raised when the files of a session get another shape: then all are made anew."""
_OURS = re.compile(rf"sessions-[0-9a-f]{{12}}\.json|app-[0-9a-f]{{12}}|{FOLDER}/.+-[0-9a-f]{{16}}\.\w+")
"""The places that publishing makes: nothing else in the folder is ever removed."""
_PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class Published:
    """The outcome for one session."""

    name: str
    number: int
    """Counts from 1."""
    of: int
    entry: dict[str, Any] | None = None
    """Its line in the site's list; None if it could not be made."""
    made: bool = False
    """Whether it was made now; else it was there and had not changed."""
    error: CoachError | None = None


def publish(
    folder: Path, sessions: Sequence[Session], title: str, progress: Progress, clips: ClipStore | None = None
) -> Iterator[Published]:
    """Publish sessions to a folder, telling of each; the site is the new one once all were told of.

    A session that cannot be made is told of and left out. Files of ours that the site no longer names are removed, and
    nothing else. A run that is cut leaves the site as it was. `clips`: by default those of the audio cache. Raises
    OutputError if the folder cannot be written.
    """
    make_folder(folder)
    make_folder(folder / FOLDER)
    record, entries = _Record(folder / _RECORD), []
    for number, session in enumerate(sessions, 1):
        name = session.routine.name
        try:
            with session.voicer(clips) as voicer:
                mark = _mark(session, session_marks(session, voicer, "mp3", captions=False)[0])
                entry = record.entry(name, mark)
                made = entry is None or not all((folder / place).is_file() for place in files_of(entry))
                if entry is None or made:
                    entry = session_files(session, mark, folder, voicer, progress)
                    record.keep(name, mark, entry)
        except OutputError:  # the next one would fail too
            raise
        except CoachError as error:
            yield Published(name, number, len(sessions), error=error)
            continue
        entries.append(entry)
        yield Published(name, number, len(sessions), entry, made)
    _write(folder, entries, title)
    record.keep_only(entry["name"] for entry in entries)


def _mark(session: Session, sound: str) -> str:
    header, routine = session.routine.header, session.routine
    shown = (_SHAPE, routine.name, routine.title, header.summary, header.speaker, header.position, header.tags,
             header.language, session.request.as_values(), pictures_mark(session),
             [section.title for section in routine.sections])  # fmt: skip
    return hashlib.sha256(f"{sound}\n{shown!r}".encode("utf-8", "replace")).hexdigest()


class _Record:
    """The entries of sessions that were made, with their marks."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._made: dict[str, Any] = {}
        with suppress(OSError, ValueError):
            found = json.loads(file.read_text("utf-8"))
            self._made = found if isinstance(found, dict) else {}

    def entry(self, name: str, mark: str) -> dict[str, Any] | None:
        """The entry of a session that was made with this mark."""
        made = self._made.get(name)
        return made["entry"] if isinstance(made, dict) and made.get("mark") == mark else None

    def keep(self, name: str, mark: str, entry: dict[str, Any]) -> None:
        """Store the entry of a session that was made. Raises OutputError."""
        self._made[name] = {"mark": mark, "entry": entry}
        self._save()

    def keep_only(self, names: Iterator[str]) -> None:
        """Forget all others. Raises OutputError."""
        kept = set(names)
        self._made = {name: made for name, made in self._made.items() if name in kept}
        self._save()

    def _save(self) -> None:
        _put(self._file, json.dumps(self._made, indent=1, ensure_ascii=False).encode())


def _write(folder: Path, entries: Sequence[dict[str, Any]], title: str) -> None:
    """Write the shell and the page, then remove what the page no longer names."""
    files = shell_files()
    app = shell_name(files)
    for place, data in files.items():
        target = folder / app / place
        if not target.is_file():
            make_folder(target.parent)
            _put(target, data)
    site = {"title": title, "sessions": entries, "keys": key_table(parse_bindings(""))}
    told = json.dumps(site, ensure_ascii=False, separators=(",", ":")).encode()
    listed = f"sessions-{hashlib.sha256(told).hexdigest()[:12]}.json"
    _put(folder / listed, told)
    names = {"@TITLE@": escape(title, quote=True), "@APP@": app, "@LIST@": listed}
    _put(folder / "manifest.webmanifest", _manifest(title, app))
    worker = (STATIC / "site" / "worker.js").read_text("utf-8")
    shell = ["./", "manifest.webmanifest", listed, *(f"{app}/{place}" for place in files)]
    _put(folder / "worker.js", worker.replace("['@SHELL@']", json.dumps(shell)).encode())
    page = (STATIC / "site" / _PAGE).read_text("utf-8")
    for mark, value in names.items():
        page = page.replace(mark, value)
    _put(folder / _PAGE, page.encode())
    _tidy(folder, {listed, app, *(place for entry in entries for place in files_of(entry))})


def _manifest(title: str, app: str) -> bytes:
    icons = [{"src": f"{app}/icon.svg", "sizes": "any", "type": "image/svg+xml"}]
    icons += [
        {"src": f"{app}/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    data = {
        "name": title, "short_name": title[:12], "id": "./", "start_url": "./", "scope": "./", "display": "standalone",
        "background_color": "#0a1716", "theme_color": "#0a1716", "icons": icons,
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _put(target: Path, data: bytes) -> None:
    """Write a file whole, unless it is like this already. Raises OutputError."""
    with suppress(OSError):
        if target.read_bytes() == data:
            return
    with atomic.replacing(target) as temporary:
        temporary.write_bytes(data)


def _tidy(folder: Path, named: set[str]) -> None:
    """Remove what publishing made and the page does not name."""
    for path in [*folder.iterdir(), *(folder / FOLDER).iterdir()]:
        place = path.relative_to(folder).as_posix()
        if place in named or path.is_symlink() or not _OURS.fullmatch(place):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):  # an old file too many does no harm
                path.unlink()
