"""What of a routine is done this time."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import PlanError
from coach.plan import Plan, Selection, lay_out, outline
from coach.script.reader import parse_routine

TEXT = """
## Before
- Ask. (5s)

## Hips (each side)

- Stand at the {side} hip. (5s)

### Glutes

> [!CAUTION]
> Mind the nerve.

- Lean. (9s)

### Piriformis

> [!CAUTION]
> Mind the nerve.

- Rest the elbow there. (9s)

> [!CAUTION]
> Slowly.

- Ease off. (9s)

### Band
- Stroke. (9s)

## Belly (optional)

> [!CAUTION]
> Is that all right?

- Sink. (9s)

## Close
- Turn the head. (9s, each side)
"""


def planned(choice: Selection) -> Plan:
    """The plan of that choice, by estimate."""
    return lay_out(outline(parse_routine(TEXT, Path("x.md")), choice))


def said(choice: Selection) -> list[str]:
    """Every line spoken, in order, but for titles and sides."""
    titles = {"x.", "Before.", "Hips.", "Glutes.", "Piriformis.", "Band.", "Belly.", "Close."}
    sides = {"Left side.", "Right side.", "Now the left side.", "Now the right side."}
    return [
        cue.text for cue in planned(choice).cues if cue.kind == "say" and cue.text and cue.text not in titles | sides
    ]


def test_from_begins_with_an_area_and_its_cautions() -> None:
    """A session begins with the area named; the way into it and the cautions passed over are heard, on both sides."""
    side = ["Mind the nerve.", "Rest the elbow there.", "Slowly.", "Ease off.", "Stroke."]
    assert said(Selection(start="piri")) == [
        "Stand at the left hip.", *side, "Stand at the right hip.", *side, "Turn the head.", "Turn the head.",
    ]  # fmt: skip


def test_only_does_nothing_else() -> None:
    """Only what is named is done, an area with the cautions of those before it; several names do all of them."""
    assert said(Selection(only=("band",), sides=("left",))) == [
        "Stand at the left hip.", "Mind the nerve.", "Slowly.", "Stroke.",
    ]  # fmt: skip
    assert said(Selection(only=("before", "close"), sides=("left",))) == ["Ask.", "Turn the head."]


def test_the_whole_name_wins() -> None:
    """A section is meant by its whole title before those that have it in theirs."""
    text = "## Neck\n- One. (5s)\n## Neck stretch\n- Two. (5s)"
    plan = lay_out(outline(parse_routine(text, Path("x.md")), Selection(only=("neck",))))
    assert [span.title for span in plan.sections] == ["Neck"]


def test_to_name_an_optional_section_is_to_ask_for_it() -> None:
    """An optional section comes in by any of the three ways to name it; its own cautions come with it."""
    for choice in (Selection(wanted=("belly",)), Selection(start="belly"), Selection(only=("belly",))):
        lines = said(choice)
        assert lines[lines.index("Is that all right?") + 1] == "Sink."


def test_sides_in_any_order() -> None:
    """The right side may come first, or one side be done alone; steps on each side likewise."""
    sides = [span.side for span in planned(Selection(sides=("right", "left"))).sections]
    assert sides == [None, *["right"] * 4, *["left"] * 4, None]
    lines = [cue.text for cue in planned(Selection(sides=("right",))).cues]
    assert "Stand at the right hip." in lines
    assert "Right side." in lines
    assert not {"Now the right side.", "Stand at the left hip.", "Left side."} & set(lines)
    assert said(Selection(sides=("right",))).count("Turn the head.") == 1


def test_rate_changes_speech_but_never_hurries_a_caution() -> None:
    """A higher rate shortens words, not cautions; a lower one lengthens both."""

    def lengths(rate: float) -> dict[bool, int]:
        cues = [cue for cue in planned(Selection(rate=rate)).cues if cue.kind == "say"]
        return {
            caution: sum(cue.end - cue.start for cue in cues if cue.caution is caution) for caution in (True, False)
        }

    slow, written, fast = lengths(0.8), lengths(1.0), lengths(1.3)
    assert fast[False] < written[False] < slow[False]
    assert fast[True] == written[True] < slow[True]


@pytest.mark.parametrize(
    ("choice", "complaint"),
    [
        (Selection(start="piriforms"), "has no section 'piriforms'. Did you mean 'Piriformis'"),
        (Selection(only=("xyz",)), "has no section 'xyz'. It has 'Before', 'Hips'"),
        (Selection(wanted=("hips",)), "has no optional section 'hips'. It has 'Belly'"),
        (Selection(start="close", only=("before",)), "--only names what comes before --from"),
    ],
)
def test_a_name_that_is_not_there(choice: Selection, complaint: str) -> None:
    """A name no section has is refused with those there are."""
    with pytest.raises(PlanError, match=complaint):
        planned(choice)
