"""The cursor: where "next", "back" and their like lead."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan import Plan, lay_out, outline
from coach.script.reader import parse_routine
from coach.sound.cursor import Cursor
from coach.units import samples

TEXT = """
## Hip (each side)

> [!CAUTION]
> Tingling means the nerve.

### Glutes

- Knead the {side} side. (20s)

> [!CAUTION]
> Never on the bone.

- Press. (20s)

### Outer hip

> [!CAUTION]
> Gently here.

- Stroke. (20s)
- Hold. (20s)

## Finish

- Rest. (20s)
"""
PLAN = lay_out(outline(parse_routine(TEXT, Path("x.md"))))


def said(plan: Plan, segment: int) -> str:
    """The words of a step."""
    return " ".join(cue.text for cue in plan.cues if cue.segment == segment and cue.text)


def at(plan: Plan, words: str, count: int = 0) -> Cursor:
    """A cursor that has come to a little behind the beginning of the step that says this."""
    cursor = Cursor(plan)
    segments = [index for index in range(len(plan.segments)) if words in said(plan, index)]
    while cursor.segment < segments[count]:
        to_the_end(cursor)
    cursor.advance(samples(1800))
    return cursor


def to_the_end(cursor: Cursor) -> None:
    """Play the step under the cursor."""
    cursor.advance(samples(cursor.plan.segments[cursor.segment].end) - cursor.position)


def heard(cursor: Cursor) -> list[str]:
    """What is said from here to the end, each step played whole."""
    steps = []
    while not cursor.ended:
        steps.append(said(cursor.plan, cursor.segment))
        to_the_end(cursor)
    return steps


def test_skipping_an_area_speaks_the_cautions_on_the_way() -> None:
    """From the middle of an area, the next one begins after the cautions of its section that were not heard yet."""
    cursor = at(PLAN, "Knead the left")
    cursor.skip()
    assert heard(cursor)[:5] == ["Never on the bone.", "Outer hip.", "Gently here.", "Stroke.", "Hold."]


def test_a_caution_that_was_heard_is_not_said_again() -> None:
    """On a skip, only what was not heard is spoken."""
    cursor = at(PLAN, "Never on the bone.")
    to_the_end(cursor)
    cursor.skip()
    assert heard(cursor)[0] == "Outer hip."


def test_skipping_to_another_section_leaves_the_cautions_of_this_one() -> None:
    """What is not done any more needs no cautions; behind the last area is the end."""
    cursor = at(PLAN, "Stroke.", 1)
    cursor.skip()
    assert said(PLAN, cursor.segment) == "Finish."
    cursor.skip()
    assert cursor.ended


def test_going_to_a_step_speaks_its_section_s_cautions() -> None:
    """A session that is resumed in the middle begins with what must be known there."""
    cursor = Cursor(PLAN)
    cursor.go(at(PLAN, "Hold.", 1).segment)
    assert heard(cursor) == [
        "Tingling means the nerve.",
        "Never on the bone.",
        "Gently here.",
        "Hold.",
        "Finish.",
        "Rest.",
    ]


def test_next_leads_through_a_caution_and_skips_two() -> None:
    """A person may go on from a caution, and skip on from a skip."""
    cursor = at(PLAN, "Knead the left")
    cursor.skip()
    cursor.next()
    assert said(PLAN, cursor.segment) == "Outer hip."
    cursor.skip()
    cursor.skip()
    assert PLAN.sections[cursor.section].name == "Glutes, right side"


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(["next", "back", "repeat", "skip"]), st.integers(0, 40_000)), max_size=30))
def test_no_way_leads_past_a_caution(ways: list[tuple[str, int]]) -> None:
    """However a person goes about, no step is begun whose section has cautions before it that were neither heard nor
    gone on from.
    """
    cursor = Cursor(PLAN)
    met: set[str] = set()

    def meet() -> None:
        if cursor.ended:
            return
        segment = cursor.segment
        whole = PLAN.sections[cursor.section].whole
        needed = {
            said(PLAN, index)
            for index in range(segment)
            if PLAN.segments[index].caution and PLAN.sections[PLAN.section_of(index)].whole == whole
        }
        if not PLAN.segments[segment].caution:
            assert needed <= met
        met.add(said(PLAN, segment))

    meet()
    for way, milliseconds in ways:
        left = samples(milliseconds)
        while left and not cursor.ended:
            piece = min(left, samples(PLAN.segments[cursor.segment].end) - cursor.position)
            cursor.advance(piece)
            left -= piece
            meet()
        if not cursor.ended:
            {"next": cursor.next, "back": cursor.back, "repeat": cursor.repeat, "skip": cursor.skip}[way]()
            meet()
