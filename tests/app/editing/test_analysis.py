"""What a writer sees while typing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.app.editing.analysis import Analysis, analyse
from coach.settings import builtin_scripts

SCRIPT = """\
---
title: Evening hips
---
Have a towel at hand.

## Piriformis (each side)

> [!CAUTION]
> Tingling, numbness or a shooting pain is the nerve.

- Find the sacrum's edge and the bony point of the hip. (20s)
- Rest there lightly. Let the weight build. (4 breaths)
  > Slow, deep breaths.
- Hold for {time}. (45s, 30-90s)
- Press and let go. (x3, 20s)

## Belly (optional)

- Circle slowly. (60s)
"""
FRAGMENTS = st.lists(
    st.sampled_from(
        ["- Rest. (20s)", "- Hold (30s", "---", "title: x", "## Hips (each side)", "### Glutes", "> [!CAUTION]",
         "> Never.", "  > Breathe.", "```", "<!-- H1", "-->", "| a | b |", "|---|---|", "\t- x",
         "[Check](parts/opening-check.md)",
         "[x](x.md)", "{side} {time}", "•tight", "- 😀 (45 minuts)", "(60s)", "1) one", "\r", "\x00", "- ~~x~~", ""]
    ) | st.text(max_size=40),
    max_size=12,
)  # fmt: skip


def seen(text: str, name: str = "evening-hips.md") -> Analysis:
    """The analysis of a text that could be in the folder of shipped scripts."""
    return analyse(text, str(builtin_scripts() / name), [builtin_scripts()])


def test_the_clock() -> None:
    """Each step has its line, its words, its side and its time; breaths stand apart from the words before them."""
    clock = seen(SCRIPT).clock
    assert clock is not None
    left = [entry for entry in clock.entries if entry.area == 0 and entry.kind != "opening"]
    assert [(entry.kind, entry.line) for entry in left] == [
        ("caution", 9), ("step", 11), ("step", 12), ("breathing", 12), ("step", 14), ("step", 15),
    ]  # fmt: skip
    assert [line.text for line in left[2].lines] == ["Rest there lightly. Let the weight build.", "Slow, deep breaths."]
    assert [(line.to, line.line) for line in left[2].lines] == [("therapist", 12), ("client", 13)]
    assert (left[3].breaths, left[3].end - left[3].start) == (4, 40_000)
    assert (left[4].bounds, left[4].end - left[4].start) == ((30_000, 90_000), 45_000)
    assert (left[5].repeats, left[5].end - left[5].start) == (3, 60_000)
    assert {entry.side for entry in clock.entries if entry.line == 14} == {"left", "right"}


def test_the_clock_has_no_gaps() -> None:
    """An entry begins where the one before it ends, from the beginning to the end of the session."""
    text = (builtin_scripts() / "deep-hip-release.md").read_text("utf-8")
    clock = seen(text, "deep-hip-release.md").clock
    assert clock is not None
    ends = [0, *(entry.end for entry in clock.entries)]
    assert ends == [*(entry.start for entry in clock.entries), clock.whole]


def test_lengths() -> None:
    """The length is that of a session without its optional parts, which the clock shows too."""
    clock = seen(SCRIPT).clock
    assert clock is not None
    assert clock.shortest < clock.length < clock.longest
    assert 60_000 <= clock.whole - clock.length < 75_000
    assert [area.optional for area in clock.areas] == [False, False, True]


def test_what_is_not_spoken() -> None:
    """Text for readers is marked, and every line has its kind."""
    found = seen(SCRIPT)
    assert [(each.line, each.kind) for each in found.unspoken] == [(4, "paragraph")]
    assert found.kinds == (
        "front matter", "front matter", "front matter", "unspoken", "", "section", "", "caution", "caution", "",
        "step", "step", "client", "step", "step", "", "section", "", "step", "",
    )  # fmt: skip


def test_all_problems_at_their_places() -> None:
    """Errors and doubts come together, each with the characters it is about; kinds of lines are known all the same."""
    found = seen("- Hold for 30 seconds. (45s)\n- Rest. (45 minuts)\n> Breathe.\n")
    assert [(each.severity, each.line) for each in found.problems] == [("doubt", 1), ("error", 2)]
    wrong = found.problems[1]
    assert "- Rest. (45 minuts)"[wrong.column - 1 : wrong.end_column - 1] == "45 minuts"
    assert found.clock is None
    assert found.kinds == ("step", "step", "client", "")


def test_a_suggestion_mends_the_text() -> None:
    """The suggestion takes the place of the characters from start to end."""
    text = "- Circles: 30s\n- Rest. (20s)\n"
    doubt = seen(text).problems[0]
    line = text.split("\n")[0]
    mended = line[: doubt.column - 1] + (doubt.suggestion or "") + line[doubt.end_column - 1 :]
    assert mended == "- Circles (30s)"
    assert not seen(text.replace(line, mended)).problems


def test_included_scripts() -> None:
    """What an included script says stands on the clock at the line of its link."""
    clock = seen("- Begin. (10s)\n\n[Opening check](parts/opening-check.md)\n\n- End. (10s)\n").clock
    assert clock is not None
    included = [entry for entry in clock.entries if entry.included]
    assert len(included) > 10
    assert {entry.line for entry in included} == {3}


@pytest.mark.parametrize(
    "address", ["../{name}", "../../{name}", "{folder}/{name}", "%2e%2e/{name}", "./a/../../{name}"]
)
def test_includes_from_elsewhere(tmp_path: Path, address: str) -> None:
    """A script outside of the folders of scripts is not read, whatever the link to it looks like."""
    studio = tmp_path / "studio"
    studio.mkdir()
    (tmp_path / "private.md").write_text("- The secret. (10s)\n")
    (tmp_path.parent / "private.md").write_text("- The secret. (10s)\n")
    link = address.format(name="private.md", folder=tmp_path)
    found = analyse(f"[x]({link})\n\n- Rest. (5s)\n", str(studio / "x.md"), [studio])
    assert found.clock is None
    assert [each.code for each in found.problems] == ["include"]
    assert "secret" not in repr(found)


def test_a_link_in_the_folder(tmp_path: Path) -> None:
    """A symbolic link that leads out of the folder of scripts is not followed."""
    studio = tmp_path / "studio"
    studio.mkdir()
    (tmp_path / "private.md").write_text("- The secret. (10s)\n")
    (studio / "inside.md").symlink_to(tmp_path / "private.md")
    found = analyse("[x](inside.md)\n\n- Rest. (5s)\n", str(studio / "x.md"), [studio])
    assert "not in a folder of scripts" in found.problems[0].message


@settings(max_examples=150)
@given(FRAGMENTS.map("\n".join))
def test_any_text(text: str) -> None:
    """Any text has an analysis, all of whose places lie in it."""
    found = seen(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert len(found.kinds) == len(lines)
    for each in found.problems:
        assert 1 <= each.line <= each.end_line <= len(lines)
        assert (each.line, each.column) <= (each.end_line, each.end_column)
        assert 1 <= each.column <= len(lines[each.line - 1]) + 1
        assert 1 <= each.end_column <= len(lines[each.end_line - 1]) + 1
    if found.clock is not None:
        assert all(1 <= entry.line <= len(lines) for entry in found.clock.entries)
        assert all(1 <= line.line <= len(lines) for entry in found.clock.entries for line in entry.lines)
    assert all(1 <= each.line <= len(lines) for each in found.unspoken)
