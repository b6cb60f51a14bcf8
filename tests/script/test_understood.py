"""What people write, understood as it stands: brackets, bullets, numbering, encodings, front matter."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import ScriptError
from coach.script.bracket import Bracket, written
from coach.script.reader import parse, parse_routine, read_routine
from coach.script.routine import Routine, Time
from coach.script.timed_words import is_timing, split_bracket, split_pauses
from coach.script.timing import parse_bracket


def routine(text: str) -> Routine:
    """The routine of a script that stands nowhere."""
    return parse_routine(text, Path("x.md"))


def words(text: str) -> list[str]:
    """The words of every step, in order."""
    return [" ".join(line.text for line in step.lines) for section in routine(text).sections for step in section.steps]


@pytest.mark.parametrize(
    ("inside", "form"),
    [
        ("30s each side", "(30s, each side)"),
        ("30s/side", "(30s, each side)"),
        ("30 s per leg", "(30s, each side)"),
        ("each leg", "(each side)"),
        ("L/R", "(each side)"),
        ("3x30s", "(x3, 30s)"),
        ("3 x 30 s each side", "(x3, 30s, each side)"),
        ("30s x 3", "(x3, 30s)"),
        ("2x10", "(2x10)"),
        ("3 sets of 10 reps", "(3x10)"),
        ("3 rounds", "(x3)"),
        ("8-10 reps", "(x8)"),
        ("30s hold", "(30s)"),
        ("hold for 30 seconds", "(30s)"),
        ("about 30 sec.", "(30s)"),
        ("1m30s", "(1:30)"),
        ("1:30 min", "(1:30)"),
        ("1'30\"", "(1:30)"),
        ("½ min", "(30s)"),
        ("1½ min", "(1:30)"),
        ("1,5 min", "(1:30)"),
        ("5-8 breaths", "(5-8 breaths)"),
        ("5 deep, slow breaths", "(5 breaths)"),
        ("30s each direction", "(x2, 30s)"),
        ("pause", "(pause 5s)"),
        ("10s pause", "(pause 10s)"),
        ("Wait, 2:30", "(wait, 2:30)"),
        ("20s, learn", "(20s, learn)"),
        ("unless Varicose  Veins or pregnancy", "(unless varicose veins or pregnancy)"),
        ("8s, learn, unless no lifts", "(8s, learn, unless no lifts)"),
    ],
)
def test_brackets_people_write(inside: str, form: str) -> None:
    """Each form means what the one we recommend means, and that one is read as itself."""
    assert is_timing(inside)
    assert written(parse_bracket(inside)) == form
    assert parse_bracket(form[1:-1]) == parse_bracket(inside)


@pytest.mark.parametrize(
    "inside",
    ["4-5 feet", "3 fingers", "7/10", "50 % pressure", "90 degrees", "2nd toe", "½ turn", "10 kg", "both hands",
     "each side of the spine", "each time you breathe", "wait for the breath", "for the neck", "hold the rib",
     "unless it hurts", "...", "not the fingers", "pause at the top"],
)  # fmt: skip
def test_brackets_that_are_words(inside: str) -> None:
    """What counts something other than time, and what only begins like timing, is spoken."""
    assert split_bracket(f"Press ({inside})") == (f"Press ({inside})", None)


@pytest.mark.parametrize(
    "inside", ["5 fortnights", "20 secnds", "20", "-20s", "20s, 30s", "5 minuts", "each sied", "30s gently"]
)
def test_nonsense_is_no_words(inside: str) -> None:
    """A time with a slip in it is never read aloud: it is an error."""
    assert is_timing(inside)
    with pytest.raises(ScriptError):
        routine(f"- Press. ({inside})")


def test_bounds_of_breaths_are_kept() -> None:
    """Five to eight breaths are five, and that eight would do is known."""
    assert parse_bracket("5-8 breaths").time == Time(breaths=5, breath_bounds=(5, 8))


def test_several_closing_brackets_are_one() -> None:
    """A time and its sides may stand in brackets of their own; words in another bracket stay words."""
    assert split_bracket("Press (3 fingers) (30s) (each side)") == ("Press (3 fingers)", "30s, each side")


def test_pauses_within_a_line() -> None:
    """A pause in any bracket is quiet after the words before it; one at the end is the step's."""
    assert split_pauses("In. [pause 10s] Out (pause)") == [("In.", 10_000), ("Out", 5_000)]
    first, rest, last = routine("- In. [pause 10s] Out. (20s)\n\n[pause 8s]\n\n- End.").sections[0].steps
    assert [(line.text, line.pause) for line in first.lines] == [("In.", 10_000), ("Out.", 0)]
    assert first.time == Time(20_000)
    assert (rest.lines, rest.time) == ((), Time(8_000))
    assert last.lines[0].text == "End."


@pytest.mark.parametrize(
    "bullet",
    ["•", "‣", "◦", "▪", "●", "·", "○", "➢", "►", "◆", "✓", "–", "—", "-", "*", "+", "→", "\uf0b7",
     "1-", "1)", "(1)", "a)", "(b)", "i)", "a.", "1:", "o\t"],
)  # fmt: skip
def test_bullets_and_numbering(bullet: str) -> None:
    """Whatever stands before the lines of a list, it is a list."""
    assert words(f"{bullet} Sit down\n{bullet} Press\n{bullet} Rest") == ["Sit down", "Press", "Rest"]


