"""The files of a session's areas, numbered in one folder, and which of the files there are not of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.output.formats.captions import LRC, VTT
from coach.output.formats.file_names import file_name
from coach.output.formats.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_NUMBERED = re.compile(r"\d\d+ ")


def area_names(titles: Sequence[str]) -> list[str]:
    """The name of each area's file, without a suffix: `01 Neck`, as many digits as the last number has."""
    digits = max(2, len(str(len(titles))))
    return [file_name(f"{number:0{digits}} {title}") for number, title in enumerate(titles, 1)]


def other_areas(folder: Path, made: Iterable[Path]) -> tuple[Path, ...]:
    """The numbered sounds and captions in a folder that are none of those just made, by name.

    An earlier export leaves such files where areas have changed since; a player would play them among the new ones.
    They are never deleted: whose they are, only the person knows.
    """
    suffixes = {form.facts.suffix for form in FORMATS} | {LRC, VTT}
    ours = [path.stat() for path in made]  # not by name: some systems do not tell capitals, or keep accents apart
    known = {(file.st_dev, file.st_ino) for file in ours}
    found = (path for path in folder.iterdir() if _NUMBERED.match(path.name) and path.suffix.lower() in suffixes)
    return tuple(
        sorted(path for path in found if path.is_file() and (path.stat().st_dev, path.stat().st_ino) not in known)
    )
