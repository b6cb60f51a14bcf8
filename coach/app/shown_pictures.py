"""The pictures of a routine's steps as a page gets them: by a key, never by a path."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import quote

from coach.errors import UnknownRoutine
from coach.script import list_scripts, read_routine
from coach.script.pictures import picture_file, step_pictures

if TYPE_CHECKING:
    from pathlib import Path

    from coach.script.routine import StepPicture
    from coach.settings import Settings


def picture_address(routine: str, picture: StepPicture) -> str | None:
    """The address of a picture on the page; None if it cannot be shown."""
    file = picture_file(picture)
    return f"api/pictures/{quote(routine, safe='')}/{_key(file)}" if file is not None else None


def shown_picture(settings: Settings, routine: str, key: str) -> Path:
    """The file of a picture of the routine with this name. Raises UnknownRoutine, ScriptError."""
    script = {path.stem: path for path in list_scripts(settings.scripts_path())}.get(routine)
    pictures = step_pictures(read_routine(script)) if script is not None else ()
    for picture in pictures:
        file = picture_file(picture)
        if file is not None and _key(file) == key:
            return file
    raise UnknownRoutine("There is no such picture.")


def _key(file: Path) -> str:
    """The key of a picture's file, which is without links: another process may name the folder differently."""
    return blake2b(str(file).encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