def test_steps_by_number() -> None:
    """`Step 1:` numbers a step, bold or not; the number is not spoken, and columns stay as they are."""
    text = "Step 1: Sit\n**Step 2:** Press {sied}\nStep 3 - Rest"
    assert words(text.replace(" {sied}", "")) == ["Sit", "Press", "Rest"]
    with pytest.raises(ScriptError, match="2:19"):
        routine(text)


def test_lists_indented_by_four() -> None:
    """A list that is indented like code is a list."""
    assert words("Do:\n\n    - Sit\n    - Press\n        - Deep\n\n- Rest") == ["Sit", "Press", "Deep", "Rest"]
    assert words("\t- Sit\n\t- Press\n") == ["Sit", "Press"]
    with pytest.raises(ScriptError, match="3:7"):
        routine("    - Sit\n    - Press\n    - {sied}")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1251"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """Text of any common encoding is read; where it had to be guessed, a doubt names the guess."""
    said = "Сядьте удобно и дышите медленно" if encoding == "cp1251" else "Größer – “ruhig” atmen"
    path = tmp_path / "x.md"
    path.write_bytes(f"- Sit down.\r\n- {said}\r\n".encode(encoding))
    read = read_routine(path)
    assert read.sections[0].steps[1].lines[0].text == said
    guessed = [str(doubt) for doubt in read.doubts]
    assert bool(guessed) == (encoding in ("cp1252", "cp1251", "utf-16-le", "utf-16-be"))
    if encoding == "cp1252":
        assert "x.md:2:1" in guessed[0]
        assert "Windows-1252" in guessed[0]


def test_no_control_character_reaches_a_voice_or_a_terminal() -> None:
    """Control characters are removed, those beyond ASCII too; what was Windows-1252 is read as it was meant."""
    controls = "".join(map(chr, [*range(9), *range(11, 13), *range(14, 32), 0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D]))
    assert words(f"- Press{controls} the heel.") == ["Press the heel."]
    assert words("- Don\x92t \x93bounce\x94 \x96 wait\x85 \x9b2J") == ["Don’t “bounce” – wait… ›2J"]


def test_foreign_front_matter() -> None:
    """Keys of other programs are doubts, those with a slip are errors, and a colon in a value is a doubt."""
    header = "title: Neck: deep work\nlayout: post\ndate: 2024-01-01\naliases: [a, b]\nTags: [x]\nx: {{ y }}"
    text = f"---\n{header}\n---\n- a"
    read = routine(text)
    assert read.title == "Neck: deep work"
    assert read.header.tags == ("x",)
    assert [doubt.location.line for doubt in read.doubts] == [2, 3, 4, 5, 7, 7]
    assert read.doubts[0].suggestion == "'Neck: deep work'"
    for slip in ("titel", "tag", "fro", "langauge", "breaths"):
        with pytest.raises(ScriptError, match=f"unknown key '{slip}'. Did you mean"):
            routine(f"---\n{slip}: x\n---\n- a")


def test_a_heading_keeps_no_time() -> None:
    """A time on a heading is no part of its title, and a doubt says where times go."""
    read = routine("## Warm-up (20 min)\n- a (5s)")
    assert read.sections[0].title == "Warm-up"
    (doubt,) = read.doubts
    assert "give times to the steps below" in doubt.message
    assert (doubt.location.line, doubt.location.column) == (1, 13)


def test_time_in_words_needs_a_time() -> None:
    """`{time}` is understood in a step with a time, and in its words to the client; elsewhere it is an error."""
    assert routine("- Hold for {time}. (20s)\n  > Stay {time}.")
    assert routine("- Hold for {time}.")  # in a script without times every step has one
    for text in ("- Hold {time}.\n- b (5s)", "> [!CAUTION]\n> Wait {time}.\n\n- b (5s)", "## A {time}\n- b (5s)"):
        with pytest.raises(ScriptError, match=r"\{time\}"):
            routine(text)


def test_an_unsaved_script_takes_its_includes_from_a_callback() -> None:
    """No file is read: whoever asks says what a link means, under any name."""
    asked = []

    def include(address: str, name: str) -> tuple[str, str]:
        asked.append((address, name))
        if address == "b.md":
            return "studio/b", "- From b (5s)\n\n[c](c.md)"
        raise FileNotFoundError(address)

    parsed = parse("- a (5s)\n\n[b](b.md)", "draft", include)
    assert asked == [("b.md", "draft"), ("c.md", "studio/b")]
    (error,) = parsed.diagnostics
    assert (error.severity, error.location.file, error.location.line) == ("error", "studio/b", 3)
    assert parsed.routine is None


def test_shipped_parts_are_included_from_anywhere(tmp_path: Path) -> None:
    """A part that the folder does not have is the one that came with the program; its own wins."""
    path = tmp_path / "mine.md"
    path.write_text("## Begin\n\n[check](parts/opening-check.md)\n\n- Go. (5s)", "utf-8")
    assert len(read_routine(path).sections[0].steps) > 1
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "opening-check.md").write_text("- Mine. (5s)", "utf-8")
    assert [step.lines[0].text for step in read_routine(path).sections[0].steps] == ["Mine.", "Go."]


@given(
    st.builds(
        Bracket,
        st.builds(
            Time,
            st.none() | st.integers(1, 86_400).map(lambda seconds: seconds * 1000),
            repeats=st.integers(1, 30),
        ),
        each_side=st.booleans(),
        optional=st.booleans(),
        learn=st.booleans(),
    )
)
def test_what_is_written_is_read_as_itself(bracket: Bracket) -> None:
    """The form we recommend for a bracket means that bracket."""
    form = written(bracket)
    assert (parse_bracket(form[1:-1]) if form else Bracket()) == bracket
