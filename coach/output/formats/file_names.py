"""File names that every system accepts, and folders."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from coach.errors import OutputError, reason

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 120
"""The most bytes of a name in UTF-8: systems allow 255, and a suffix and a temporary prefix are still added."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def file_name(title: str) -> str:
    """A title as the name of a file, without a suffix, for Linux, macOS, Windows and memory cards alike."""
    name = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", title).encode("utf-8", "ignore").decode())
    name = re.sub(r"\s+", " ", name).strip(" .")
    name = name.encode()[:_LONGEST].decode("utf-8", "ignore").strip(" .")
    return f"_{name}" if _RESERVED.fullmatch(name) else name or "session"


def make_folder(folder: Path) -> None:
    """Create a folder if it does not exist. Raises OutputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise OutputError(
            f"{folder} is a file, where a folder for the sound should be. Choose another name."
        ) from error
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be made ({reason(error)}). Choose another.") from error
