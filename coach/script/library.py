"""The library of scripts: finding them by name in the script folders, and searching by word and tag."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import UnknownRoutine, nearest
from coach.script.routine import steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coach.script.routine import Routine


def list_scripts(folders: Sequence[Path]) -> list[Path]:
    """All scripts in `folders`, sorted by stem; the first folder with a stem wins.

    Subfolders are not searched: `parts/` has scripts that are only included by others.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.md")):
            found.setdefault(path.stem, path)
    return [found[stem] for stem in sorted(found)]


def find_script(name: str, folders: Sequence[Path]) -> Path:
    """The script called `name`: a path, a stem, or the unique start of a stem; also the stem of a part.

    Raises UnknownRoutine.
    """
    path = Path(name)
    if path.suffix.lower() in (".md", ".markdown", ".txt") or {"/", "\\"} & set(name):
        # A name that is too long for the system, or in an unknown home folder, does not exist either.
        with suppress(OSError, ValueError, RuntimeError):
            path = path.expanduser()
            if path.is_file():
                return path
            if path.is_dir():
                raise UnknownRoutine(f"{name} is a folder: name a script in it, such as {path / 'my-script.md'}.")
        raise UnknownRoutine(f"{name}: there is no such file.")
    scripts = {script.stem: script for script in list_scripts(folders)}
    if name in scripts:
        return scripts[name]
    for folder in folders:
        if name and (part := folder / "parts" / f"{name}.md").is_file():
            return part
    wanted = "-".join(name.lower().split())
    matches = [stem for stem in scripts if wanted and stem.lower().startswith(wanted)]
    if len(matches) == 1:
        return scripts[matches[0]]
    if matches:
        raise UnknownRoutine(f"'{name}' could be {', '.join(matches)}: give more of the name.")
    hint = nearest(name, scripts) or " `coach list` shows them all."
    raise UnknownRoutine(f"There is no routine '{name}'.{hint}")


def script_named(name: str, folders: Sequence[Path]) -> Path:
    """The script with exactly this stem: what a page names is compared with what is there, and never taken as a path.

    Raises UnknownRoutine.
    """
    scripts = {script.stem: script for script in list_scripts(folders)}
    if name not in scripts:
        raise UnknownRoutine(f"There is no routine '{name}'.{nearest(name, scripts)}")
    return scripts[name]


def tagged(known: Iterable[str], tags: Iterable[str]) -> bool:
    """Whether all of `tags` are among the `known` tags of a routine; case does not matter."""
    return {tag.lower() for tag in tags} <= {tag.lower() for tag in known}


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether a text has all of `words`.

    A word matches at the start of words: `stretch` matches "Stretches". Case does not matter.
    """
    return all(re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) for word in words)


def about(routine: Routine) -> str:
    """What a routine is about, for a search: its name, the words of its header, its tags and its areas."""
    header = routine.header
    areas = (area.title for section in routine.sections for area in section.walk())
    return "\n".join((routine.name, routine.title, header.summary, header.position, *header.tags, *areas))


def spoken(routine: Routine) -> str:
    """All the words that a routine speaks, for a search."""
    return "\n".join(words for step in steps_of(routine.sections) for words in step.words)
