"""The view: what there is to show of a session at one moment."""

from __future__ import annotations

import itertools
import json
from bisect import bisect_right
from dataclasses import asdict, fields, replace
from pathlib import Path

from coach.live.view import Notice, ShownLine, ShownStep, View, snapshot, view_from_values
from coach.plan import Plan, Selection, lay_out, outline
from coach.script.reader import parse_routine
from coach.sound import State

TEXT = """\
---
title: Hips
breath: 4-2-6-1
---

## Warm-up

> [!CAUTION]
> Mind the nerve.

- Palms on the back. (20s)
  > Breathe with me.
- Wait for the breath. (2 breaths)

## Piriformis (each side)

- Lean in on the {side}. (x2, 20s)
- (30s)

## To finish

- Roll over. (wait, 20s)
"""


SPEAKER_GONE = Notice("trouble", "The speaker is gone.")


def step(*texts: str) -> ShownStep:
    """A step that says this to the therapist."""
    return ShownStep("step", tuple(ShownLine(text, "therapist") for text in texts))


def planned(text: str = TEXT) -> Plan:
    """The plan of a script, its words as long as a real voice's might be."""
    segments = outline(parse_routine(text, Path("hips.md")))
    return lay_out(segments, {u: 60 * len(u.words) for u in segments.utterances()})


def at(plan: Plan, position: int, state: State = "playing") -> View:
    """The view with the cursor at `position` milliseconds."""
    return snapshot(plan, position, bisect_right([segment.start for segment in plan.segments], position) - 1, state)


def beat_saying(plan: Plan, text: str) -> int:
    """The step in which a text is said first."""
    return next(cue.segment for cue in plan.cues if cue.text == text)


def view_of(plan: Plan, text: str, after: int = 0) -> View:
    """The view so many milliseconds after the step with a text has begun."""
    return at(plan, plan.segments[beat_saying(plan, text)].start + after)


def test_a_step_is_told_whole() -> None:
    """Who is spoken to, what a caution is, the times left and what comes next are all in the view."""
    plan = planned()
    view = view_of(plan, "Palms on the back.", 5000)
    assert (view.title, view.area, view.side, view.area_number, view.areas) == ("Hips", "Warm-up", None, 1, 4)
    palms, breathe = ShownLine("Palms on the back.", "therapist"), ShownLine("Breathe with me.", "client")
    assert view.step == ShownStep("step", (palms, breathe))
    assert (view.step_left, view.step_length) == (15_000, 20_000)
    assert view.area_left == plan.sections[0].end - view.position
    assert view.session_left == plan.length - view.position
    assert view.next_step == step("Wait for the breath.")
    assert view.next_area is None
    caution = view_of(plan, "Mind the nerve.")
    assert caution.step == ShownStep("caution", (ShownLine("Mind the nerve.", "therapist"),))


def test_what_only_names_an_area_or_a_side_is_no_words() -> None:
    """While a title or a side is announced, the view has it as area and side, and the next real step as next."""
    plan = planned()
    view = view_of(plan, "Now the right side.")
    assert (view.area, view.side, view.step) == ("Piriformis", "right", ShownStep("opening"))
    assert view.next_step == step("Lean in on the right.")
    before = view_of(plan, "Wait for the breath.")
    assert (before.next_area, before.next_side) == ("Piriformis", "left")
    assert at(plan, 0).step == ShownStep("opening")


def test_repeats_and_rests_say_what_they_are() -> None:
    """A repeat shows its step's words and its turn; a wordless rest is called one; after the last comes nothing."""
    plan = planned()
    view = view_of(plan, "Lean in on the left.", 21_000)
    assert view.step == step("Lean in on the left.")
    assert view.turn == (2, 2)
    assert view.next_step == ShownStep("rest")
    assert view_of(plan, "Lean in on the left.", 41_000).step == ShownStep("rest")
    assert view_of(plan, "Roll over.").next_step is None


def test_a_side_that_belongs_to_a_step_is_shown() -> None:
    """Where a single step is done on each side, the view has the side, from its announcement on."""
    plan = planned("## Legs\n\n- Lift it. (20s, each side)\n")
    assert view_of(plan, "Left side.").side == "left"
    assert view_of(plan, "Lift it.").side == "left"
    assert view_of(plan, "Now the right side.").side == "right"


def test_words_like_the_programs_own_are_a_step() -> None:
    """A step that says "Breathe.", "Rest.", a side, a title or an area is shown, and is told as the next."""
    for text in ("Breathe.", "Rest.", "Left side.", "Now the right side.", "Hips.", "Legs."):
        for time in ("20s", "2 breaths", "x2, 20s", "wait"):
            plan = planned(f"---\ntitle: Hips\n---\n\n## Legs\n\n- Lift it. (20s)\n- {text} ({time})\n- End. (5s)\n")
            assert view_of(plan, "Lift it.").next_step == step(text)
            first = next(
                index for index, span in enumerate(plan.segments) if span.step > plan.segments[index - 1].step > 0
            )
            shown = at(plan, plan.segments[first].start)
            assert (shown.step, shown.side, shown.next_step) == (step(text), None, step("End."))


