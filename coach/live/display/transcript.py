"""The transcript: a session line by line, for output that is no screen."""

from __future__ import annotations

import time
from itertools import groupby
from typing import TYPE_CHECKING

from coach.live.display.wording import (
    AGAIN,
    CAUTION,
    LASTING,
    QUIET,
    UNTIL_NEXT,
    YOU,
    area_named,
    breath_count,
    sentence_of,
    side_named,
    turn_count,
    words_of,
)
from coach.units import SECOND, clock, spoken_length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from coach.live.view import Notice, View
    from coach.plan import Cue, Plan

_LASTS = 3.0
"""Seconds after which waiting for the voice is reported."""


class Transcript:
    """Writes each area, each step and each lasting change of state once, as a line with its time."""

    def __init__(self, write: Callable[[str], object], now: Callable[[], float] = time.monotonic) -> None:
        """`write` takes a line without its line end; `now` returns seconds."""
        self._write, self._now = write, now
        self._area: tuple[str, str | None, int] | None = None
        self._segment = -1
        self._shown_state = ""
        self._voicing: float | None = None
        self._notices: tuple[Notice, ...] = ()

    def show(self, view: View) -> None:
        """Write what is new in `view`."""
        began = max(view.position - (view.step_length - view.step_left), 0)
        area = (view.area, view.side, view.area_number)
        if area != self._area:
            self._area = area
            self._line(began, area_named(view.area, view.side))
        if view.segment != self._segment:
            self._segment = view.segment
            for text in _step(view):
                self._line(began, f"  {text}")
        for notice in view.notices:
            if notice not in self._notices:
                self._line(view.position, f"  {sentence_of(notice)}")
        self._notices = view.notices
        self._state(view)

    def _state(self, view: View) -> None:
        if view.state != "voicing":
            self._voicing = None
        elif self._voicing is None:
            self._voicing = self._now()
        if view.state not in LASTING:
            self._shown_state = ""
        elif self._shown_state != view.state and (self._voicing is None or self._now() - self._voicing >= _LASTS):
            self._shown_state = view.state
            self._line(view.position, f"  {LASTING[view.state]}")

    def _line(self, at: int, text: str) -> None:
        self._write(f"{clock(at):>7}  {text}")


def _step(view: View) -> Iterator[str]:
    turn, turns = view.turn
    again = f" ({turn_count(turn, turns)})" if turns > 1 else ""
    if turn > 1:
        yield f"{AGAIN}{again}."
        return
    words = words_of(view.step)
    for number, (who, text, _) in enumerate(words):
        to = f"{who}: " if who not in ("", YOU) else ""
        yield f"{to}{text}{again if number == len(words) - 1 else ''}"
    if view.breath is not None:
        yield breath_count(view.breath.left)


def script_of(plan: Plan, start: int = 0) -> Iterator[str]:
    """All cues, line by line: time, side, listener, and words or sound.

    `start`: only cues from this many milliseconds on.
    """
    yield f"{plan.title}, {spoken_length(plan.length)}{f', from {clock(start)}' if start else ''}"
    section = -1
    heard = (cue for cue in plan.cues if cue.start >= start)
    for (_, breaths), group in groupby(heard, key=lambda cue: (cue.segment, cue.kind == "breath")):
        cues = list(group)
        if cues[0].section != section:
            section = cues[0].section
            area = plan.sections[section]
            yield f"{clock(cues[0].start):>7}  {area_named(area.title, area.side)}"
        if breaths:
            yield _cue_line(cues[0], _breathed(cues))
        else:
            yield from (_cue_line(cue, _cue_text(plan, cue)) for cue in cues)


def _cue_line(cue: Cue, text: str) -> str:
    who = cue.to if cue.to and cue.to != "self" and cue.kind == "say" else ""
    return f"{clock(cue.start):>7}    {side_named(cue.side):<5}  {who:<9}  {text}"


def _cue_text(plan: Plan, cue: Cue) -> str:
    if cue.kind == "say":
        return f"{CAUTION.capitalize()}: {cue.text}" if cue.caution else cue.text or ""
    if cue.kind == "chime":
        return cue.sound or "chime"
    span = plan.segments[cue.segment]
    waits = span.wait and cue.end == span.end
    return f"{UNTIL_NEXT if waits else QUIET} {_length(cue.end - cue.start)}"


def _breathed(cues: Sequence[Cue]) -> str:
    count = sum(cue.sound == cues[0].sound for cue in cues)
    said = "".join(f' "{cue.text}"' for cue in cues if cue.text)
    breaths = f"{breath_count(count)}, {_length(cues[-1].end - cues[0].start)}"
    return f"{breaths}:{said}" if said else breaths


def _length(ms: int) -> str:
    return spoken_length(ms) if ms >= 10 * SECOND else f"{ms / SECOND:.1f} s"
