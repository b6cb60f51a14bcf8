"""Everything that is wrong or doubtful about a script, at once, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import ScriptError
from coach.script.reader import Parsed, parse, parse_routine


def parsed(text: str) -> Parsed:
    """A script that includes nothing."""

    def none(address: str, name: str) -> tuple[str, str]:
        raise FileNotFoundError(address)

    return parse(text, "x.md", none)


def codes(text: str) -> list[str]:
    """The kinds of what is found in a script, in order."""
    return [found.code for found in parsed(text).diagnostics]


def test_six_slips_are_told_in_one_run() -> None:
    """An error does not hide the next, nor does it make others out of what is right."""
    found = parsed(
        "---\ntitel: x\npace: 900\n---\n## A (each sied)\n- go {side} (20s)\n- a (-20s)\n- b (20s, 30s)\n"
        "- c {sied}\n  > d (5s)\n\n> [!CAUTON]\n> e\n\n[f](gone.md)\n\n- 😀\n"
    )
    assert found.routine is None
    assert {each.severity for each in found.diagnostics} == {"error"}
    assert [each.location.line for each in found.diagnostics] == [2, 3, 5, 7, 8, 9, 10, 12, 15, 17]


def test_the_first_error_is_raised() -> None:
    """Whoever wants a routine gets the first error, with its place."""
    with pytest.raises(ScriptError, match=r"x.md:2:4: '-5s' is not a time, which has no sign: write \(5s\)"):
        parse_routine("- ok (5s)\n- (-5s)\n- (x0, 5s)", Path("x.md"))


def test_suggestions_stand_in_place_of_their_span() -> None:
    """What stands from the beginning of a span to its end, replaced by the suggestion, is right."""
    header = ("---\ntags: a\ntitel: b\n---\n- Hold (20s)", "---\ntitle: a: b\n---\n- Hold (20s)")
    steps = ("Hold. (20 secnds)", "Hold. (-20s)", "Hold [20s]", "Hold (20s", "Hold: 20s", "20s hold", "Go (20)")
    for text in (*header, *(f"- {step}" for step in steps)):
        (found,) = parsed(text).diagnostics
        lines = text.split("\n")
        assert found.end is not None
        assert found.suggestion is not None
        assert found.end.line == found.location.line
        line = lines[found.location.line - 1]
        lines[found.location.line - 1] = (
            line[: found.location.column - 1] + found.suggestion + line[found.end.column - 1 :]
        )
        assert parsed("\n".join(lines)).diagnostics == (), lines
        assert parsed("\n".join(lines)).routine


@pytest.mark.parametrize(
    "label",
    ["**Never use on:**", "Avoid:", "### Common mistakes", "## Contraindications", "Red flags", "Do not press:",
     "**Don't**", "Who should not do this:", "## Safety notes"],
)  # fmt: skip
def test_a_list_under_a_label_of_danger_is_doubted(label: str) -> None:
    """Warnings that would be spoken as steps are pointed out; as a caution they are not, nor are other lists."""
    text = f"- Start. (5s)\n\n{label}\n\n- Directly on the spine\n- Bruises\n\n## On\n\n- Go. (5s)"
    assert codes(text) == ["danger-list"]
    assert codes(f"{label}\n\n> [!CAUTION]\n> - Directly on the spine\n\n- Go. (5s)") == []


def test_a_danger_with_its_list_below_it_is_doubted() -> None:
    """The label may be a list item itself."""
    assert codes("- Avoid:\n  - The spine\n- Go (5s)") == ["danger-list"]
    assert codes("- Oil:\n  - Warm it\n- Go (5s)") == []


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("Hold for 30 seconds. (20s)", "said-time"),
        ("Hold for thirty seconds. (20s)", "said-time"),
        ("Stay for half a minute. (1 min)", "said-time"),
        ("Hold for 45 seconds. (45s, 30-90s)", "said-time"),
        ("Hold for 30 seconds.", "said-time"),
        ("Take three slow breaths. (5 breaths)", "said-breaths"),
        ("Hip circles: 30s", "bare-time"),
        ("Hip circles - 30 sec", "bare-time"),
        ("30s hip circles", "bare-time"),
        ("Hip circles [30s]", "bracket"),
        ("Hip circles (30s", "bracket"),
        ("Hold (20s) and rest", "time-in-words"),
        ("Press (eech side)", "near-miss"),
        ("Press. (30z)", "near-miss"),
        ("Repeat on the other side.", "other-side"),
    ],
)
def test_slips_in_a_step(step: str, code: str) -> None:
    """A time or side that is spoken but not kept is doubted."""
    assert codes(f"- {step}\n- Rest. (5s)") == [code]


@pytest.mark.parametrize(
    "step",
    ["Hold for 30 seconds. (30s)", "Hold for 20 to 40 seconds. (30s)", "Hold for {time}. (45s, 30-90s)", "Press (30s)",
     "Take three breaths. (3 breaths)", "Warm the oil for 30 seconds before. (10s)", "Use 2 fingers (20s)",
     "Change sides when you like (wait)", "Ease off, and wait as long as it takes. (20s)", "Press (40 cm)",
     "Every 10 seconds press. (60s)"],
)  # fmt: skip
def test_steps_in_order(step: str) -> None:
    """What agrees, or is about something else, is not doubted."""
    assert codes(f"- {step}\n- Rest. (5s)") == []


def test_a_line_that_belongs_to_nothing() -> None:
    """A line below a step that is not indented is doubted where it begins like one of its own."""
    (found,) = parsed("- Rest\nCalf\n- Knead (5s)").diagnostics
    assert (found.code, found.location.line, found.location.column) == ("stray-line", 2, 1)
    assert codes("- Rest\n  Calf\n- Knead (5s)") == []
    assert codes("- Rest your hands on the lower back, and then on\nthe hips.\n- Knead (5s)") == []


def test_a_lone_time_in_a_long_script() -> None:
    """One time takes from every other step the 20 seconds it would have; a doubt stands at that one."""
    steps = ["- Press"] * 5
    (found,) = parsed("\n".join([*steps, "- Hold (30s)"])).diagnostics
    assert (found.code, found.location.line) == ("lone-time", 6)
    assert codes("\n".join([*steps[:4], "- Hold (30s)"])) == []
    assert codes("\n".join([*steps, "- Hold (30s)", "- Stay (30s)"])) == []


def test_what_is_not_spoken_is_known() -> None:
    """Paragraphs, tables, notes, code and small headings are listed with their lines; comments are not."""
    text = (
        "Intro.\n\n<!-- comment -->\n\n- a (5s)\n\n  Indented.\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "> [!NOTE]\n> Note.\n\n```\ncode\n```\n\n#### Small\n"
    )
    assert [(each.kind, each.text, each.location.line) for each in parsed(text).unspoken] == [
        ("paragraph", "Intro.", 1), ("paragraph", "Indented.", 7), ("table", "a b c d", 9), ("note", "Note.", 13),
        ("code", "code", 16), ("heading", "Small", 20),
    ]  # fmt: skip


def test_windows_lines_tabs_and_marks() -> None:
    """Line ends of other systems, tabs and a byte order mark move no place."""
    found = parsed("\ufeff---\r\ntitle:\tx\r\n---\r\n-\tPress (5 fortnights)\r\n").diagnostics
    assert [(each.location.line, each.location.column) for each in found] == [(4, 10)]


_PIECES = st.sampled_from(
    ["- a (20s)", "- (", "- [", "(", "[pause", "pause]", "[pause 5s]", "(pause)", "30s", "## S (each side)",
     "### A (20 min)", "> q", "> [!CAUTION]", "> c (if varicose veins)", "---", "title: a: b", "layout: x", "- {time}",
     "  - n (2x10)", "", "- {side} go", "[a](a.md)", "[b](parts/b.md)", "a) x (unless pregnancy)", "Step 1: y (learn)",
     "• z (½ min)", "    - four", "**Never:**", "Avoid", "Calf", "| a | b |\n|---|---|\n| c | d |", "```", "\t- t",
     "- Hold for 30 seconds. (20s, 10-60s)"]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=20), max_size=14))
def test_any_text_is_told_with_places_that_exist(lines: list[str]) -> None:
    """Whatever is in a file, everything told lies in it, in order, and there is a routine unless there is an error."""
    text = "\n".join(lines)
    found = parsed(text)
    assert (found.routine is None) == any(each.severity == "error" for each in found.diagnostics)
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    places = [(each.location.line, each.location.column) for each in found.diagnostics]
    assert places == sorted(places)
    for each in found.diagnostics:
        assert 1 <= each.location.line <= last
        assert each.location.column >= 1
        assert each.end is None or (each.location.line, each.location.column) <= (each.end.line, each.end.column)
        assert "\n" not in str(each)
