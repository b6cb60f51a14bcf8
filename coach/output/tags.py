"""What a file says about itself, in the two dialects players read: ID3 for MP3, Vorbis comments for FLAC."""

# mypy: allow-untyped-calls
# mutagen has types for half of itself.

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from coach.units import HOUR, MINUTE, SAMPLES_PER_MS, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.output.file import Chapter, Tags

GENRE = "Speech"
"""Number 101 of the genres players know."""

_NO_OFFSET = 0xFFFFFFFF
"""In a CHAP frame: there is no byte offset, go by the time (ID3v2 Chapter Frame Addendum 1.0, 3.1)."""

_MOST_LISTED = 255
"""A CTOC frame counts its children in one byte (ID3v2 Chapter Frame Addendum 1.0, 3.2)."""


def id3(tags: Tags, frames: int, encoder: str) -> bytes:
    """An ID3v2.3 tag, whole, to stand at the start of the file.

    `frames`: samples of sound in the file. `encoder`: the program that made it. Chapters beyond the 255th are
    there but not in the table of contents. Layout: https://id3.org/id3v2.3.0#ID3v2_header
    """
    # mutagen sorts the frames of a tag by size (issue 506) but players show chapters in the order they are
    # stored, so each frame is made in a tag of its own.
    body = b"".join(_frame_bytes(frame) for frame in _frames(tags, frames, encoder))
    size = len(body)
    sizes = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + sizes + body


def add_vorbis_comments(path: Path, tags: Tags) -> None:
    """Add title, comment and chapters to the FLAC file at `path`.

    Chapters as in https://wiki.xiph.org/Chapter_Extension. OSError passes through.
    """
    from mutagen import MutagenError
    from mutagen.flac import FLAC

    file = FLAC(path)
    named = {"TITLE": tags.title, "COMMENT": tags.comment, "LANGUAGE": tags.language, "GENRE": GENRE}
    for name, text in named.items():
        if text:
            file[name] = _clean(text)
    for number, chapter in enumerate(tags.chapters, start=1):
        file[f"CHAPTER{number:03}"] = _chapter_time(chapter)
        file[f"CHAPTER{number:03}NAME"] = _clean(chapter.title)
    try:
        file.save()
    except MutagenError as error:
        for cause in error.args:
            if isinstance(cause, OSError):
                raise cause from error
        raise


def _frames(tags: Tags, frames: int, encoder: str) -> Iterator[Any]:
    from mutagen.id3 import CHAP, COMM, CTOC, TCON, TIT2, TLAN, TLEN, TSSE, CTOCFlags

    milliseconds = round(frames / SAMPLES_PER_MS)
    if tags.title:
        yield TIT2(**_text(tags.title))
    yield TLEN(**_text(str(milliseconds)))
    yield TLAN(**_text(tags.language))
    yield TCON(**_text(GENRE))
    yield TSSE(**_text(encoder))
    if tags.comment:
        yield COMM(lang=tags.language, desc="", **_text(tags.comment))
    if not tags.chapters:
        return
    names = [f"chp{number}" for number, _ in enumerate(tags.chapters)]
    yield CTOC(
        element_id="toc",
        flags=CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED,
        child_element_ids=names[:_MOST_LISTED],
        sub_frames=[],
    )
    for name, chapter in zip(names, tags.chapters, strict=True):
        yield CHAP(
            element_id=name,
            start_time=chapter.start,
            end_time=chapter.end,
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[TIT2(**_text(chapter.title))],
        )


def _frame_bytes(frame: Any) -> bytes:
    """One frame as ID3v2.3 bytes."""
    from mutagen.id3 import ID3

    tag = ID3()
    tag.add(frame)
    file = io.BytesIO()
    tag.save(file, v1=0, v2_version=3, padding=lambda _: 0)
    header = 10
    return file.getvalue()[header:]


def _text(text: str) -> dict[str, Any]:
    """The text of an ID3 frame and its encoding: plain where it can be, for players that know no other."""
    from mutagen.id3 import Encoding

    clean = _clean(text)
    return {"encoding": Encoding.LATIN1 if clean.isascii() else Encoding.UTF16, "text": [clean]}


def _clean(text: str) -> str:
    """`text` without what tags cannot hold: a zero ends a text, half a character comes from a broken name."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _chapter_time(chapter: Chapter) -> str:
    hours, rest = divmod(chapter.start, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, milliseconds = divmod(rest, SECOND)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}"
