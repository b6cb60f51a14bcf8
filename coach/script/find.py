"""Finding scripts by name in the folders that hold them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import UnknownRoutine, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence


def list_scripts(folders: Sequence[Path]) -> list[Path]:
    """Every script in `folders`, by stem in alphabetical order; the first folder that has a stem wins.

    Sub-folders are not looked into: `parts/` holds what is only there to be included.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.md")):
            found.setdefault(path.stem, path)
    return [found[stem] for stem in sorted(found)]


def find_script(name: str, folders: Sequence[Path]) -> Path:
    """The script that `name` means: a path, a stem, or a unique beginning of a stem. Raises UnknownRoutine."""
    path = Path(name)
    if path.suffix.lower() in (".md", ".markdown", ".txt") or len(path.parts) > 1:
        # A name too long for the system, or of nobody's home, is not there either.
        with suppress(OSError, ValueError, RuntimeError):
            if path.expanduser().is_file():
                return path.expanduser()
        raise UnknownRoutine(f"{name}: there is no such file.")
    scripts = {script.stem: script for script in list_scripts(folders)}
    if name in scripts:
        return scripts[name]
    wanted = "-".join(name.lower().split())
    matches = [stem for stem in scripts if wanted and stem.lower().startswith(wanted)]
    if len(matches) == 1:
        return scripts[matches[0]]
    if matches:
        raise UnknownRoutine(f"'{name}' could be {', '.join(matches)}: give more of the name.")
    hint = nearest(name, scripts) or " `coach list` shows what there is."
    raise UnknownRoutine(f"There is no routine '{name}'.{hint}")
