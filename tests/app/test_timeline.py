"""The timeline: all that a screen shows of a session, as plain data."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from coach.app.timeline import timeline
from coach.live.view import snapshot
from coach.plan import Plan, lay_out, outline
from coach.script import read_routine

SCRIPTS = Path(__file__).parent.parent.parent / "scripts"
NAMES = ("deep-hip-release", "breath-break", "complete-session")


@cache
def planned(name: str) -> Plan:
    """A shipped routine's plan, with estimated lengths."""
    return lay_out(outline(read_routine(SCRIPTS / f"{name}.md")))


@pytest.fixture(params=NAMES)
def plan(request: pytest.FixtureRequest) -> Plan:
    """A shipped routine's plan."""
    return planned(request.param)


def test_each_step_is_what_the_terminal_shows(plan: Plan) -> None:
    """Words, kind, side, repeat, area and the next step are those of the view at the step's start."""
    drawn = timeline(plan, "self")
    for number, (span, step) in enumerate(zip(plan.segments, drawn["steps"], strict=True)):
        view = snapshot(plan, span.start, number, "playing")
        assert (step["start"], step["end"]) == (span.start, span.end)
        assert {key: step[key] for key in ("kind", "lines")} == plainly(asdict(view.step))
        assert (step["side"], tuple(step["turn"]), step["area"] + 1) == (view.side, view.turn, view.area_number)
        if view.next_step is None:
            assert step["next"] is None
        else:
            coming = {**plainly(asdict(view.next_step)), "area": view.next_area, "side": view.next_side}
            assert step["next"] == coming


def test_the_breaths_are_those_that_sound(plan: Plan) -> None:
    """In the middle of each phase, the view names the same phase with the same start and end."""
    for number, step in enumerate(timeline(plan, "self")["steps"]):
        for each in step["breaths"]:
            breath = snapshot(plan, (each["start"] + each["end"]) // 2, number, "playing").breath
            assert breath is not None
            assert each == {"phase": breath.phase, "start": breath.start, "end": breath.end}


def test_all_words_and_tones_have_their_times(plan: Plan) -> None:
    """The cues are the plan's words and tones, to the millisecond, in their steps."""
    cues = [cue for step in timeline(plan, "self")["steps"] for cue in step["cues"]]
    audible = [cue for cue in plan.cues if cue.text is not None or cue.kind == "chime"]
    assert [(cue["start"], cue["end"], cue["text"]) for cue in cues] == [
        (cue.start, cue.end, cue.text) for cue in audible
    ]
    assert {cue["kind"] for cue in cues if cue["text"] is None} <= {"tone"}


def test_areas_fill_the_session(plan: Plan) -> None:
    """The areas follow each other without gaps, from the start to the session's length."""
    drawn = timeline(plan, "therapist")
    edges = [(area["start"], area["end"]) for area in drawn["areas"]]
    assert [start for start, _ in edges] == [0, *(end for _, end in edges[:-1])]
    assert (edges[-1][1], drawn["for"]) == (drawn["length"], "therapist")


def test_it_is_plain_data() -> None:
    """A timeline survives JSON unchanged, and is the same every time."""
    drawn = timeline(planned("deep-hip-release"), "therapist")
    assert plainly(drawn) == drawn == timeline(planned("deep-hip-release"), "therapist")


def plainly(data: Any) -> Any:
    """Data as JSON carries it."""
    return json.loads(json.dumps(data))
