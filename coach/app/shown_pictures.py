"""The pictures of a routine's steps as a page gets them: by a key, never by a path."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from coach.errors import UnknownRoutine
from coach.script import list_scripts, read_routine
from coach.script.pictures import picture_file, step_pictures

if TYPE_CHECKING:
    from coach.script.routine import StepPicture
    from coach.settings import Settings


def picture_address(routine: str, picture: StepPicture) -> str | None:
    """The address of a picture on the page; None if it cannot be shown."""
    return f"api/pictures/{quote(routine, safe='')}/{_key(picture)}" if picture_file(picture) is not None else None


def shown_picture(settings: Settings, routine: str, key: str) -> Path:
    """The file of a picture of the routine with this name. Raises UnknownRoutine, ScriptError."""
    script = {path.stem: path for path in list_scripts(settings.scripts_path())}.get(routine)
    pictures = step_pictures(read_routine(script)) if script is not None else ()
    file = next((picture_file(each) for each in pictures if _key(each) == key), None)
    if file is None:
        raise UnknownRoutine("There is no such picture.")
    return file


def _key(picture: StepPicture) -> str:
    # The folder may be named differently in another process.
    named = f"{Path(picture.location.file).name}\n{picture.address}"
    return blake2b(named.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
