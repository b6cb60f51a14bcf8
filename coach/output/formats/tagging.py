"""What all tag writers share: picture types, and saving with mutagen."""

from __future__ import annotations

from typing import Any


def picture_type(picture: bytes) -> str:
    """The media type of a PNG or JPEG picture, by its first bytes."""
    return "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"


def saved(file: Any) -> None:
    """Save a mutagen file. OSError, which mutagen wraps in an error of its own, passes through."""
    from mutagen import MutagenError

    try:
        file.save()
    except MutagenError as error:
        for cause in error.args:
            if isinstance(cause, OSError):
                raise cause from error
        raise
