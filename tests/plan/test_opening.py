"""The opening check: which form of it is heard, and that nothing passes it without a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import PlanError, ScriptError
from coach.plan import Plan, Selection, lay_out, outline
from coach.plan.selection import OpeningForm
from coach.script.reader import parse_routine

TEXT = """
## All questions (opening check)

- Is there anything I should know?

## Anything new (opening check, brief)

- Is anything new today?

## Hips (each side)

- Press. (20s)

## Neck

- Hold. (20s)

## Belly (optional)

- Sink. (20s)
"""


def plan(selection: Selection) -> Plan:
    """The plan of what is selected."""
    return lay_out(outline(parse_routine(TEXT), selection))


def titles(selection: Selection) -> list[str]:
    """The titles of the sections, without repeats."""
    return list(dict.fromkeys(span.title for span in plan(selection).sections))


def test_a_whole_session_begins_with_all_questions() -> None:
    """By itself a session asks everything, and only the section that does so belongs to the opening check."""
    assert titles(Selection()) == ["All questions", "Hips", "Neck"]
    assert [span.opening for span in plan(Selection()).sections] == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "selection", "complaint"),
    [
        (TEXT, Selection(only=("anything new",)), "but the opening questions.*: name a section to do"),
        (TEXT, Selection(only=("anything new",), opening="none"), "but the opening questions.*: name a section to do"),
        ("## All (opening check)\n- Well?", Selection(), "but the opening questions.*: write a section to do"),
        ("## All (opening check)\n- Well?", Selection(opening="none"), "but the opening questions"),
        (
            "## All (opening check)\n- Well?\n## Belly (optional)\n- Sink.",
            Selection(),
            "Every section of 'routine' but the opening questions is optional: name one, such as --with \"Belly\"",
        ),
    ],
)
def test_the_opening_questions_alone_are_no_session(text: str, selection: Selection, complaint: str) -> None:
    """Where nothing to do is left after the questions, the sentence says so, and names no option that was not given."""
    with pytest.raises(PlanError, match=complaint) as told:
        outline(parse_routine(text), selection)
    assert "--from" not in str(told.value)


@pytest.mark.parametrize(
    "part", [Selection(start="neck"), Selection(only=("neck",)), Selection(("belly",), ("belly",))]
)
def test_a_part_begins_with_whether_anything_is_new(part: Selection) -> None:
    """Who begins in the middle is asked what is new, then comes to the part."""
    assert titles(part)[0] == "Anything new"
    assert "All questions" not in titles(part)


@given(st.sampled_from(["full", "brief"]), st.sampled_from(["", "hips", "neck"]), st.sampled_from([(), ("neck",)]))
def test_the_form_that_is_asked_for_is_heard(form: OpeningForm, start: str, only: tuple[str, ...]) -> None:
    """Whatever is selected, the form of the opening that is asked for comes first, and the other is not heard."""
    try:
        heard = titles(Selection(start=start, only=only, opening=form))
    except PlanError:
        return
    assert heard[0] == {"full": "All questions", "brief": "Anything new"}[form]
    assert len({"All questions", "Anything new"} & set(heard)) == 1


def test_practice_has_no_questions() -> None:
    """Without a client there is nobody to ask."""
    assert titles(Selection(opening="none")) == ["Hips", "Neck"]


def test_a_routine_with_one_form_has_that_one() -> None:
    """Where the form that is asked for is not there, the other is heard: never none."""
    text = TEXT.replace("## Anything new (opening check, brief)\n\n- Is anything new today?\n", "")
    made = lay_out(outline(parse_routine(text), Selection(opening="brief")))
    assert made.sections[0].title == "All questions"


@pytest.mark.parametrize("text", ["### Hips (opening check)\n- Press. (20s)", "- Press. (20s, brief)"])
def test_only_a_section_can_be_the_opening_check(text: str) -> None:
    """An area cannot be it, and (brief) by itself is a form of nothing."""
    with pytest.raises(ScriptError):
        parse_routine(text)
