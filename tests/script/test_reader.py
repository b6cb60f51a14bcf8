"""Scripts read as routines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import ScriptError
from coach.script.front_matter import _PLAIN
from coach.script.reader import parse_routine, read_routine
from coach.script.routine import Breath, Time

FULL = """---
title: Deep hip release
for: therapist                 # therapist | self
breath: 4 in, 6 out
tags: [hips, lower back]
say: {Raynor: ray-nor}
---

## Piriformis (each side)

> [!CAUTION]
> Tingling means the nerve. Ease off. <!-- H10 -->
>
> Lift with your legs.

A paragraph is a note.

1. Find it on the {side}. (20s) <!-- H9, H10 -->
   - Nested step. (10s)

   A note inside a step.
2. Lean in. (6 breaths)
   > Slow, deep breaths.

> Let the hip grow heavy.

- (60s)

## Belly (optional)
- Ask first. (wait, 60s)
"""


def parse(text: str) -> list[tuple[str, Time]]:
    """The words and times of every step of a script."""
    routine = parse_routine(text, Path("x.md"))
    return [(" | ".join(line.text for line in s.lines), s.time) for section in routine.sections for s in section.steps]


def test_a_full_script() -> None:
    """Front matter, sections, cautions, nested steps, client lines, rests, sides and sources are all read."""
    routine = parse_routine(FULL, Path("hip.md"))
    assert routine.title == "Deep hip release"
    assert routine.header.tags == ("hips", "lower back")
    assert routine.header.breath == Breath(4000, 0, 6000, 0)
    hip, belly = routine.sections
    assert (hip.title, hip.each_side, hip.optional) == ("Piriformis", True, False)
    assert (belly.title, belly.each_side, belly.optional) == ("Belly", False, True)
    said = [(step.caution, [(line.to, line.text) for line in step.lines]) for step in hip.steps]
    assert said == [
        (True, [("therapist", "Tingling means the nerve. Ease off.")]),
        (True, [("therapist", "Lift with your legs.")]),
        (False, [("therapist", "Find it on the {side}.")]),
        (False, [("therapist", "Nested step.")]),
        (False, [("therapist", "Lean in."), ("client", "Slow, deep breaths."), ("client", "Let the hip grow heavy.")]),
        (False, []),
    ]
    assert hip.steps[0].sources == ("H10",)
    assert hip.steps[2].sources == ("H9", "H10")
    assert [step.location.line for step in hip.steps] == [12, 14, 18, 19, 22, 27]


@pytest.mark.parametrize(
    ("written", "breath"),
    [
        ("4-7-8", Breath(4000, 7000, 8000, 0)),
        ("4:7:8", Breath(4000, 7000, 8000, 0)),
        ("4 in, 7 hold, 8 out", Breath(4000, 7000, 8000, 0)),
        ("4 in, hold 7, 8 out", Breath(4000, 7000, 8000, 0)),
        ("Breathe in 4, hold for 7 seconds, then breathe out 8", Breath(4000, 7000, 8000, 0)),
        ("inhale 4s, hold 4s, exhale 4s, hold 4s", Breath(4000, 4000, 4000, 4000)),
        ("4.5in,5.5out", Breath(4500, 0, 5500, 0)),
        ("4 in, 6 out, 2 rest", Breath(4000, 0, 6000, 2000)),
        ("4 in, 6 out, hold 2", Breath(4000, 0, 6000, 2000)),
        ("1 in, hold 0.5, 0.5 in, 3 out", Breath(1000, 500, 3000, 0, top_up=500)),
        ("3 in, 1 in, 6 out", Breath(3000, 0, 6000, 0, top_up=1000)),
        ("in 3, in 1, out 6", Breath(3000, 0, 6000, 0, top_up=1000)),
        ("Inhale for 3, inhale again for 1, exhale 6, hold 2", Breath(3000, 0, 6000, 2000, top_up=1000)),
    ],
)
def test_breath_patterns(written: str, breath: Breath) -> None:
    """A pattern is understood in the ways people write it, with the count before or after the word."""
    assert parse_routine(f"---\nbreath: {written}\n---\n- a", Path("x.md")).header.breath == breath


@pytest.mark.parametrize(
    "written",
    ["deep", "4 in", "in 4 out", "6 out, 4 in", "4 in, 6 outside", "4 in, 6 out, 4 in", "1 in, 1 in, 1 in, 3 out",
     "3 in, 1 in", "3 in, 1 in, hold 2, 6 out"],
)  # fmt: skip
def test_what_is_no_breath_pattern(written: str) -> None:
    """What is not a breath in, perhaps a second one on top of it, and one out is refused with the right form, not
    guessed."""
    with pytest.raises(ScriptError, match=r"is not a breath pattern: write it like"):
        parse_routine(f"---\nbreath: {written}\n---\n- a", Path("x.md"))


@pytest.mark.parametrize("second", ["0", "0.4", "10.5", "20", "40"])
def test_the_bounds_of_a_second_breath_in(second: str) -> None:
    """It takes from 0.5 to 10 seconds, and the sentence about it shows how it is written."""
    with pytest.raises(ScriptError, match=r"0\.5 to 10 seconds: write it like `3 in, 1 in, 6 out`"):
        parse_routine(f"---\nbreath: 3 in, {second} in, 3 out\n---\n- a", Path("x.md"))


@pytest.mark.parametrize(
    "text", ["1. Breathe\n2. Fold\n3. Rest\n", "• Breathe\n• Fold\n• Rest\n", "- Breathe\n  - Fold\n- Rest"]
)
def test_a_bare_how_to_is_a_script(text: str) -> None:
    """A list without any time gets 20 s a step, free from 10 to 60 s."""
    time = Time(20_000, (10_000, 60_000))
    assert parse(text) == [("Breathe", time), ("Fold", time), ("Rest", time)]


def test_markup_and_pictures_are_not_spoken() -> None:
    """Emphasis, code, links and raw HTML leave their words; a picture and an empty value leave nothing."""
    routine = parse_routine(
        "---\nsummary: null\n---\n- **Bold**, `code`, [link](x) ![pic](y.png) <b>end</b>.", Path("x")
    )
    assert routine.sections[0].steps[0].lines[0].text == "Bold, code, link end."
    assert routine.header.summary == ""


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("~~Right~~ Left knee in", "Left knee in"),
        ("<del>Right <b>knee</b></del> <s>or</s> Left knee in", "Left knee in"),
        ("==Relax== the ==**jaw** now==", "Relax the jaw now"),
        ("[x] Shoulder rolls", "Shoulder rolls"),
        ("[ ] Shoulder rolls", "Shoulder rolls"),
        ("[x](https://example.org) marks the spot", "x marks the spot"),
        ("Place ![[ball.png|300]] the ball [[ball.png]]", "Place the ball"),
        ("Then [[Cat-cow]] and [[poses/child#Setup|child's pose]]", "Then Cat-cow and child's pose"),
        ("Breathe[^1] out %%check this%%", "Breathe out"),
        ("a ~ b ~~ c == d", "a ~ b ~~ c == d"),
    ],
)
def test_marks_of_other_programs_are_not_spoken(written: str, words: str) -> None:
    """Struck-out text, highlights, boxes of tasks, wiki links, footnotes and comments leave the words meant."""
    assert parse(f"- {written} (20s)\n- Go (2s)")[0][0] == words
    assert parse(f"> [!CAUTION]\n> - {written}\n\n- Go")[0][0] == words


def test_a_step_struck_out_whole_is_none() -> None:
    """What a writer crossed out, time and all, is neither spoken nor waited for."""
    assert [words for words, _ in parse("- Go (2s)\n- ~~Roll~~ (20s)\n- [x] ~~Fold (20s)~~\n- Rest (20s)")] == [
        "Go",
        "Rest",
    ]


def test_a_comment_first_hides_nothing() -> None:
    """A comment before the words of a step or caution leaves them to be spoken."""
    text = "- <!-- H10 --> Press deep. (20s)\n\n> [!CAUTION]\n> <!-- S1 --> Stop if it tingles.\n\n- Go. (5s)"
    steps = parse_routine(text, Path("x.md")).sections[0].steps
    assert [step.lines[0].text for step in steps] == ["Press deep.", "Stop if it tingles.", "Go."]
    assert [step.sources for step in steps] == [("H10",), ("S1",), ()]


def test_an_alert_with_a_colon_is_an_alert() -> None:
    """`[!CAUTION]: …` is a caution, not a link definition that vanishes."""
    (caution, _) = parse_routine("> [!CAUTION]: Stop.\n\n- Go. (5s)", Path("x.md")).sections[0].steps
    assert (caution.caution, caution.lines[0].text) == (True, "Stop.")


def test_what_is_probably_not_meant_is_doubted() -> None:
    """Raw HTML with words in it, and client words that look like a caution, are pointed out."""
    doubts = parse_routine("<div>Press.</div>\n\n- a (5s)\n\n> CAUTION: stop.", Path("x.md")).doubts
    assert len(doubts) == 2


def test_front_matter_may_follow_empty_lines() -> None:
    """Empty lines before the front matter do not make it a section that is spoken."""
    assert parse_routine("\n\n---\ntitle: T\n---\n- a", Path("x.md")).title == "T"


def test_one_time_anywhere_ends_the_bare_rule() -> None:
    """As soon as one step has a time, the others are words and a pause."""
    assert parse("- Breathe\n- Fold (20s)") == [("Breathe", Time()), ("Fold", Time(20_000))]


def test_title_falls_back_to_heading_then_name() -> None:
    """The title is the front matter's, else the first heading's, else the file's name."""
    assert parse_routine("# My day\n- a", Path("x.md")).title == "My day"
    assert parse_routine("- a", Path("my-own_day.md")).title == "my own day"


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf- Fold\n- Rest\n", b"- Fold\r\n- Rest\r\n", b"- Fold\r- Rest\r"])
def test_marks_and_line_ends_of_other_systems(tmp_path: Path, raw: bytes) -> None:
    """A byte order mark and any line ends are accepted."""
    path = tmp_path / "x.md"
    path.write_bytes(raw)
    assert [step.lines[0].text for step in read_routine(path).sections[0].steps] == ["Fold", "Rest"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "1:1: the script is empty"),
        ("Only a note.", "1:1: there is nothing to say"),
        ("- a (5 fortnights)", "1:6: 'fortnights' is not a unit"),
        ("- a\n- b (-20s)", "2:6: '-20s' is not a time"),
        ("## A (each side)\n- b (20s, each side)", r"2:6: \(each side\) inside"),
        ("## A\n- go {side} (20s)", r"2:6: \{side\} has a meaning only inside"),
        ("## A (each side)\n- go {sied}", r"unknown placeholder \{sied\}"),
        ("---\ntitel: x\n---\n- a", "2:1: unknown key 'titel'. Did you mean 'title'"),
        ("---\ntitle: x\ntitle: y\n---\n- a", "3:1: 'title' is given twice"),
        ("---\ntitle: [x\n---\n- a", "not valid YAML"),
        ("---\nbreath: deep\n---\n- a", "2:9: 'deep' is not a breath pattern"),
        ("---\npace: 900\n---\n- a", "2:7: 'pace' is words a minute"),
        ("---\nfor: cats\n---\n- a", "2:6: 'for' is either therapist or self"),
        ("---\ntitle: x\n- a", "1:1: the front matter has no end"),
        ("---\n- a\n---\n- a", "lines of `key: value`"),
        ("- a\n\n[next](gone.md)", "3:1: the script it includes is not there"),
        ("- 😀", "1:3: there is nothing here that can be spoken"),
        ("- ...", "1:3: there is nothing here that can be spoken"),
        ("- " + "word " * 20_000, "1:3: this spoken line has 99999 characters"),
        ("> [!CAUTON]\n> x\n\n- a", r"1:3: unknown alert \[!CAUTON\]. Did you mean 'CAUTION'"),
        ("> [!CAUTION]\n> x (20s)\n\n- a", "2:6: a caution has no time"),
        ("- a (20s)\n  > b (20s)", "2:8: a time belongs on the step"),
        ("- a (23h)\n- b (2h)", "at most 24 h"),
        ("# T (each side)\n- a (5s)", "1:6: only a section"),
        ("### T (optional)\n- a (5s)", "1:8: only a section"),
        ("## A (each side)\n### B (each side)\n- a (5s)", r"2:8: \(each side\) inside"),
        ("### B (each side)\n- a (5s, each side)", r"2:6: \(each side\) inside"),
        ("## A\n### B (optional)\n- a (5s)", "2:8: only a section"),
        ("## A (each side)\n### B\n- a (5s, each side)", r"3:6: \(each side\) inside"),
        ("## A\n### B\n- go {side} (5s)", r"3:6: \{side\} has a meaning only inside"),
        ("- [x](parts/a.md)", "1:3: a link includes a script only as a paragraph"),
        ("- a\n\n[x](parts/a b.md)", "3:1: this link is not one"),
        ("> [!CAUTION]\n> Stop.\n>\n> ## Stop\n\n- a", "4:6: a caution holds paragraphs and lists only"),
        ("> Hello.\n>\n> > [!CAUTION]\n> > Stop.\n\n- a", "3:5: an alert begins a quote of its own"),
        ("---\nsay: {a: '🙂'}\n---\n- a", "2:6: both sides of a 'say' line"),
        ("# " + "x" * 1001 + "\n- a", "a heading has at most 1000"),
        ("---\npace: " + "9" * 5000 + "\n---\n- a", "'pace' is words a minute"),
        (f"- a\n\n[x]({'y' * 300}.md)", "3:1: the script it includes is not there"),
        ("- a (optional)", "1:6: .optional. belongs on a heading"),
        ("[!CAUTION]\nStop.\n\n- a", "1:1: an alert is a quote"),
    ],
)  # fmt: skip
def test_bad_scripts_say_where_and_what(tmp_path: Path, text: str, complaint: str) -> None:
    """Each mistake is one line with file, line and column."""
    path = tmp_path / "x.md"
    path.write_text(text, "utf-8")
    with pytest.raises(ScriptError, match=complaint) as caught:
        read_routine(path)
    assert str(caught.value).startswith(f"{path}:")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"\x00\x01\x02", "not text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not text"),
        (bytes(range(1, 32)) * 8 + b"\xff", "not text"),
        ("- a".encode("utf-16")[:-1], "damaged"),
    ],
)
def test_what_is_not_text_is_refused(tmp_path: Path, raw: bytes, complaint: str) -> None:
    """Binary and damaged files are named as such."""
    path = tmp_path / "x.md"
    path.write_bytes(raw)
    with pytest.raises(ScriptError, match=complaint):
        read_routine(path)


