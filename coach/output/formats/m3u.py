"""Playlists: the files of a session, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.output.formats.text import line
from coach.storage import atomic

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


SUFFIX, MEDIA_TYPE = ".m3u8", "audio/mpegurl"


def write_playlist(path: Path, files: Iterable[tuple[str, str, int]]) -> Path:
    """Write a playlist of files in the same folder: each has a name, a title and a length in milliseconds."""
    rows = [f"#EXTINF:{round(length / 1000)},{line(title)}\n{name}\n" for name, title, length in files]
    with atomic.replacing(path) as temporary:
        temporary.write_text("#EXTM3U\n" + "".join(rows), "utf-8")
    return path