def test_a_time_call_is_no_words_of_its_step() -> None:
    """What is called out in a step is not shown as if the step said it, nor does it part a step from its repeats."""
    segments = outline(parse_routine("- Press. (x2, 3:00)\n- Turn. (5:00)\n", Path("x.md")), Selection(calls="all"))
    plan = lay_out(segments)
    steps = [index for index, span in enumerate(plan.segments) if span.step >= 0]
    assert {cue.segment for cue in plan.cues if cue.role == "call"} == set(steps)
    press, turn = step("Press."), step("Turn.")
    views = [at(plan, plan.segments[segment].start) for segment in steps]
    assert [(view.step, view.turn, view.next_step) for view in views] == [
        (press, (1, 2), turn), (press, (2, 2), turn), (turn, (1, 1), None),
    ]  # fmt: skip


def test_the_breath_rises_and_falls_with_its_sound() -> None:
    """Fullness follows the cues: up through an inhale, full in a hold, down through an exhale, empty in the rest."""
    plan = planned()
    cues = [cue for cue in plan.cues if cue.kind == "breath"]

    def breath(index: int, way: float) -> tuple[str, float, int]:
        cue = cues[index]
        found = at(plan, cue.start + round((cue.end - cue.start) * way)).breath
        assert found is not None
        assert (found.start, found.end) == (cue.start, cue.end)
        return found.phase, found.fullness, found.left

    assert breath(0, 0.25) == ("inhale", 0.25, 2)
    assert breath(1, 0.5) == ("hold", 1.0, 2)
    assert breath(2, 0.25) == ("exhale", 0.75, 2)
    assert breath(3, 0.5) == ("rest", 0.0, 2)
    assert breath(4, 0.5) == ("inhale", 0.5, 1)
    before = view_of(plan, "Wait for the breath.").breath
    assert before is not None
    start = plan.segments[cues[0].segment].start
    assert (before.phase, before.fullness, before.left, before.start, before.end) == (
        "ready", 0.0, 2, start, cues[0].start
    )  # fmt: skip
    assert view_of(plan, "Roll over.").breath is None


def test_two_breaths_in_rise_without_a_step_back() -> None:
    """Fullness climbs through both, stands still between them, and falls once: nothing jumps from phase to phase."""
    text = "---\nbreath: 2 in, hold 0.5, 1 in, 4 out\n---\n- Sigh. (2 breaths)"
    plan = lay_out(outline(parse_routine(text, Path("x.md"))))
    first, held, second, out, *rest = (cue for cue in plan.cues if cue.kind == "breath")
    seen = [at(plan, position).breath for position in range(first.start, out.end, 50)]
    assert all(seen)
    breaths = [breath for breath in seen if breath]
    full = [breath.fullness for breath in breaths]
    top = full.index(max(full))
    assert (full[0], full[top]) == (0.0, 1.0)
    assert full[:top] == sorted(full[:top])
    assert full[top:] == sorted(full[top:], reverse=True)
    assert max(abs(two - one) for one, two in itertools.pairwise(full)) < 0.03
    assert list(dict.fromkeys(breath.phase for breath in breaths)) == ["inhale", "hold", "top up", "exhale"]
    assert {breath.left for breath in breaths} == {2}
    now = at(plan, second.start).breath
    assert now is not None
    assert (now.phase, now.fullness, now.start, now.end) == ("top up", 2 / 3, second.start, second.end)
    assert (held.end, len(rest)) == (second.start, 4)


def test_the_bar_has_its_chapters() -> None:
    """Progress and chapter marks are parts of the session; a cursor ahead of its step is within bounds."""
    plan = planned()
    view = at(plan, plan.length)
    assert view.progress == 1.0
    assert view.marks == tuple(section.start / plan.length for section in plan.sections)
    early = snapshot(plan, plan.length, 0, "playing")
    assert (early.step_left, early.area_left, early.session_left) == (0, 0, 0)


def test_a_view_is_plain_data() -> None:
    """Every view can be carried by JSON as it is, and what is carried is all of it."""
    plan = planned()
    for position in range(0, plan.length, 3000):
        given = asdict(replace(at(plan, position), notices=(SPEAKER_GONE, Notice("volume", 80))))
        carried = json.loads(json.dumps(given))
        assert set(carried) == {field.name for field in fields(View)}
        assert _tuples(carried) == given


def _tuples(data: object) -> object:
    """The same with tuples for lists."""
    if isinstance(data, dict):
        return {key: _tuples(value) for key, value in data.items()}
    return tuple(map(_tuples, data)) if isinstance(data, list) else data


def test_it_comes_back_from_json() -> None:
    """A view that was sent to another process as JSON is the same view there, at every moment of a session."""
    plan = planned()
    for position in range(0, plan.length, 997):
        view = replace(at(plan, position), notices=(SPEAKER_GONE, Notice("volume", 80)))
        assert view_from_values(json.loads(json.dumps(asdict(view)))) == view
