"""The ID3 tag of an MP3 file."""

# mypy: allow-untyped-calls
# mutagen is typed in half of its modules.

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from coach.output.formats.captions import lrc, lrc_text
from coach.output.formats.tagging import picture_type
from coach.output.formats.text import clean, line
from coach.units import SAMPLES_PER_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.output.formats.format import Tags

_NO_OFFSET = 0xFFFFFFFF
"""In a CHAP frame: no byte offset is given, use the time (ID3v2 Chapter Frame Addendum 1.0, 3.1)."""

_MOST_LISTED = 255
"""A CTOC frame counts its children in one byte (ID3v2 Chapter Frame Addendum 1.0, 3.2)."""

_FRONT_COVER = 3
_MILLISECONDS = 2
"""The time unit of a SYLT frame."""
_LYRICS = 1
"""The content type of a SYLT frame; few players show a `text transcription`."""


def id3(tags: Tags, frames: int, encoder: str) -> bytes:
    """A complete ID3v2.3 tag, for the start of the file.

    `frames`: samples of sound in the file. `encoder`: the program that made it. Chapters beyond the 255th are
    included, but not in the table of contents. Layout: https://id3.org/id3v2.3.0#ID3v2_header
    """
    # mutagen sorts the frames of a tag by size (issue 506) but players show chapters in the order they are
    # stored, so each frame is made in a tag of its own.
    body = b"".join(_frame_bytes(frame) for frame in _frames(tags, frames, encoder))
    size = len(body)
    sizes = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + sizes + body


def _frames(tags: Tags, frames: int, encoder: str) -> Iterator[Any]:
    from mutagen.id3 import APIC, COMM, TALB, TCON, TIT2, TLAN, TLEN, TPE1, TRCK, TSSE, Encoding

    milliseconds = round(frames / SAMPLES_PER_MS)
    for kind, text in ((TIT2, tags.title), (TALB, tags.album), (TPE1, tags.artist)):
        if line(text):
            yield kind(**_text(line(text)))
    if tags.track is not None:
        yield TRCK(**_text("{}/{}".format(*tags.track)))
    yield TLEN(**_text(str(milliseconds)))
    yield TLAN(**_text(tags.language))
    if line(tags.genre):
        yield TCON(**_text(line(tags.genre)))
    yield TSSE(**_text(encoder))
    if clean(tags.comment):
        yield COMM(lang=tags.language, desc="", **_text(clean(tags.comment)))
    yield from _chapters(tags)
    yield from _words(tags, milliseconds)
    if tags.cover is not None:  # last, so that the other frames are read first
        mime = picture_type(tags.cover)
        yield APIC(encoding=Encoding.LATIN1, mime=mime, type=_FRONT_COVER, desc="", data=tags.cover)


def _chapters(tags: Tags) -> Iterator[Any]:
    from mutagen.id3 import CHAP, CTOC, TIT2, CTOCFlags, Encoding

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
            sub_frames=[TIT2(encoding=Encoding.UTF16, text=[line(chapter.title)])],
        )


def _words(tags: Tags, milliseconds: int) -> Iterator[Any]:
    """The spoken words, in the two forms that players read: LRC text, which most of them do, and a SYLT frame."""
    from mutagen.id3 import SYLT, USLT

    said = [(lrc_text(word), word.start) for word in sorted(tags.words, key=lambda word: word.start)]
    said = [(text, start) for text, start in said if text]
    if not said:
        return
    text = lrc(tags.words, milliseconds, tags.title)
    yield USLT(encoding=_encoding(text), lang=tags.language, desc="", text=text)
    yield SYLT(
        encoding=_encoding("".join(text for text, _ in said)),
        lang=tags.language,
        format=_MILLISECONDS,
        type=_LYRICS,
        desc="",
        text=said,
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
    """The text of an ID3 frame and its encoding."""
    return {"encoding": _encoding(text), "text": [text]}


def _encoding(text: str) -> int:
    """Latin-1 if possible, for players that know no other."""
    from mutagen.id3 import Encoding

    return Encoding.LATIN1 if text.isascii() else Encoding.UTF16
