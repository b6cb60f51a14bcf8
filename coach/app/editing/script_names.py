"""Names of scripts: which may be given, and where the file of each is. No name becomes part of a path unchecked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.app.own_scripts import file_stem
from coach.errors import OutputError, UnknownRoutine, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PARTS = "parts"
"""The folder of scripts that are only included by others; they are called `parts/NAME`."""
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""Names that mean a device on Windows, whatever their ending. A folder of scripts may be taken there."""
_MOST_BYTES = 200
"""Of a file's name, so that names made from it fit too."""


def scripts_in(folder: Path) -> dict[str, Path]:
    """The scripts in a folder by name: their stems, and those of `parts` as `parts/NAME`.

    A link that leads out of the folder is not a script of it.
    """
    found: dict[str, Path] = {}
    top = folder.resolve()
    for prefix, place in (("", folder), (f"{PARTS}/", folder / PARTS)):
        for path in sorted(place.glob("*.md")):
            if is_script(path, top):
                found[prefix + path.stem] = path
    return found


def is_script(path: Path, folder: Path) -> bool:
    """Whether there is a file at this path that lies in the folder, which is given without links."""
    return path.is_file() and path.resolve().is_relative_to(folder)


def find(name: str, folders: Sequence[Path]) -> Path:
    """The script called exactly `name` in the first folder that has one. Raises UnknownRoutine."""
    known: dict[str, Path] = {}
    for folder in folders:
        for each, path in scripts_in(folder).items():
            known.setdefault(each, path)
    if name in known:
        return known[name]
    raise UnknownRoutine(f"There is no script '{shown(name)}'.{nearest(name[:100], known)}")


def new_stem(title: str) -> str:
    """The name of a new script with this title. Raises OutputError where that cannot be the name of a file."""
    stem = file_stem(title[:1000])
    if stem in _DEVICES:
        raise OutputError(f"'{stem}' is the name of a device on some computers: give another title.")
    while len(stem.encode()) > _MOST_BYTES:
        stem = stem[:-1].rstrip("-_")
    return stem


def shown(name: str) -> str:
    """A name that came from elsewhere, for a sentence: short, and without what moves a cursor."""
    return "".join(each if each.isprintable() else " " for each in name[:60])