def test_includes_join_and_circles_are_noticed(tmp_path: Path) -> None:
    """Steps of an included part join the section; its lines keep their own file; a circle is an error."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "check.md").write_text("> [!CAUTION]\n> Ask {side}.\n\n- Look")
    (tmp_path / "parts" / "own.md").write_text("## Own\n- Own step")
    main = tmp_path / "main.md"
    main.write_text("## First (each side)\n- Begin (20s)\n\n[c](parts/check.md)\n\n## Last\n- End\n\n[o](parts/own.md)")
    routine = read_routine(main)
    assert [section.title for section in routine.sections] == ["First", "Last", "Own"]
    assert [step.lines[0].text for step in routine.sections[0].steps] == ["Begin", "Ask {side}.", "Look"]
    assert routine.sections[0].steps[1].location.file.endswith("check.md")
    (tmp_path / "parts" / "check.md").write_text("- x\n\n[back](../main.md)")
    with pytest.raises(ScriptError, match=r"check.md:3:1: these scripts include one another: main.md includes check"):
        read_routine(main)


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[A-Za-z][\w-]{0,9}", fullmatch=True),
            st.one_of(st.from_regex(r"[\w(][\w ,.;()'\"!?&*-]{0,30}", fullmatch=True), st.text(max_size=20)),
        ),
        min_size=1,
        max_size=5,
    ).map(lambda pairs: [f"{key}: {value}" for key, value in pairs])
)
def test_plain_front_matter_is_read_alike_by_both_parsers(lines: list[str]) -> None:
    """Lines that count as plain are the same keys and words at the same places for the parser in C and in Python."""
    if not all(map(_PLAIN.fullmatch, lines)):
        return
    read: list[Any] = [yaml.compose("\n".join(lines), Loader=loader) for loader in (yaml.SafeLoader, yaml.CSafeLoader)]
    python, c = (
        [
            (each.tag, each.value, *((mark.line, mark.column) for mark in (each.start_mark, each.end_mark)))
            for pair in node.value
            for each in pair
        ]
        for node in read
    )
    assert python == c


def test_what_is_included_depends_on_its_text_and_on_who_includes_it(tmp_path: Path) -> None:
    """A part that has changed is read anew; its words are for the listener of each script that includes it."""
    part, hers, own = tmp_path / "part.md", tmp_path / "hers.md", tmp_path / "own.md"
    hers.write_text("---\nfor: therapist\n---\n[p](part.md)")
    own.write_text("---\nfor: self\n---\n[p](part.md)")
    for words in ("Look", "Look again", "Look"):
        part.write_text(f"---\ncolour: red\n---\n- {words}\n  > Breathe.")
        for script, listeners in ((hers, ["therapist", "client"]), (own, ["self", "self"])):
            routine = read_routine(script)
            lines = routine.sections[0].steps[0].lines
            assert [line.text for line in lines] == [words, "Breathe."]
            assert [line.to for line in lines] == listeners
            assert [str(doubt.location) for doubt in routine.doubts] == [f"{part}:2:1"]


@pytest.mark.parametrize("text", ["[a](a.md)\n[b](b.md)", "See [a](a.md).", "**[a](a.md)**"])
def test_a_link_that_includes_nothing_is_doubted(text: str) -> None:
    """A link to a script that does not stand alone includes nothing, and that is said."""
    routine = parse_routine(f"- a\n\n{text}", Path("x.md"))
    assert "includes nothing" in str(routine.doubts[0])


def test_areas_belong_to_their_section(tmp_path: Path) -> None:
    """Headings with ### are areas of the section above, from the script itself or from a part; #### is a note."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "leg.md").write_text("### Calf\n- Press {side}\n\n### Foot\n- Hold (20s)")
    (tmp_path / "parts" / "back.md").write_text("## Back\n- Lean")
    main = tmp_path / "main.md"
    main.write_text(
        "## Leg (each side)\n- Stand\n### Thigh\n- Go\n\n#### Note\n\n[leg](parts/leg.md)\n\n- Cover\n## End\n- x"
    )
    leg, end = read_routine(main).sections
    assert [(area.title, [step.lines[0].text for step in area.steps]) for area in leg.walk()] == [
        ("Leg", ["Stand"]), ("Thigh", ["Go"]), ("Calf", ["Press {side}"]), ("Foot", ["Hold", "Cover"]),
    ]  # fmt: skip
    assert end.areas == ()
    main.write_text("## Leg\n\n[leg](parts/leg.md)")
    with pytest.raises(ScriptError, match=r"leg.md:2:3: \{side\} has a meaning only inside"):
        read_routine(main)
    main.write_text("## Leg (each side)\n\n[back](parts/back.md)")
    with pytest.raises(ScriptError, match=r"3:1: a script with sections of its own .* give it areas"):
        read_routine(main)


