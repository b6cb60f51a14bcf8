"""Introductions: what tones mean is said once, where they are first heard."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan import Plan, Selection, fit_slots, lay_out, outline
from coach.script.reader import parse_routine
from coach.units import MINUTE
from tests.plan.test_plan import outlined, planned

BELL = "This bell means that the next part begins."
TWO = "Two bells mean that you change sides."
BOWL = "When you hear this low bowl, ease off and go on."

LONG = """
- Stand. (100s, 5s-3min)

## Back

- Hold. (60s)

## Hips (each side)

- Press. (x2, 40s)

## Legs (each side)

- Hold. (60s, 10-90s)
"""


def told(plan: Plan) -> list[str | None]:
    """The introductions, in order."""
    return [cue.text for cue in plan.cues if cue.role == "tone"]


def test_each_tone_is_introduced_right_after_it_is_first_heard() -> None:
    """Each of the three is told once in a session, right after the tone, to whoever works."""
    plan = planned(LONG.replace("100s, 5s-3min", "20s"))
    assert told(plan) == [BELL, BOWL, TWO]
    heard: set[str] = set()
    for before, cue in zip(plan.cues, plan.cues[1:], strict=False):
        if before.kind == "chime" and before.sound:
            assert (cue.role == "tone") == (before.sound not in heard)
            heard.add(before.sound)
    assert {cue.to for cue in plan.cues if cue.role == "tone"} == {"therapist"}
    assert {cue.to for cue in planned(f"---\nfor: self\n---\n{LONG}").cues if cue.role == "tone"} == {"self"}


def test_the_bowl_is_introduced_before_it_may_end_a_step() -> None:
    """Its meaning stands at the beginning of the area, before the first words of it and outside of every slot."""
    plan = planned(LONG)
    bowl = next(cue for cue in plan.cues if cue.text == BOWL)
    first = next(cue for cue in plan.cues if cue.text == "Stand.")
    assert bowl.end < first.start
    assert plan.segments[bowl.segment].step == -1
    after = next(cue.start for cue in plan.cues if cue.text == BELL)
    assert 100_000 < after - first.start < 104_000


@pytest.mark.parametrize("text", ["- Hold. (60s)\n## Next\n- Hold. (60s)", "- Walk. (6 min, 2-9 min)\n- Turn. (10s)"])
def test_what_is_short_has_none_and_what_is_not_heard_is_not_told(text: str) -> None:
    """A session under five minutes has no introductions; a longer one those of the tones it has."""
    assert told(planned(text)) == ([] if "Next" in text else [BOWL])
    assert not told(planned("".join(f"- Step {number}. (20s)\n" for number in range(30))))


def test_the_same_script_has_the_same_with_every_voice_and_length() -> None:
    """Neither slow voices nor the length asked for change what is introduced, or where."""
    segments = outlined(LONG)
    for speed in (200, 2000, 9000):
        assert told(lay_out(segments, dict.fromkeys(segments.utterances(), speed))) == [BOWL, BELL, TWO]
    for minutes in (6, 10):
        assert told(lay_out(segments, slots=fit_slots(segments, minutes * MINUTE))) == [BOWL, BELL, TWO]


def test_who_begins_later_hears_them_there() -> None:
    """A session that begins with a later area has its introductions there."""
    plan = lay_out(outline(parse_routine(LONG, Path("x.md")), Selection(start="hips")))
    assert told(plan) == [BOWL, TWO, BELL]


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.lists(st.sampled_from(["60s", "8s", "x2, 40s", "x3, 5s", "9 breaths", "45s, each side"]), min_size=1),
        ),
        min_size=1,
        max_size=5,
    ),
    st.integers(200, 4000),
)
def test_sides_stay_equal(sections: list[tuple[bool, list[str]]], speed: int) -> None:
    """Whatever is introduced where, both passes of a sided section last the same, step for step, with any voice."""
    lines = []
    for number, (sided, times) in enumerate(sections):
        lines.append(f"## Part {number}{' (each side)' if sided else ''}")
        lines += [f"- Step. ({time.removesuffix(', each side') if sided else time})" for time in times]
    segments = outlined("\n".join(lines))
    lengths = {each: speed + 37 * number for number, each in enumerate(segments.utterances())}
    plan = lay_out(segments, lengths)
    sided_spans = [span for span in plan.sections if span.side]
    for left, right in zip(sided_spans[::2], sided_spans[1::2], strict=True):
        assert left.end - left.start == right.end - right.start
        starts = [
            [cue.start - span.start for cue in plan.between(span.start, span.end) if cue.role == "step"]
            for span in (left, right)
        ]
        assert starts[0] == starts[1]
    texts = told(plan)
    assert len(texts) == len(set(texts))
    rung = {cue.sound for cue in plan.cues if cue.kind == "chime"}
    if texts:
        assert len(rung) == len(texts)
