"""Time calls: how much time is left in an area, said to the person who works, between other words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.plan.estimate import reserve
from coach.plan.phrases import phrase, time_here
from coach.plan.speech_rate import utterance
from coach.units import MINUTE, SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coach.plan.cue import Calls, Cue, Utterance
    from coach.plan.plan import Plan, SectionSpan
    from coach.script.routine import Header

SHORTEST = 2 * MINUTE
"""Areas shorter than this have no calls."""
SHORTEST_HALF = 4 * MINUTE
BEFORE_SWITCHING = 30 * SECOND
ROUND_IT = 2 * SECOND
"""Quiet before and after a call, so that it does not seem a part of the step."""

_Window = tuple[int, int, int, "Callable[[int], str]"]
"""The earliest, best and latest time at which a call may begin, and its words for a given start."""


def with_calls(plan: Plan, calls: Calls, header: Header, lengths: Mapping[Utterance, int]) -> Plan:
    """The plan with time calls wherever there is enough quiet; nothing else changes.

    Steps that last until "next" have none, because their length is unknown.
    """
    if calls == "none":
        return plan
    windows = [window for span in plan.sections for window in _windows(span, calls, header.language)]
    for window in windows:
        plan = _placed(plan, window, header, lengths)
    return plan


def _windows(span: SectionSpan, calls: Calls, language: str) -> Iterator[_Window]:
    length = span.end - span.start
    if length < SHORTEST:
        return

    def left(start: int) -> str:
        return time_here(span.end - start, language)

    yield span.start, span.start, span.start + length // 4, left
    if calls == "all" and length >= SHORTEST_HALF:
        middle = span.start + length // 2
        yield middle - length // 10, middle, middle + length // 10, lambda _: phrase("halfway", language)
    switching = span.end - BEFORE_SWITCHING
    yield switching - 15 * SECOND, switching, switching + 10 * SECOND, left


def _placed(plan: Plan, window: _Window, header: Header, lengths: Mapping[Utterance, int]) -> Plan:
    earliest, best, latest, _ = window
    found = [place for rest in plan.between(earliest, latest) if (place := _place(plan, rest, window, header, lengths))]
    if not found:
        return plan
    call = min(found, key=lambda cue: abs(cue.start - best))
    needed = call.utterance
    assert needed is not None
    cues = [
        piece for cue in plan.cues for piece in (_around(cue, call) if cue.start <= call.start < cue.end else [cue])
    ]
    segments = list(plan.segments)
    segments[call.segment] = replace(segments[call.segment], clips=(*segments[call.segment].clips, needed))
    return replace(plan, cues=tuple(cues), segments=tuple(segments), exact=plan.exact and needed in lengths)


def _place(plan: Plan, rest: Cue, window: _Window, header: Header, lengths: Mapping[Utterance, int]) -> Cue | None:
    """The call within this rest, as close as possible to its best time; None if it does not fit."""
    if rest.kind != "rest" or plan.segments[rest.segment].wait:
        return None
    earliest, best, latest, words = window
    start = max(rest.start + ROUND_IT, min(best, rest.end), earliest)
    said = utterance(text := words(start), header, header.speaker)
    # It uses the estimate, so that a script has the same calls with every voice, if they fit at all.
    room = max(reserve(said), lengths.get(said, 0)) + ROUND_IT
    if start + room > rest.end:
        start = rest.end - room
        said = utterance(text := words(start), header, header.speaker)
        room = max(reserve(said), lengths.get(said, 0)) + ROUND_IT
    if start < max(rest.start + ROUND_IT, earliest) or start > latest or start + room > rest.end:
        return None
    end = start + (lengths.get(said) or reserve(said))
    return replace(rest, start=start, end=end, kind="say", to=header.speaker, role="call", text=text, utterance=said)


def _around(rest: Cue, call: Cue) -> list[Cue]:
    """A rest split around a call."""
    return [replace(rest, end=call.start), call, replace(rest, start=call.end)]
