"""Pictures of steps: where they lie. Only files beside a script, or in folders there, are ever shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coach.script.routine import steps_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script.routine import Routine, StepPicture

PICTURE_TYPES = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif",
    ".avif": "image/avif",
}  # fmt: skip
"""The kinds of pictures that are shown, with their media types. SVG is not: it can hold programs."""


def step_pictures(routine: Routine) -> Iterator[StepPicture]:
    """The pictures of all steps, in order."""
    return (step.picture for step in steps_of(routine.sections) if step.picture is not None)


def picture_file(picture: StepPicture) -> Path | None:
    """The file of a picture; None if there is none that may be shown (`why_no_picture`)."""
    folder = Path(picture.location.file).parent
    try:
        file = (folder / picture.address).resolve()
        inside = file.is_relative_to(folder.resolve())
        return file if inside and file.suffix.lower() in PICTURE_TYPES and file.is_file() else None
    except (OSError, ValueError, RuntimeError):  # a name that the system does not allow, or links in a circle
        return None


def why_no_picture(picture: StepPicture) -> str | None:
    """Why a picture is not shown, for the end of a message; None if it is."""
    if picture_file(picture) is not None:
        return None
    address = picture.address
    if "://" in address or address.startswith(("data:", "//")):
        return f"the picture '{address}' is not in a file here: keep it beside the script"
    if Path(address).suffix.lower() not in PICTURE_TYPES:
        kinds = ", ".join(PICTURE_TYPES)
        return f"the picture '{address}' cannot be shown: {kinds} can be"
    try:
        there = (Path(picture.location.file).parent / address).is_file()
    except (OSError, ValueError):
        there = False
    if there:
        return f"the picture '{address}' is outside the script's folder: keep it beside the script"
    return f"there is no picture '{address}' beside the script"
