"""Changing a plan under way: more time, and catching up."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan import Plan, fit_slots, lay_out, outline
from coach.plan.edit import MORE, catch_up, more_time
from coach.plan.outline import Outline
from coach.script.reader import parse_routine

TEXT = """
- Settle. (20s, 10-60s)

## Hip (each side)

> [!CAUTION]
> Ease off if it tingles.

- Press on the {side}. (40s, 20-90s)
- Hold. (45s)
- Breathe. (3 breaths)

## Finish

- Stroke. (60s, 20-120s)
- Rest. (30s, 10-90s)
"""


def outlined(text: str = TEXT) -> Outline:
    """The outline of a script."""
    return outline(parse_routine(text, Path("x.md")))


def beat_of(plan: Plan, words: str) -> int:
    """The number of the first step that says this."""
    return next(cue.segment for cue in plan.cues if cue.text and words in cue.text)


def lengths(plan: Plan) -> list[int]:
    """How long each step lasts."""
    return [segment.end - segment.start for segment in plan.segments]


def test_more_time_on_the_left_is_given_on_the_right() -> None:
    """What is added to a step of the first side is added to its twin, and nothing before it moves."""
    segments = outlined()
    before = lay_out(segments)
    here = beat_of(before, "Press on the left")
    added = more_time(segments, {}, here)
    after = lay_out(segments, added=added)
    there = beat_of(before, "Press on the right")
    assert added == {here: MORE, there: MORE}
    assert after.length == before.length + 2 * MORE
    assert after.segments[:here] == before.segments[:here]
    assert after.segments[here].start == before.segments[here].start
    left, right = after.sections[1], after.sections[2]
    assert left.end - left.start == right.end - right.start


def test_more_time_on_the_right_leaves_the_left_alone() -> None:
    """The side that is done is not made longer in hindsight."""
    segments = outlined()
    before = lay_out(segments)
    here = beat_of(before, "Press on the right")
    after = lay_out(segments, added=more_time(segments, {}, here))
    assert after.length == before.length + MORE
    assert after.segments[:here] == before.segments[:here]


def test_more_breaths_are_whole_ones() -> None:
    """A step of breaths gets whole cycles, and they are breathed."""
    segments = outlined()
    before = lay_out(segments)
    here = beat_of(before, "Breathe.")
    after = lay_out(segments, added=more_time(segments, {}, here))

    def inhales(plan: Plan) -> int:
        return sum(cue.sound == "inhale" for cue in plan.cues if cue.segment == here)

    assert (inhales(before), inhales(after)) == (3, 6)
    assert lengths(after)[here] == lengths(before)[here] + 30_000


@settings(max_examples=40)
@given(st.data())
def test_catching_up_takes_only_from_what_may_give(data: st.DataObject) -> None:
    """However late, the rest ends on time or at its shortest; only times with bounds, whose other side is to come,
    are shorter, within their bounds, and the closing rest is not.
    """
    segments = outlined()
    wanted = fit_slots(segments, lay_out(segments).length)
    before = lay_out(segments, None, wanted)
    here = data.draw(st.integers(0, len(segments.segments) - 2))
    late = data.draw(st.integers(-60_000, 200_000))
    remaining = before.length - before.segments[here].end - late
    slots = catch_up(segments, {}, wanted, wanted, {}, here, remaining)
    after = lay_out(segments, None, slots)
    least = {"Settle.": 10_000, "Press on the left.": 20_000, "Press on the right.": 20_000, "Stroke.": 20_000}
    flexible = {beat_of(before, words): length for words, length in least.items()}
    done = {segments.segments[index].pair for index in range(here + 1)} - {None}
    for index, (was, now) in enumerate(zip(lengths(before), lengths(after), strict=True)):
        if index <= here or index not in flexible or segments.segments[index].pair in done:
            assert now == was
        else:
            assert flexible[index] <= now <= was
    if after.length != before.length:
        assert after.length >= before.length - max(late, 0) - 5
    left, right = after.sections[1], after.sections[2]
    assert left.end - left.start == right.end - right.start


def test_time_won_back_is_given_back() -> None:
    """What was shortened to catch up becomes as long as it was when there is time again, and no longer."""
    segments = outlined()
    wanted = fit_slots(segments, lay_out(segments).length)
    before = lay_out(segments, None, wanted)
    late = catch_up(segments, {}, wanted, wanted, {}, 0, before.length - before.segments[0].end - 30_000)
    assert lay_out(segments, None, late).length == before.length - 30_000
    again = catch_up(segments, {}, wanted, late, {}, 0, before.length)
    assert lay_out(segments, None, again) == before
