"""Scripts of one's own: one begun from a template, or one that came with Coach copied to be adapted."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from coach.errors import OutputError, reason
from coach.script.pictures import picture_file, step_pictures
from coach.script.reader import parse
from coach.script.script_files import ScriptFiles
from coach.storage import atomic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script.routine import Speaker

Template = Literal["steps", "session", "breath"]
"""What a new script begins as: a list of steps; sections with sides, areas and cautions; or a few breaths."""

_STEPS: dict[Speaker, str] = {
    "therapist": """
- Rest both palms on the lower back. (20s)
- Long, light strokes toward the shoulders. (60s, 30-120s)
  > Slow, deep breaths.
- Take your hands away slowly. (10s)
""",
    "self": """
- Sit tall, both feet on the floor. (10s)
- Roll the shoulders back, slowly. (30s, 20-60s)
- Let the head sink to the {side}. (20s, each side)
- Come back to the middle, and rest. (15s)
""",
}
_SESSION: dict[Speaker, str] = {
    "therapist": """
## Before you begin

[Opening check](parts/opening-check.md)

## Back

> [!CAUTION]
> Never press on the spine itself.

- Rest both palms on the lower back. (20s)
- Long strokes beside the spine. (90s, 60-150s)
  > Slow, deep breaths.

## Hips (each side)

- Stand at the {side} hip. (10s)

### Glutes

- Sink your fists in, slowly. (45s, 30-90s)
- Hold a tender spot, and wait for it to soften. (3 breaths)

## Close

- Rest both hands on the back. (30s)
- Take your hands away slowly. (10s)
""",
    "self": """
## Before you begin

[Check](parts/self-care-check.md)

## Neck

- Sit tall, both feet on the floor. (10s)
- Let the head sink to the {side}. (30s, 20-60s, each side)

## Hips (each side)

> [!CAUTION]
> Ease off if anything pinches.

- Cross the {side} ankle over the other knee. (15s)
- Lean forward a little more on every out-breath. (5 breaths)

## Close

- Sit still, and notice what has changed. (20s)
""",
}
_BREATH: dict[Speaker, str] = {
    "therapist": """
- Rest both hands on the client's back. (10s)
  > Let the breath come and go by itself.
- Follow the breath with your hands. (6 breaths)
- Take your hands away slowly. (10s)
""",
    "self": """
- Sit tall, and let the shoulders sink. (10s)
- Breathe with the sound. (6 breaths)
- Let the breath go its own way again. (15s)
""",
}
_BODIES: dict[Template, dict[Speaker, str]] = {"steps": _STEPS, "session": _SESSION, "breath": _BREATH}


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied."""

    script: Path
    parts: tuple[Path, ...]
    """Those of its parts and pictures that were written beside it."""
    kept: tuple[Path, ...]
    """Those that were there already, changed, and stayed as they were."""


def file_stem(title: str) -> str:
    """The name of a script with this title: small letters and hyphens. Raises OutputError where nothing is left."""
    stem = re.sub(r"[^\w]+", "-", title.lower()).strip("-_")[:60].rstrip("-_")
    if not stem:
        raise OutputError(f"'{title}' makes no file name: give a title with letters in it.")
    return stem


def new_text(title: str, speaker: Speaker, template: Template) -> str:
    """The text of a new script."""
    quoted = "'" + title.replace("'", "''") + "'"
    return f"---\ntitle: {quoted}\nfor: {speaker}\n---\n{_BODIES[template][speaker]}"


def begin(path: Path, title: str, speaker: Speaker, template: Template) -> None:
    """Write a new script. Raises OutputError where there is one already, or it cannot be written."""
    _create(path, new_text(title, speaker, template).encode())


def copy_routine(source: Path, folder: Path, stem: str) -> Copied:
    """Copy a script and all that it includes into `folder`, as it was; parts and pictures keep their places beside it.

    One that is there already stays as it is. Raises OutputError where the script is there already, or cannot be
    written, and ScriptError where it cannot be read.
    """
    target = folder / f"{stem}.md"
    if target.exists():
        raise OutputError(f"{target} is there already: adapt that one, or give another name with --as.")
    parts: list[Path] = []
    kept: list[Path] = []
    for part, place in _belonging(source):
        beside = folder / place
        if beside.exists():
            if _read(beside) != _read(part):
                kept.append(beside)
        else:
            _create(beside, _read(part))
            parts.append(beside)
    _create(target, _read(source))
    return Copied(target, tuple(parts), tuple(kept))


def _belonging(source: Path) -> Iterator[tuple[Path, Path]]:
    """Each script that `source` includes, by way of others too, and each picture of a step, with its place from there;
    only what lies below."""
    files = ScriptFiles()
    found: dict[Path, None] = {}

    def include(address: str, name: str) -> tuple[str, str]:
        path, text = files.include(address, name)
        found[Path(path)] = None
        return path, text

    routine = parse(files.text(source), str(source), include).routine
    for picture in step_pictures(routine) if routine is not None else ():
        if picture_file(picture) is not None:
            beside = Path(picture.location.file).parent / picture.address
            found[Path(os.path.normpath(beside))] = None
    for path in found:
        if path.is_relative_to(source.parent):
            yield path, path.relative_to(source.parent)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OutputError(f"{path} cannot be read ({reason(error)}).") from error


def _create(path: Path, data: bytes) -> None:
    if path.is_dir():
        raise OutputError(f"{path} is a folder: add a file name.")
    try:
        created = atomic.create(path, data)
    except OSError as error:
        raise OutputError(f"Cannot write {path}: {reason(error)}. Choose another folder.") from error
    if not created:
        raise OutputError(f"{path} is there already, and is left as it is. Choose another name.")
