"""Captions of the spoken words: LRC for music players, WebVTT for browsers."""

from __future__ import annotations

from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from coach.output.formats.text import line
from coach.units import HOUR, MINUTE, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.output.formats.format import Caption

LRC, VTT = ".lrc", ".vtt"
"""The suffixes of the files."""
MEDIA_TYPES = {LRC: "text/plain; charset=utf-8", VTT: "text/vtt; charset=utf-8"}

CAUTION = "\N{WARNING SIGN} "
"""Shown before a caution, in any language."""

_LISTENERS = {"therapist": "Therapist", "client": "Client"}

_NO_MARKS = str.maketrans("[]<>", "()‹›")
"""Square and pointed brackets mean times in LRC, and cannot be escaped."""


def lrc(words: Iterable[Caption], length: int, title: str = "") -> str:
    """LRC of the words in a file of `length` milliseconds: one line for each, from the time it begins.

    A line stays until the next one, because the last words say what is being done. Times are cut to hundredths,
    not rounded, so that no line comes late.
    """
    head = [f"[ti:{_plain(title)}]"] if _plain(title) else []
    head.append(f"[length:{_minutes(length)}]")
    said = sorted((caption for caption in words if _plain(caption.text)), key=lambda caption: caption.start)
    return "".join(
        f"{row}\n" for row in [*head, *(f"[{_minutes(caption.start)}]{lrc_text(caption)}" for caption in said)]
    )


def lrc_text(caption: Caption) -> str:
    """What is shown of a caption where nothing can be escaped."""
    return (CAUTION if caption.caution else "") + _plain(caption.text)


def vtt(words: Iterable[Caption]) -> str:
    """WebVTT of the words: the listener is the voice tag, cautions and sides are classes. No two cues overlap."""
    said = sorted((caption for caption in words if line(caption.text)), key=lambda caption: caption.start)
    groups = [list(group) for _, group in groupby(said, key=lambda caption: caption.start)]
    cues = ["WEBVTT\n"]
    for group, after in zip_longest(groups, groups[1:]):
        start = group[0].start
        end = max(start + 1, *(caption.end for caption in group))  # a cue that ends where it starts is an error
        if after:
            end = min(end, after[0].start)
        cues.append(
            f"{timestamp(start)} --> {timestamp(end)}\n" + "".join(f"{_marked(caption)}\n" for caption in group)
        )
    return "\n".join(cues)


def _marked(caption: Caption) -> str:
    text = line(caption.text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if caption.caution:
        text = f"<c.caution>{CAUTION}{text}</c>"
    if caption.side is not None:
        text = f"<c.{caption.side}>{text}</c>"
    if caption.to in _LISTENERS:
        text = f"<v {_LISTENERS[caption.to]}>{text}</v>"
    return text


def _plain(text: str) -> str:
    return line(text).translate(_NO_MARKS)


def _minutes(time: int) -> str:
    """`mm:ss.xx`; minutes go on beyond 99."""
    minutes, rest = divmod(time, MINUTE)
    seconds, milliseconds = divmod(rest, SECOND)
    return f"{minutes:02}:{seconds:02}.{milliseconds // 10:02}"


def timestamp(time: int) -> str:
    """A time in a file: `hh:mm:ss.mmm`."""
    hours, rest = divmod(time, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, milliseconds = divmod(rest, SECOND)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}"
