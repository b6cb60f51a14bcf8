"""What is said, to be read while it is heard: as LRC, for music players, and as WebVTT, for browsers."""

from __future__ import annotations

from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from coach.output.formats.text import line
from coach.units import HOUR, MINUTE, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.output.formats.format import Caption

LRC, VTT = ".lrc", ".vtt"
"""How the names of the files end."""
MEDIA_TYPES = {LRC: "text/plain; charset=utf-8", VTT: "text/vtt; charset=utf-8"}

CAUTION = "\N{WARNING SIGN} "
"""Stands before a caution, in any language."""

_LISTENERS = {"therapist": "Therapist", "client": "Client"}

_NO_MARKS = str.maketrans("[]<>", "()‹›")
"""Square and pointed brackets mean times in LRC, and cannot be escaped."""


def lrc(words: Iterable[Caption], length: int, title: str = "") -> str:
    """LRC of what is said in a file of `length` milliseconds: one line each, from when it is said.

    A line stays until the next: what was said last is what is being done. Hundredths are cut, not rounded, so that
    no line comes late.
    """
    head = [f"[ti:{_plain(title)}]"] if _plain(title) else []
    head.append(f"[length:{_minutes(length)}]")
    said = sorted((word for word in words if _plain(word.text)), key=lambda word: word.start)
    return "".join(f"{row}\n" for row in [*head, *(f"[{_minutes(word.start)}]{lrc_text(word)}" for word in said)])


def lrc_text(word: Caption) -> str:
    """What is shown of a word where nothing can be escaped."""
    return (CAUTION if word.caution else "") + _plain(word.text)


def vtt(words: Iterable[Caption]) -> str:
    """WebVTT of what is said: who it is said to as the voice; cautions and sides as classes. No two cues overlap."""
    said = sorted((word for word in words if line(word.text)), key=lambda word: word.start)
    groups = [list(group) for _, group in groupby(said, key=lambda word: word.start)]
    cues = ["WEBVTT\n"]
    for group, after in zip_longest(groups, groups[1:]):
        start = group[0].start
        end = max(start + 1, *(word.end for word in group))  # a cue that ends where it starts is an error
        if after:
            end = min(end, after[0].start)
        cues.append(f"{_hours(start)} --> {_hours(end)}\n" + "".join(f"{_marked(word)}\n" for word in group))
    return "\n".join(cues)


def _marked(word: Caption) -> str:
    text = line(word.text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if word.caution:
        text = f"<c.caution>{CAUTION}{text}</c>"
    if word.side is not None:
        text = f"<c.{word.side}>{text}</c>"
    if word.to in _LISTENERS:
        text = f"<v {_LISTENERS[word.to]}>{text}</v>"
    return text


def _plain(text: str) -> str:
    return line(text).translate(_NO_MARKS)


def _minutes(time: int) -> str:
    """`mm:ss.xx`; minutes go on beyond 99."""
    minutes, rest = divmod(time, MINUTE)
    seconds, milliseconds = divmod(rest, SECOND)
    return f"{minutes:02}:{seconds:02}.{milliseconds // 10:02}"


def _hours(time: int) -> str:
    """`hh:mm:ss.mmm`."""
    hours, rest = divmod(time, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, milliseconds = divmod(rest, SECOND)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}"