def test_ten_thousand_steps(tmp_path: Path) -> None:
    """A very long script is read like any other."""
    path = tmp_path / "x.md"
    path.write_text("".join(f"- Step number {number}. (5s)\n" for number in range(10_000)))
    assert len(read_routine(path).sections[0].steps) == 10_000


_COUNTS = st.tuples(st.integers(1, 30), st.integers(0, 30), st.integers(0, 10), st.integers(1, 30), st.integers(0, 30))


@given(_COUNTS, st.booleans())
def test_any_pattern_is_read_as_it_is_written(counts: tuple[int, ...], before: bool) -> None:
    """Phases within their bounds last what is written, with the counts before or after the words."""
    phases = [(count, name) for count, name in zip(counts, ("in", "hold", "in", "out", "rest"), strict=True) if count]
    written = ", ".join(f"{count} {name}" if before else f"{name} {count}" for count, name in phases)
    breath = parse_routine(f"---\nbreath: {written}\n---\n- a", Path("x.md")).header.breath
    assert breath.phases == tuple(count * 1000 for count in counts)
    assert breath.cycle == sum(counts) * 1000


_LINES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(["- a (20s)", "## S (each side)", "### A", "> q", "> [!CAUTION]", "> c", "---",
                         "  - n (x2, 5s)", "", "- {side} go", "[a](a.md)", "1. x (6 breaths)", "```", "<!-- H1 -->"]),
    ),
    max_size=12,
)  # fmt: skip


@given(_LINES)
def test_any_text_is_a_routine_or_one_sentence(lines: list[str]) -> None:
    """Whatever is in a file, it is read or refused in one line; nothing else happens."""
    try:
        routine = parse_routine("\n".join(lines), Path("x.md"))
    except ScriptError as error:
        assert "\n" not in str(error)
    else:
        assert any(step.lines for section in routine.sections for area in section.walk() for step in area.steps)
