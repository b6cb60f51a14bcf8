"""What a cue is, which step it belongs to, which turn of it, and on which side: kept from the script, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.plan import Plan, Selection, lay_out, outline
from coach.plan.phrases import ENGLISH, PHRASES, phrase, time_left
from coach.script.reader import parse_routine
from coach.units import MINUTE

TEXT = """\
---
title: Evening
---

## Warm-up

- Breathe. (2 breaths)
- Rest. (20s)

## Hips (each side)

> [!CAUTION]
> Mind the {side} knee.

- Left side. (x2, 20s)

### Glutes

- Evening. (20s)

## Finish

- Roll over. (20s, each side)
"""


def planned(text: str, choice: Selection | None = None) -> Plan:
    """The plan of a script, by estimate."""
    return lay_out(outline(parse_routine(text, Path("x.md")), choice or Selection()))


def test_every_line_knows_what_it_is() -> None:
    """Titles, sections, sides, steps, cautions and prompts are told apart also where their words are the same."""
    told = [(cue.role, cue.text) for cue in planned(TEXT).cues if cue.text and cue.role != "prompt"]
    left = [("caution", "Mind the left knee."), ("step", "Left side."), ("section", "Glutes."), ("step", "Evening.")]
    right = [("caution", "Mind the right knee."), *left[1:]]
    assert told == [
        ("title", "Evening."), ("section", "Warm-up."), ("step", "Breathe."), ("step", "Rest."),
        ("section", "Hips."), ("side", "Left side."), *left,
        ("side", "Now the right side."), *right,
        ("section", "Finish."), ("side", "Left side."), ("step", "Roll over."),
        ("side", "Now the right side."), ("step", "Roll over."),
    ]  # fmt: skip


def test_words_have_a_role_and_nothing_else_has() -> None:
    """A cue has a role if and only if it has words; the words with a breath are prompts, and calls are calls."""
    plan = planned(
        "- Lean in. (3 breaths)\n- Hold. (5:00)\n- Turn. (wait)", Selection(calls="all")
    )  # fmt: skip
    for cue in plan.cues:
        assert (cue.role is None) == (cue.text is None)
        assert cue.kind != "breath" or cue.role in ("prompt", None)
    assert [cue.text for cue in plan.cues if cue.role == "prompt"][:2] == ["Now breathe in.", "And breathe out."]
    calls = [cue.text for cue in plan.cues if cue.role == "call"]
    assert "Halfway here." in calls
    assert all(call and call.endswith("here.") for call in calls)


def test_segments_know_step_turn_and_side() -> None:
    """Repeats count their turns, both sides of a step share its number, and what only names something has none."""
    plan = planned("## Hips (each side)\n\n- Press. (x2, 20s)\n\n## Neck\n\n- Turn. (20s, each side)\n")
    told = [(span.step >= 0, span.turn, span.side) for span in plan.segments]
    assert told == [
        (False, (1, 1), "left"), (True, (1, 2), "left"), (True, (2, 2), "left"),
        (False, (1, 1), "right"), (True, (1, 2), "right"), (True, (2, 2), "right"),
        (False, (1, 1), None),
        (False, (1, 1), "left"), (True, (1, 1), "left"), (False, (1, 1), "right"), (True, (1, 1), "right"),
    ]  # fmt: skip
    press, turn = (
        {span.step for span in plan.segments[start:end] if span.step >= 0} for start, end in ((1, 6), (8, 11))
    )
    assert len(press) == len(turn) == 1
    assert press != turn


def test_another_language_is_one_more_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a table for its language, a script is announced, prompted and answered in it; without one, in English."""
    table = {code: f"({code}) {text}" for code, text in PHRASES[ENGLISH].items()}
    monkeypatch.setitem(PHRASES, "xx", table)
    text = "---\nlanguage: xx\n---\n\n## Hüfte (each side)\n\n- Drücken. (1 breath)\n"
    said = {(cue.role, cue.text) for cue in planned(text).cues if cue.role in ("side", "prompt")}
    assert said == {
        ("side", "(left) Left side."), ("side", "(change to right) Now the right side."),
        ("prompt", "(inhale 1) Now breathe in."), ("prompt", "(exhale 1) And breathe out."),
    }  # fmt: skip
    assert time_left(MINUTE, 5 * MINUTE, "xx-AT").startswith("(times left) (minute) 1 minute left here.")
    assert phrase("hold", "yy") == "Hold."


def test_every_table_has_every_phrase() -> None:
    """No language lacks a phrase that another has, and the braces are the same."""
    for table in PHRASES.values():
        assert set(table) == set(PHRASES[ENGLISH])
        for code, text in table.items():
            assert text.count("{") == PHRASES[ENGLISH][code].count("{")
