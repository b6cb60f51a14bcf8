"""The page: a view in rows of text, as high and wide as a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.live.display import wording
from coach.live.display.big import big_page
from coach.live.display.fitting import Block, fitted
from coach.live.display.gauge import bar, hill, lungs, to_go
from coach.live.display.legend import foot, key_list
from coach.live.display.rows import Piece, apart, clean, cut, label, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coach.live.display.rows import Row
    from coach.live.display.wording import Words
    from coach.live.view import BreathPhase, View
    from coach.session_commands import Command

_WIDEST, _TALLEST = 92, 34
"""The largest size of a page in columns and rows; the rest of a large window stays empty."""
_GUTTER = 12
"""Columns for the labels at the left."""


def page(
    view: View, width: int, height: int, *, keys: Mapping[str, Command] | None = None, big: bool = False
) -> list[Row]:
    """`height` rows, none wider than `width` columns. `keys`: show what all of these do."""
    if big and keys is None:
        return big_page(view, width, height)
    inner = min(width - 2 if width < 60 else width - 6, _WIDEST)
    tall = min(height, _TALLEST)
    gutter = _GUTTER if inner >= 50 else 0
    rows = fitted(list(_blocks(view, inner, tall, gutter, keys)), tall)
    above = (height - len(rows)) // 2
    margin = Piece(" " * ((width - inner) // 2))
    rows = [cut((margin, *row), width) for row in rows]
    return [*[()] * above, *rows, *[()] * (height - len(rows) - above)]


def as_text(
    view: View, width: int, height: int, *, keys: Mapping[str, Command] | None = None, big: bool = False
) -> str:
    """The page without colours, and without spaces at the ends of rows."""
    rows = page(view, width, height, keys=keys, big=big)
    return "\n".join("".join(piece.text for piece in row).rstrip() for row in rows)


def _blocks(view: View, width: int, height: int, gutter: int, keys: Mapping[str, Command] | None) -> Iterator[Block]:
    """The page from top to bottom; if it does not fit, the lowest weights are dropped first and words (0) are
    shortened."""
    text = width - gutter
    said_now = wording.words_of(view.step)
    yield _blank()
    title = clean(view.title) if view.title != view.area else ""
    if title or _where(view):
        yield Block(3, [apart((Piece(title, "faint"),), _where(view), width)])
        yield _blank()
    yield Block(20, [_area(view, width, gutter)])
    yield Block(4, [_rule(view, width)])
    yield from (_blank() for _ in range(2 if height > 26 else 1))
    if keys is not None:
        yield Block(0, list(key_list(keys, width)))
    else:
        yield Block(0, list(_spoken(said_now or wording.words_ahead(view), gutter, text, view.turn)))
    yield Block(-1, [])
    if view.breath is not None and keys is None:
        yield Block(2, list(_hill(view.breath, gutter, text, max(3, min(7, height - 22)))))
        yield Block(14, [_breathing(view.breath, gutter, text)])
        yield _blank()
    said = wording.message(view)
    if view.notices or said:
        yield Block(3, [()])
    for notice in map(wording.sentence_of, view.notices):
        yield Block(18, [label("", gutter, row, "caution") for row in wrapped(clean(notice), text)])
    if said:
        yield Block(19, [label("", gutter, row, "message") for row in wrapped(said, text)])
    if view.notices or said:
        yield _blank()
    if said_now or keys is not None:
        yield Block(6, _coming(view, gutter, text))
        yield _blank()
    step = _time(wording.STEP, view.step_left, view.step_length, gutter, text, "time", waits=view.state == "waiting")
    yield Block(16, [step])
    if view.areas > 1:
        yield Block(5, [_time(wording.AREA, view.area_left, view.area_length, gutter, text, "")])
    yield Block(12, [_time(wording.SESSION, view.session_left, view.session_length, gutter, text, "", view.marks)])
    yield _blank()
    yield Block(13, [(Piece(" " * gutter), *foot(text))])


def _blank() -> Block:
    return Block(1, [()])


def _where(view: View) -> Row:
    loud = wording.volume_text(view.volume) if view.volume != 100 else ""
    where = wording.area_count(view.area_number, view.areas) if view.areas > 1 else ""
    text = " · ".join(filter(None, (loud, where)))
    return (Piece(text, "faint"),) if text else ()


def _area(view: View, width: int, gutter: int) -> Row:
    """The area with its side at the left or the right of it."""
    if view.side is None:
        return label("", gutter, clean(view.area), "area")
    side = Piece(f" {wording.side_sign(view.side, whole=gutter > 0)} ", view.side)
    if view.side == "right":
        return apart(label("", gutter, clean(view.area), "area"), (side,), width)
    space = Piece(" " * max(gutter - len(side.text), 1))
    return (side, space, Piece(clean(view.area), "area"))


def _rule(view: View, width: int) -> Row:
    """A line that is thick on the side that is worked on."""
    half = width // 2
    if view.side is None:
        return (Piece("─" * width, "rule"),)
    strong, weak = Piece("━" * half, f"on {view.side}"), Piece("─" * (width - half), "rule")
    return (strong, weak) if view.side == "left" else (weak, strong)


def _spoken(words: Sequence[Words], gutter: int, width: int, turn: tuple[int, int]) -> Iterator[Row]:
    for index, (who, text, tone) in enumerate(words):
        if index:
            yield ()
        again = bool(index) and who == words[index - 1].who
        lines = wrapped(clean(text if gutter or not who else f"{who}: {text}"), min(width, 64))
        for number, row in enumerate(lines):
            called = "" if number or again else who
            yield label(called, gutter, row, tone, "caution" if called and tone == "caution" else "faint")
    if turn[1] > 1:
        yield ()
        yield label("", gutter, wording.turn_count(*turn), "area")


def _breathing(breath: BreathPhase, gutter: int, width: int) -> Row:
    phase = wording.phase_named(breath.phase)
    row = label(wording.BREATH, gutter, f"{phase:<11}", "time")
    if not gutter:
        return (*row[:-1], Piece(f" {phase:<11} ", "time"), *lungs(breath, max(width - 14, 0)))
    return (*row, Piece(f"  {wording.still_to_go(wording.breath_count(breath.left))}"))


def _hill(breath: BreathPhase, gutter: int, width: int, height: int) -> Iterator[Row]:
    for row in hill(breath.fullness, min(width, 56), height):
        yield label("", gutter, row, "breath")


def _coming(view: View, gutter: int, width: int) -> list[Row]:
    text = clean(wording.coming(view))
    rows = wrapped(text if gutter else f"{wording.NEXT}: {text}", min(width, 64))[:2]
    return [label("" if number else wording.NEXT, gutter, row, "") for number, row in enumerate(rows)]


def _time(
    name: str,
    left: int,
    length: int,
    gutter: int,
    width: int,
    tone: str,
    marks: Sequence[float] = (),
    *,
    waits: bool = False,
) -> Row:
    still = wording.WAITS if waits else wording.still_to_go(to_go(left)) if gutter else f"{name} {to_go(left)}"
    space = 17 if gutter else 16
    done = 1 - left / max(length, 1)
    return (*label(name, gutter, f"{still:<{space}}", tone), *bar(done, max(width - space, 0), marks))
