"""The sessions as they are heard: cautions for every client, quiet between the words, and work that begins soon."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan import SIDES, Plan, Selection, fit_slots, lay_out, outline, reach
from coach.plan.suiting import conditions_of
from coach.script.routine import Routine
from coach.units import MINUTE, SECOND

sys.path.insert(0, str(Path(__file__).parent.parent / "docs"))
import make_coverage as coverage

KNOWN = Selection(opening="brief", guidance="know")
"""A client who has been here before, and a therapist who knows the session."""

routine = cache(coverage.routine)


def planned(name: str, selection: Selection, length: int | None = None) -> Plan:
    """The plan by estimate, as written or fitted to a length in ms."""
    plan = outline(routine(name), selection)
    return lay_out(plan, None, fit_slots(plan, length) if length else None)


def quiet(plan: Plan, least: int) -> int:
    """How much of a plan is quiet of words for at least so long at once. Milliseconds."""
    said = [cue for cue in plan.cues if cue.text and cue.kind == "say"]
    starts, ends = [*(cue.start for cue in said), plan.length], [0, *(cue.end for cue in said)]
    return sum(gap for start, end in zip(starts, ends, strict=True) if (gap := start - end) >= least)


@st.composite
def requests(draw: st.DrawFn) -> tuple[Routine, Selection]:
    """A routine of the catalogue, in any way it may be asked for."""
    asked = routine(draw(st.sampled_from(sorted(coverage.COVERS))))
    conditions = st.lists(st.sampled_from(conditions_of(asked)), unique=True) if conditions_of(asked) else st.just([])
    return asked, Selection(
        wanted=draw(st.sampled_from([(), coverage.optional(asked)])),
        sides=draw(st.sampled_from([SIDES, SIDES[::-1]])),
        rate=draw(st.sampled_from([0.8, 1.0, 1.5])),
        opening=draw(st.sampled_from(["full", "brief"])),
        guidance=draw(st.sampled_from(["learn", "know"])),
        client=tuple(draw(conditions)),
    )


@settings(max_examples=60)
@given(requests(), st.floats(0, 1))
def test_cautions_are_heard_first_whoever_the_client_is(request: tuple[Routine, Selection], share: float) -> None:
    """At any length, level of guidance and form of opening, for any client, each step follows all its cautions."""
    asked, selection = request
    plan = outline(asked, selection)
    shortest, longest = reach(plan)
    timed = lay_out(plan, None, fit_slots(plan, round(shortest + share * (longest - shortest))))
    written = {each.step.location: each.step for each in coverage.spoken(plan.routine)}
    owners = {area.location: n for n, section in enumerate(plan.routine.sections) for area in section.walk()}
    runs = [(owners[stretch.area.location], stretch.side) for stretch in plan.passes]
    heard: set[tuple[object, str]] = set()
    for cue in timed.cues:
        run, segment = runs[cue.section], plan.segments[cue.segment]
        if cue.caution and cue.text:
            heard.add((run, cue.text))
        if segment.step < 0:  # names what follows
            continue
        step = written[segment.location]
        for caution in coverage.CAUTIONS:
            if caution.governs(step, asked):
                words = [text for where, text in heard if where == run]
                assert any(map(caution.heard_in, words)), f"{asked.name}: {step.lines[0].text!r} before {caution.hears}"


def test_a_known_clients_session_is_mostly_quiet() -> None:
    """Fifty minutes of hip work with a known client open in 90 seconds, and 40 % of them is quiet of 30 s or more."""
    plan = planned("deep-hip-release", KNOWN, 50 * MINUTE)
    assert plan.length == 50 * MINUTE
    assert sum(span.end - span.start for span in plan.sections if span.opening) <= 90 * SECOND
    assert quiet(plan, 30 * SECOND) >= 0.4 * plan.length


def test_work_begins_within_four_minutes() -> None:
    """In the shoulder session of a known client, hands rest on the shoulders, or spread oil, within four minutes."""
    sources = {each.step.location: each.step.sources for each in coverage.spoken(routine("shoulders-neck-scalp"))}
    for selection, first in ((Selection(opening="brief"), "H24"), (KNOWN, "S41")):
        plan = planned("shoulders-neck-scalp", selection)
        assert min(cue.start for cue in plan.cues if first in sources.get(cue.location, ())) < 4 * MINUTE
