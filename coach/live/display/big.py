"""The big page: area, side and time in block letters, to be read from across a dark room."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from coach.live.display.gauge import bar, hill, to_go
from coach.live.display.rows import Piece, apart, clean, cut, wrapped
from coach.live.display.wording import (
    AREA,
    FOOT,
    INSTEAD,
    NEXT,
    SESSION,
    YOU,
    coming,
    message,
    phase_named,
    sentence_of,
    side_named,
    side_sign,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from coach.live.display.rows import Row
    from coach.live.view import View

_LARGE, _SMALL = "ansi_regular", "pagga"
"""Solid letters five rows high, and three."""
_WIDEST, _TALLEST = 160, 24
"""The largest size of the hill in columns and rows: it is drawn ten times a second."""


def big_page(view: View, width: int, height: int) -> list[Row]:
    """`height` rows, none wider than `width` columns."""
    inner = max(width - 4, 1) if width >= 40 else width
    head: list[Row] = [] if height < 16 else [(), ()] if height >= 30 else [()]
    said, tone = _said(view)
    foot = _foot(view, "", inner, height)
    room = height - len(foot)
    lettered = _letters(view.area, inner, 2 if height >= 32 else 1, room - 6, "big")
    plain: list[Row] = [(Piece(row, "big"),) for row in wrapped(clean(view.area), inner)[:1]]
    # The words are what is looked up for: the time and the area give way to them, but not a breath's hill.
    for area in (lettered, plain):
        for rows in _tops(view, head, area, inner, room, height):
            left = room - len(rows) - (2 if height >= 16 else 0)
            if view.breath is None and (words := _words(said, tone, inner, left)):
                below = _next(view, inner, left - len(words) - 1)
                return _framed([*rows, (), *words], below, foot, room, inner, width)
    foot = _foot(view, said, inner, height)
    room = height - len(foot)
    rows = next(_tops(view, head, lettered[: max(room - 1, 0)], inner, room, height))
    left = room - len(rows) - (2 if height >= 16 else 0)
    field = _field(view, inner, left)
    return _framed([*rows, *field], [] if field else _next(view, inner, left), foot, room, inner, width)


def _tops(view: View, head: list[Row], area: list[Row], inner: int, room: int, height: int) -> Iterator[list[Row]]:
    """What stands above the words: the area, the side and the time, these from large to small."""
    for band in _bands(view, inner, room - len(head) - len(area) - (1 if height >= 16 else 0)):
        gap: list[Row] = [()] * min(2 if height >= 30 else 1, max(room - len(head) - len(area) - len(band), 0))
        yield [*head, *area, *gap, *band]


def _framed(rows: list[Row], below: list[Row], foot: list[Row], room: int, inner: int, width: int) -> list[Row]:
    """`rows` at the top, `below` at the end of the room above the foot."""
    rows = [*rows[: room - len(below)], *[()] * (room - len(below) - len(rows)), *below]
    margin = Piece(" " * ((width - inner) // 2))
    return [cut((margin, *row), width) for row in [*rows, *foot]][: room + len(foot)]


def _said(view: View) -> tuple[str, str]:
    """What the step says, on one line, and its tone; while only a title is said, what comes after it."""
    spoken = (f"{who}: {text}" if who not in ("", YOU) else text for who, text, _ in words_of(view.step))
    if said := clean(" ".join(spoken)):
        return said, "big caution" if view.step.kind == "caution" else "big"
    return _ahead(view), "big dim"


def _ahead(view: View) -> str:
    return clean(f"{NEXT.capitalize()}: {coming(view)}")


def _next(view: View, width: int, height: int) -> list[Row]:
    """What comes next, where rows are left and the page does not show it already."""
    if height < 3 or not words_of(view.step):
        return []
    text = _ahead(view)
    letters = _words(text, "big dim", width, height - 1, (_SMALL,)) if height >= 8 else []
    return [*(letters or [(Piece(row, "big dim"),) for row in wrapped(text, width)[:2]]), ()]


def _words(said: str, tone: str, width: int, height: int, fonts: Sequence[str] = (_LARGE, _SMALL)) -> list[Row]:
    """The words in letters of blocks; none where they do not fit."""
    for font in fonts:
        rows = _wrapped(said, font, width)
        if rows is not None and sum(map(len, rows)) + len(rows) - 1 < height:
            return [(Piece(line, tone),) for number, row in enumerate(rows) for line in ([""] * bool(number) + row)]
    return []


def _bands(view: View, width: int, height: int) -> Iterator[list[Row]]:
    """The side, where that side is, and the time left in the step across from it: as large as it fits, then smaller."""
    side = side_named(view.side)
    words = INSTEAD.get(view.state) or to_go(view.starts_in if view.state == "starting" else view.step_left)
    for font, size in ((_LARGE, 2), (_LARGE, 1), (_SMALL, 1)):
        big = size == 2 and (view.breath is None or height >= 22)
        # A slashed zero looks like an eight from across a room.
        time, where = blocks(words.replace("0", "O"), font), blocks(side, _LARGE if size == 2 else font)
        if time is None or where is None or (size == 2 and not big):
            continue
        time = _doubled(time) if size == 2 else time
        tall = max(len(time), len(where))
        if _width(time) + _width(where) + 4 > width or tall > height:
            continue
        time, where = _padded(time, tall), _padded(where, tall)
        yield [_across(view, a, b, width) for a, b in zip(time, where, strict=True)]
    yield [_across(view, words, side_sign(view.side, whole=False), width)]


def _across(view: View, time: str, side: str, width: int) -> Row:
    time_row, side_row = (Piece(time, "big time"),), (Piece(side, "big side"),)
    return apart(time_row, side_row, width) if view.side == "right" else apart(side_row, time_row, width)


def _field(view: View, width: int, height: int) -> list[Row]:
    """The hill that rises and falls with the breath, as large as possible."""
    if view.breath is None or height < 2:
        return []
    wide, phase = min(width, _WIDEST), phase_named(view.breath.phase)
    rows = [phase.center(wide).rstrip(), *hill(view.breath.fullness, wide, min(height - 1, _TALLEST))]
    margin = " " * ((width - wide) // 2)
    return [(Piece(margin + row, "big breath" if number else "big dim"),) for number, row in enumerate(rows)]


def _foot(view: View, words: str, width: int, height: int) -> list[Row]:
    messages = [*map(sentence_of, view.notices), *filter(None, [message(view)])]
    said = messages or [words] * bool(words)
    rows: list[Row] = [(Piece(row, "big dim"),) for text in said for row in wrapped(clean(text), width)]
    rows = rows[: max(height // 5, 1)]
    if height < 8:
        return rows
    done = bar(view.progress, width, view.marks)
    left = (Piece(f"{to_go(view.area_left)} {AREA} · {to_go(view.session_left)} {SESSION}", "big faint"),)
    return [*rows, done, apart((Piece(FOOT, "big faint"),), left, width) if width > 70 else left]


def _letters(text: str, width: int, lines: int, height: int, tone: str) -> list[Row]:
    """Words in the largest letters that fit, or as plain text."""
    words = clean(text)
    for font, most in ((_LARGE, lines), (_SMALL, lines + 1)):
        rows = _wrapped(words, font, width)
        if rows is not None and len(rows) <= most and sum(map(len, rows)) + len(rows) - 1 <= height:
            return [(Piece(line, tone),) for number, row in enumerate(rows) for line in ([""] * bool(number) + row)]
    return [(Piece(row, tone),) for row in wrapped(words, width)[:2]]


def _wrapped(text: str, font: str, width: int) -> list[list[str]] | None:
    """Lines of words in block letters; None if a word cannot be drawn, or does not fit."""
    rows: list[list[str]] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}".strip()
        set_word, set_line = blocks(word, font), blocks(joined, font)
        if set_word is None or set_line is None or _width(set_word) > width:
            return None
        if _width(set_line) <= width:
            rows[-1:] = [set_line]
            line = joined
        else:
            rows.append(set_word)
            line = word
    return rows


@lru_cache(maxsize=256)
def blocks(text: str, font: str) -> list[str] | None:
    """Text in block letters, in rows of equal width; None if the font lacks a letter."""
    if not text:
        return []
    figlet = _figlet(font)
    if any(not letter.isspace() and not _drawn(letter, font) for letter in text):
        return None
    rows = [row.replace("░", " ").rstrip() for row in figlet(text).splitlines()]
    while rows and not rows[-1]:
        rows.pop()
    width = max(map(len, rows), default=0)
    return [row.ljust(width) for row in rows]


@lru_cache(maxsize=1024)
def _drawn(letter: str, font: str) -> bool:
    return letter.isascii() and bool(_figlet(font)(letter).replace("░", " ").strip())


@lru_cache(maxsize=4)
def _figlet(font: str) -> Callable[[str], str]:
    from pyfiglet import Figlet

    figlet = Figlet(font, width=10_000)
    return lambda text: str(figlet.renderText(text))


def _doubled(rows: Sequence[str]) -> list[str]:
    """Letters twice as wide and as high; half blocks become whole ones, above or below."""
    upper, lower = str.maketrans("▀▄", "█ "), str.maketrans("▀▄", " █")
    wide = ["".join(letter * 2 for letter in row) for row in rows]
    return [row.translate(half) for row in wide for half in (upper, lower)]


def _padded(rows: Sequence[str], height: int) -> list[str]:
    return [*rows, *[" " * _width(rows)] * (height - len(rows))]


def _width(rows: Sequence[str]) -> int:
    return max(map(len, rows), default=0)
