"""The scripts that can be opened, and those of one's own: saved, named and deleted such that nothing is lost."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.app.editing.analysis import refused_includes
from coach.app.editing.script_names import find, is_script, new_stem, scripts_in, shown
from coach.app.own_scripts import Copied, copy_routine
from coach.errors import ChangedMeanwhile, OutputError, UnknownRoutine, reason
from coach.script.encoding import decode
from coach.storage import atomic

if TYPE_CHECKING:
    from pathlib import Path

    from coach.settings import Settings

DELETED = ".deleted"
"""The folder, beside one's scripts, of what was deleted and what was replaced. It is never emptied by the program."""
MOST_BYTES = 1024 * 1024
"""Of a script."""


@dataclass(frozen=True, slots=True)
class OpenedScript:
    """A script as it was when it was opened."""

    name: str
    text: str
    """With line feeds as line ends."""
    version: str
    """What it was: saving compares it with what is there."""
    own: bool
    """Whether it is one's own, and can be saved; others can be copied."""
    encoding: str | None = None
    """The encoding that was guessed, if it is not UTF-8: it is saved as UTF-8."""


@dataclass(frozen=True, slots=True)
class SavedScript:
    """A script that was saved."""

    name: str
    version: str


class ScriptFolder:
    """The scripts of a person, by their names. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = threading.Lock()
        self._names: set[str] = set()
        """Those that were once in the list of what is there: they may be joined to a path."""

    @property
    def folder(self) -> Path:
        """Where one's own scripts are; it may not be there yet."""
        return self._settings.own_scripts_path()

    @property
    def folders(self) -> list[Path]:
        """All folders of scripts, one's own first."""
        own = self.folder.resolve()
        return [own, *(folder for folder in self._settings.scripts_path() if folder != own)]

    def own(self) -> list[str]:
        """The names of one's own scripts."""
        return list(scripts_in(self.folder))

    def others(self) -> list[str]:
        """The names of other scripts, which can be read and copied."""
        own = set(self.own())
        found = {name for folder in self.folders[1:] for name in scripts_in(folder)}
        return sorted(found - own)

    def path(self, name: str) -> Path:
        """The file of a script, or the one that a new script of one's own would have."""
        folders = self.folders
        if name not in self._names:
            try:
                find(name, folders)
            except UnknownRoutine:
                return self.folder / "draft.md"
            self._names.add(name)
        # Asked at every keystroke, so the folders are not listed again: but it may have become one's own meanwhile.
        places = ((folder, folder / f"{name}.md") for folder in folders)
        return next((path for folder, path in places if is_script(path, folder)), self.folder / "draft.md")

    def open(self, name: str) -> OpenedScript:
        """A script. Raises UnknownRoutine, OutputError."""
        path = find(name, self.folders)
        data = self._read(path)
        try:
            text, guessed = decode(data)
        except ValueError as error:
            raise OutputError(f"'{name}' cannot be shown: {error}.") from error
        own = path.resolve().is_relative_to(self.folder.resolve())
        return OpenedScript(name, _with_line_feeds(text), _version(data), own, guessed)

    def create(self, title: str, text: str) -> SavedScript:
        """Save a new script of one's own. Raises OutputError where its name is taken or cannot be one."""
        stem = new_stem(title)
        with self._turn:
            self._check(text, self.folder / f"{stem}.md")
            data = _with_line_feeds(text).encode()
            if not self._created(self.folder / f"{stem}.md", data):
                raise OutputError(f"There is a script '{stem}' already: give this one another name.")
        return SavedScript(stem, _version(data))

    def save(self, name: str, text: str, version: str) -> SavedScript:
        """Save one's own script, which was opened as `version`.

        Raises ChangedMeanwhile, with what is there now, if that is something else; UnknownRoutine, OutputError.
        """
        with self._turn:
            path = self._own(name)
            before = self._read(path)
            if _version(before) != version:
                raise ChangedMeanwhile(
                    f"'{shown(name)}' was changed meanwhile, on another device or in another program.",
                    _with_line_feeds(decode(before)[0]), _version(before),
                )  # fmt: skip
            self._check(text, path)
            data = _written(text, before)
            if data != before:
                with atomic.replacing(path) as temporary:
                    temporary.write_bytes(data)
        return SavedScript(name, _version(data))

    def overwrite(self, name: str, text: str, version: str) -> SavedScript:
        """As `save`, but first keep what is there among the deleted scripts: it is someone else's work."""
        with self._turn:
            path = self._own(name)
            before = self._read(path)
            if _version(before) == version:
                self._keep(name, before)
        return self.save(name, text, version)

    def rename(self, name: str, title: str) -> SavedScript:
        """Give one's own script another file name. Raises OutputError where that is taken; UnknownRoutine."""
        with self._turn:
            path = self._own(name)
            stem = new_stem(title)
            prefix = name.rpartition("/")[0]
            new, data = path.with_name(f"{stem}.md"), self._read(path)
            if new != path:
                if not self._created(new, data):
                    raise OutputError(f"There is a script '{stem}' already: give this one another name.")
                self._remove(path)
        return SavedScript(f"{prefix}/{stem}" if prefix else stem, _version(data))

    def delete(self, name: str, version: str) -> str:
        """Delete one's own script; returns the name under which it is kept. Raises as `save`."""
        with self._turn:
            path = self._own(name)
            data = self._read(path)
            if _version(data) != version:
                raise ChangedMeanwhile(
                    f"'{shown(name)}' was changed meanwhile, and is not deleted.",
                    _with_line_feeds(decode(data)[0]), _version(data),
                )  # fmt: skip
            kept = self._keep(name, data)
            self._remove(path)
        return kept

    def deleted(self) -> list[str]:
        """What is kept of deleted and replaced scripts, the latest first."""
        return sorted(self._kept(), key=lambda kept: kept.rpartition(".")[2], reverse=True)

    def restore(self, kept: str) -> SavedScript:
        """Bring back what was deleted last. Raises UnknownRoutine; OutputError where there is one of its name."""
        with self._turn:
            place = self._kept().get(kept)
            if place is None:
                raise UnknownRoutine(f"There is no deleted script '{shown(kept)}'.")
            name = kept.rpartition(".")[0]
            data = self._read(place)
            if not self._created(self.folder / f"{name}.md", data):
                raise OutputError(f"There is a script '{name}' again: rename that one first.")
            self._remove(place)
        return SavedScript(name, _version(data))

    def copy(self, name: str, title: str = "") -> tuple[SavedScript, Copied]:
        """Copy another script, with its parts, to be one's own; `title`: by default the same name.

        Raises UnknownRoutine, OutputError, ScriptError.
        """
        source = find(name, self.folders)
        stem = new_stem(title) if title else source.stem
        with self._turn:
            copied = copy_routine(source, self.folder, stem)
        return SavedScript(stem, _version(self._read(copied.script))), copied

    def _own(self, name: str) -> Path:
        own = scripts_in(self.folder)
        if name in own:
            return own[name]
        if name in self.others():
            raise OutputError(f"'{shown(name)}' came with Coach: make it yours first, which copies it.")
        raise UnknownRoutine(f"'{shown(name)}' is not there any more. Save it under another name.")

    def _check(self, text: str, path: Path) -> None:
        try:
            size = len(text.encode())
        except UnicodeEncodeError as error:
            raise OutputError("There are characters in it that belong to no text: remove them.") from error
        if size > MOST_BYTES:
            raise OutputError("This is more than 1 MB of text: divide it into several scripts.")
        if outside := refused_includes(text, str(path), self.folders):
            raise OutputError(
                f"It includes '{shown(outside[0])}', which is not in a folder of scripts: copy that there."
            )

    def _kept(self) -> dict[str, Path]:
        return scripts_in(self.folder / DELETED)

    def _keep(self, name: str, data: bytes) -> str:
        for number in range(1000):
            kept = f"{name}.{time.strftime('%Y%m%d-%H%M%S')}-{number:03}"
            if self._created(self.folder / DELETED / f"{kept}.md", data):
                return kept
        raise OutputError("It cannot be kept among the deleted scripts, so nothing was changed. Try again.")

    @staticmethod
    def _read(path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise OutputError(f"{path} cannot be read ({reason(error)}).") from error
        if len(data) > MOST_BYTES:
            raise OutputError(f"{path} has more than 1 MB: it is not opened here.")
        return data

    @staticmethod
    def _created(path: Path, data: bytes) -> bool:
        try:
            return atomic.create(path, data)
        except OSError as error:
            raise OutputError(f"Cannot write {path}: {reason(error)}.") from error

    @staticmethod
    def _remove(path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{path} cannot be deleted ({reason(error)}).") from error


def _version(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _with_line_feeds(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _written(text: str, before: bytes) -> bytes:
    """The bytes of a text, with the line ends that the file had."""
    text = _with_line_feeds(text)
    windows = re.search(rb"\r\n", before) and not re.search(rb"(?<!\r)\n", before)
    return text.replace("\n", "\r\n").encode("utf-8") if windows else text.encode("utf-8")
