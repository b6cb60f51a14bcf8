"""Tags as Vorbis comments, for FLAC and Opus."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from coach.output.formats.captions import lrc, timestamp
from coach.output.formats.tagging import picture_type, saved
from coach.output.formats.text import clean, line
from coach.units import SAMPLES_PER_MS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.output.formats.format import Tags

_FRONT_COVER = 3


def add_vorbis_comments(kind: Callable[[Path], Any], path: Path, tags: Tags, frames: int) -> None:
    """Add `tags` to the file of `frames` samples at `path`, which mutagen opens as a `kind`.

    Chapters as in https://wiki.xiph.org/Chapter_Extension, the words as LRC. OSError passes through.
    """
    file = kind(path)
    named = {
        "TITLE": line(tags.title), "ALBUM": line(tags.album), "ARTIST": line(tags.artist), "GENRE": line(tags.genre),
        "LANGUAGE": tags.language, "COMMENT": clean(tags.comment),
        "LYRICS": lrc(tags.words, frames // SAMPLES_PER_MS, tags.title) if tags.words else "",
    }  # fmt: skip
    if tags.track is not None:
        named["TRACKNUMBER"], named["TRACKTOTAL"] = map(str, tags.track)
    for name, text in named.items():
        if text:
            file[name] = text
    for number, chapter in enumerate(tags.chapters, start=1):
        file[f"CHAPTER{number:03}"] = timestamp(chapter.start)
        file[f"CHAPTER{number:03}NAME"] = line(chapter.title)
    if tags.cover is not None:
        _add_cover(file, tags.cover)
    saved(file)


def _add_cover(file: Any, cover: bytes) -> None:
    from mutagen.flac import Picture

    picture = Picture()
    picture.type, picture.mime, picture.data = _FRONT_COVER, picture_type(cover), cover
    if hasattr(file, "add_picture"):
        file.add_picture(picture)
    else:  # Ogg stores pictures among the comments
        file["METADATA_BLOCK_PICTURE"] = base64.b64encode(picture.write()).decode("ascii")
