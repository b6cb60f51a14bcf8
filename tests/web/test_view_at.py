"""A page shows what a terminal shows: `viewAt` of the page's JavaScript equals `snapshot`."""

from __future__ import annotations

import json
import shutil
import subprocess
from bisect import bisect_right
from pathlib import Path
from typing import Any

import pytest

from coach.app.timeline import timeline
from coach.live.view import View, snapshot
from coach.plan import Plan, lay_out, outline
from coach.script import list_scripts, parse_routine, read_routine
from tests.conftest import ROOT, require

MODULE = ROOT / "coach" / "web" / "static" / "lib" / "timeline.js"
SCRIPTS = list_scripts([ROOT / "scripts"])
SIGH = "---\nbreath: 1 in, hold 0.5, 0.5 in, 3 out, 1 rest\n---\n- Sigh with me. (4 breaths)"
"""What no shipped routine has: a second breath in."""
VIEWS = """
import { readFileSync } from 'node:fs';
const { viewAt } = await import(process.argv[1]);
const asked = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(asked.map(({ timeline, positions }) => positions.map((each) => viewAt(timeline, each)))));
"""


def shown(view: View) -> dict[str, Any]:
    """A view as the page has it, without what the page has besides."""
    breath, coming = view.breath, view.next_step
    return {
        "title": view.title, "area": view.area, "areaNumber": view.area_number, "areas": view.areas,
        "side": view.side, "segment": view.segment, "kind": view.step.kind, "lines": lines(view.step.lines),
        "turn": list(view.turn), "position": view.position,
        "next": coming and {
            "kind": coming.kind, "lines": lines(coming.lines), "area": view.next_area, "side": view.next_side,
        },
        "stepLeft": view.step_left, "stepLength": view.step_length, "areaLeft": view.area_left,
        "areaLength": view.area_length, "sessionLeft": view.session_left, "sessionLength": view.session_length,
        "breath": breath and {
            "phase": breath.phase, "fullness": pytest.approx(breath.fullness), "left": breath.left,
            "start": breath.start, "end": breath.end,
        },
    }  # fmt: skip


def lines(given: Any) -> list[dict[str, str]]:
    """Lines as JSON has them."""
    return [{"text": line.text, "to": line.to} for line in given]


def positions_of(plan: Plan) -> list[int]:
    """Both sides of every edge of steps, and of every breath of the first ones, and moments all along."""
    edges = {edge for span in plan.segments for edge in (span.start, span.end)}
    edges |= {edge for cue in plan.cues if cue.kind == "breath" for edge in (cue.start, cue.end)}
    near = {edge + by for edge in sorted(edges)[:400] for by in (-1, 0, 1)} | set(
        range(0, plan.length, plan.length // 97)
    )
    return sorted(position for position in near if 0 <= position < plan.length)


def test_the_page_shows_what_the_terminal_shows() -> None:
    """At thousands of positions of all shipped routines, and in breaths with two inhales, both views are the same."""
    require(shutil.which("node"), "Node is not installed")
    routines = [*map(read_routine, SCRIPTS), parse_routine(SIGH, Path("sigh.md"))]
    plans = [lay_out(outline(routine)) for routine in routines]
    asked: list[dict[str, Any]] = [
        {"timeline": timeline(plan, "self"), "positions": positions_of(plan)} for plan in plans
    ]
    done = subprocess.run(
        ["node", "--input-type=module", "-e", VIEWS, MODULE.as_uri()], input=json.dumps(asked), capture_output=True,
        text=True, check=True, timeout=120,
    )  # fmt: skip
    compared = 0
    for plan, part, views in zip(plans, asked, json.loads(done.stdout), strict=True):
        starts = [span.start for span in plan.segments]
        for position, view in zip(part["positions"], views, strict=True):
            expected = shown(snapshot(plan, position, bisect_right(starts, position) - 1, "playing"))
            found = {key: view[key] for key in expected}
            if found["breath"]:
                del found["breath"]["count"]
            assert found == expected, (plan.name, position)
            compared += 1
    assert compared > 5000
