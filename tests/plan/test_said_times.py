"""Times in words, pauses within a step, and repeats in sets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan import Plan
from coach.plan.phrases import length_said
from coach.plan.planner import Planner
from coach.script.reader import parse_routine


def planner(text: str, target: int | None = None) -> Planner:
    """The planner of a script."""
    return Planner.of_routine(parse_routine(text), target=target)


def said(plan: Plan) -> list[tuple[str, int]]:
    """The words of each step that has any, and how long it lasts, in milliseconds."""
    return [
        (cue.text or "", plan.segments[cue.segment].end - plan.segments[cue.segment].start)
        for cue in plan.cues
        if cue.role == "step"
    ]


@pytest.mark.parametrize(
    ("bracket", "words"),
    [
        ("45s", "45 seconds"), ("1 min", "1 minute"), ("90s", "1 minute 30 seconds"), ("x3, 20s", "20 seconds"),
        ("6 breaths", "6 breaths"), ("1 breath", "1 breath"), ("wait, 2:30", "2 minutes 30 seconds"),
        ("45s, 30-90s", "45 seconds"), ("x5", "10 seconds"), ("1 h 5 min", "1 hour 5 minutes"),
    ],
)  # fmt: skip
def test_the_words_say_the_time_as_written(bracket: str, words: str) -> None:
    """`{time}` is the time of one repeat, in words."""
    assert said(planner(f"- Hold for {{time}}. ({bracket})").plan())[0][0] == f"Hold for {words}."


FITTED = """## A (each side)
- Hold the {side} for {time}. (45s, 30-90s)
- Stay. (60s, 20-200s)
  > Breathe for {time}.
- Rest. (60s, 10-300s)
"""


@settings(max_examples=40)
@given(st.integers(260, 900))
def test_words_and_time_agree_at_any_length(seconds: int) -> None:
    """However a session is fitted, a step lasts what its words say, on both sides, and the whole what was asked."""
    made = planner(FITTED, seconds * 1000)
    plan = made.plan()
    assert abs(plan.length - seconds * 1000) <= 10
    for text, lasting in said(plan):
        if " for " in text.lower():
            assert length_said(lasting) in text
            assert lasting % 1000 == 0


def test_where_nothing_else_can_give_way_the_words_are_near() -> None:
    """If every step says its time, the words are rounded to what is near enough, and the whole is still exact."""
    for seconds in range(60, 90):
        plan = planner("- Hold for {time}. (45s, 30-90s)\n- End. (5s)", seconds * 1000).plan()
        assert abs(plan.length - seconds * 1000) <= 10
        text, lasting = said(plan)[0]
        assert any(length_said(lasting + 500 * near) in text for near in range(-5, 6))


def test_pauses_are_kept_within_and_after_a_line() -> None:
    """A pause is the quiet between two lines of a step, and its end where it has no time."""
    plan = planner("- In. [pause 10s] Out. (pause 8s)\n- End. (5s)").plan()
    first, second, third = [cue for cue in plan.cues if cue.role == "step"]
    assert (first.text, second.text, third.text) == ("In.", "Out.", "End.")
    assert second.start - first.end >= 10_000
    assert third.start - second.end >= 8_000
    slot = planner("- In. [pause 10s] Out. (30s)\n- End. (5s)").plan()
    assert said(slot)[0][1] == 30_000


def test_sets_are_counted_from_one_again() -> None:
    """Two rounds of three are counted one, two, three, and again."""
    plan = planner("- Press. (2x3, 8s)").plan()
    assert [cue.text for cue in plan.cues if cue.role == "count"] == ["Two.", "Three.", "One.", "Two.", "Three."]
    assert [segment.end - segment.start for segment in plan.segments[1:]] == [8000] * 6
