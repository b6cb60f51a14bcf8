"""Counting: short repeats are counted aloud."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan import Cue, Plan, lay_out
from coach.plan.phrases import MOST_COUNTED, count
from coach.script.timing import MOST_REPEATS
from tests.plan.test_plan import outlined, planned, said


def counted(plan: Plan) -> list[Cue]:
    """The cues that count."""
    return [cue for cue in plan.cues if cue.role == "count"]


def test_short_repeats_are_counted_as_each_begins() -> None:
    """`(x3, 5s)` says the words, then "two" and "three" as each begins, rings no bowl, and keeps its time."""
    plan = planned("- Bend, and hold there softly. (x3, 5s)\n- Next. (5s)")
    assert said(plan)[1:] == ["Bend, and hold there softly.", "Two.", "Three.", "Next."]
    first = next(cue.start for cue in plan.cues if cue.kind == "say" and cue.segment == 1)
    assert [cue.start - first for cue in counted(plan)] == [5000, 10_000]
    assert not plan.overruns
    assert not [cue for cue in plan.cues if cue.sound]


@pytest.mark.parametrize("time", ["x3, 15s", "x3, 2 breaths", "x3, 1s", "20s"])
def test_others_are_not_counted(time: str) -> None:
    """Repeats of 15 s and more are not counted, nor those too short for the longest of their numbers."""
    assert not counted(planned(f"- Bend. ({time})".replace("x3, 1s", "x30, 1s")))


def test_short_repeats_of_breaths_are_counted_on_the_breath_in() -> None:
    """`(x5, 1 breath)` is counted at each breath but the first, which is prompted; the way out is prompted as ever."""
    plan = planned("---\nfor: self\n---\n- Lift. (x5, 1 breath)")
    breaths = [cue for cue in plan.cues if cue.kind == "breath"]
    assert [cue.text for cue in breaths] == [
        "Now breathe in.", "And breathe out.", "Two.", "Slowly out.", "Three.", "And let go.",
        "Four.", None, "Five.", None,
    ]  # fmt: skip
    assert [cue.sound for cue in counted(plan)] == ["inhale"] * 4
    assert all(one.end == two.start for one, two in itertools.pairwise(breaths))


def test_breaths_with_a_second_breath_in_are_counted_once() -> None:
    """The count is said on the first breath in; the second one is prompted in the first cycles, as ever."""
    plan = planned("---\nfor: self\nbreath: 2 in, 1 in, 4 out\n---\n- Sigh. (x4, 1 breath)")
    assert [cue.text for cue in plan.cues if cue.kind == "breath"] == [
        None, "More.", "And breathe out.", "Two.", "More.", "Slowly out.", "Three.", "More.", "And let go.",
        "Four.", None, None,
    ]  # fmt: skip


def test_a_count_without_a_time_lasts_a_breath_each() -> None:
    """`(x3)` is three times as long as a breath cycle, counted; a breath of 15 s and more has the bowl."""
    plan = planned("---\nbreath: 3 in, 5 out\n---\n- Point and bend. (x3)\n- Next. (5s)")
    starts = [next(cue.start for cue in plan.cues if cue.text == text) for text in ("Point and bend.", "Next.")]
    assert starts[1] - starts[0] == 3 * 8000
    assert len(counted(plan)) == 2
    slow = planned("---\nbreath: 6 in, 10 out\n---\n- Point and bend. (x3)")
    assert [cue.sound for cue in slow.cues if cue.kind == "chime"] == ["bowl"] * 3
    assert not counted(slow)


def test_whoever_does_the_step_is_counted_for() -> None:
    """The count is for whom the step's own words are for."""
    plan = planned("> Lift your foot. (x2, 5s)\n\n- Stroke. (x2, 5s)")
    assert [cue.to for cue in counted(plan)] == ["client", "therapist"]
    assert {cue.to for cue in counted(planned("---\nfor: self\n---\n- Lift. (x2, 5s)"))} == {"self"}


def test_both_sides_are_counted_alike() -> None:
    """Each side has the same count at the same times."""
    plan = planned("- Lift the {side} foot. (x3, 6s, each side)")
    assert [(cue.side, cue.text) for cue in counted(plan)] == [
        (side, text) for side in ("left", "right") for text in ("Two.", "Three.")
    ]


def test_the_length_asked_for_does_not_change_the_count() -> None:
    """What is counted as written is counted stretched too, so that the words of the step stay true."""
    segments = outlined("- Lift. (x3, 10s, 5-60s)")
    assert len(counted(lay_out(segments, slots=[None, 60_000, 60_000, 60_000]))) == 2


def test_a_voice_too_slow_for_it_does_not_count() -> None:
    """A number that would not be over in its slot is left out; nothing moves for it."""
    segments = outlined("- Lift. (x3, 3s)\n- Next. (5s)")
    lengths = dict.fromkeys(segments.utterances(), 400)
    quick = lay_out(segments, lengths)
    slow = lay_out(segments, lengths | {cue.utterance: 2900 for cue in counted(quick) if cue.utterance})
    assert (len(counted(quick)), len(counted(slow))) == (2, 0)
    assert quick.length == slow.length
    assert not slow.overruns


@settings(max_examples=30)
@given(st.integers(2, MOST_REPEATS), st.integers(1, 30))
def test_all_numbers_or_none(repeats: int, seconds: int) -> None:
    """A step is counted to its end, or to a hundred, without a gap, or not at all; its time is kept."""
    plan = planned(f"- Go. (x{repeats}, {seconds}s)\n- Next. (5s)")
    numbers = [cue.text for cue in counted(plan)]
    assert numbers in ([], [count(number) for number in range(2, min(repeats, MOST_COUNTED) + 1)])
    start, end = (next(cue.start for cue in plan.cues if cue.text == text) for text in ("Go.", "Next."))
    assert end - start >= repeats * seconds * 1000


def test_numbers_are_words() -> None:
    """Numbers are spelled out, up to a hundred, each differently."""
    assert [count(n) for n in (1, 12, 20, 21, 99, 100)] == [
        "One.", "Twelve.", "Twenty.", "Twenty-one.", "Ninety-nine.", "One hundred.",
    ]  # fmt: skip
    assert len({count(number) for number in range(1, MOST_COUNTED + 1)}) == MOST_COUNTED
