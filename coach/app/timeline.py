"""The timeline: all that a screen shows of a session, with its times, as plain data.

A page that has it and a position draws the session by itself: `viewAt` in `coach/web/static/lib/timeline.js` returns
what `coach.live.view.snapshot` returns, so a terminal, a page, and a page without a server all show the same.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from coach.live.view import phase_of, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.plan import Cue, Plan
    from coach.plan.plan import SegmentSpan
    from coach.script.routine import Speaker, StepPicture


def timeline(
    plan: Plan, speaker: Speaker, address: Callable[[StepPicture], str | None] = lambda _: None
) -> dict[str, Any]:
    """The timeline of a plan, fit for JSON; its times are milliseconds of the plan. `speaker`: who is guided.

    `address` gives the address at which a picture is found, or None if it is not shown.

    `areas` are the plan's sections, and `steps` its segments, with the same indices. The areas of one section, on one
    side, share the number `whole`. A step has the fields of the view
    at its start (`kind`, `lines`, `side`, `turn`, `next`; `area` is an index here, and in `next` a title), and:

    - `start`, `sounded`, `end`: when it begins, its last sound ends, and it ends
    - `wait`: whether it lasts until a person goes on
    - `picture`: the address of its picture, or None; `picture_text`: what it shows
    - `breaths`: the phases of its breaths
    - `cues`: its words and tones; `kind` is the role of the words, or `tone`
    """
    return {
        "title": plan.title,
        "length": plan.length,
        "for": speaker,
        "areas": [
            {
                "title": area.title,
                "side": area.side,
                "start": area.start,
                "end": area.end,
                "opening": area.opening,
                "whole": area.whole,
            }
            for area in plan.sections
        ],
        "steps": [_step(plan, number, span, address) for number, span in enumerate(plan.segments)],
    }


def _step(plan: Plan, number: int, span: SegmentSpan, address: Callable[[StepPicture], str | None]) -> dict[str, Any]:
    view = snapshot(plan, span.start, number, "playing")
    cues = plan.cues_of(number)
    coming = view.next_step
    return {
        "start": span.start,
        "end": span.end,
        "sounded": span.sounded,
        "area": view.area_number - 1,
        "side": view.side,
        "kind": view.step.kind,
        "lines": _lines(view.step.lines),
        "turn": list(view.turn),
        "wait": span.wait,
        "picture": span.picture and address(span.picture),
        "picture_text": span.picture.text if span.picture else "",
        "next": coming
        and {
            "kind": coming.kind,
            "lines": _lines(coming.lines),
            "area": view.next_area,
            "side": view.next_side,
        },
        "breaths": _breaths(cues),
        "cues": [
            {"start": cue.start, "end": cue.end, "kind": cue.role or "tone", "to": cue.to, "text": cue.text}
            for cue in cues
            if cue.text is not None or cue.kind == "chime"
        ],
    }


def _lines(lines: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [asdict(line) for line in lines]


def _breaths(cues: tuple[Cue, ...]) -> list[dict[str, Any]]:
    return [{"phase": phase_of(cue), "start": cue.start, "end": cue.end} for cue in cues if cue.kind == "breath"]
