"""The step at which a session was left is found again, also in a script that was changed since."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import PlanError
from coach.live.bookmark import Bookmark, bookmark_at, find
from coach.plan import Plan, lay_out, outline
from coach.plan.selection import Selection
from coach.script.reader import parse_routine

SCRIPT = """## Piriformis (each side)
- Find the {side} one. (20s)
- Lean in. (x3, 20s)
- Let go. (2 breaths)
## Rest
- (30s)
- Lean in. (10s)
- The end. (5s)
"""


def plan(text: str = SCRIPT, choice: Selection | None = None) -> Plan:
    """The plan of a script."""
    return lay_out(outline(parse_routine(text, Path("x.md")), choice or Selection()))


def said(plan: Plan, segment: int) -> str:
    """What a step says, and of what section it is."""
    place = bookmark_at(plan, segment)
    return f"{place.section}: {place.words} +{place.past}"


def test_every_step_has_a_place_and_is_found_there() -> None:
    """A step that says nothing goes by the words before it in its section; in the same plan each is found again."""
    whole = plan()
    places = [bookmark_at(whole, segment) for segment in range(len(whole.segments))]
    assert [find(place, whole) for place in places] == list(range(len(whole.segments)))
    left = [place for place in places if place.section == "Piriformis, left side" and place.words == "Lean in."]
    assert [place.past for place in left] == [0, 1, 2]
    assert said(whole, places[-3].segment) == "Rest: Rest. +1"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("## Rest", "## Rest"), "Piriformis, right side: Lean in. +2"),
        (("- Find the {side} one. (20s)\n", ""), "Piriformis, right side: Lean in. +2"),
        (
            ("## Piriformis", "## First\n- One. (9s)\n- Two. (9s)\n\n## Piriformis"),
            "Piriformis, right side: Lean in. +2",
        ),
        (("x3, 20s", "x2, 20s"), "Piriformis, right side: Lean in. +1"),
        (("x3, 20s", "20s"), "Piriformis, right side: Lean in. +0"),
        (("Lean in. (x3", "Lean on it. (x3"), "Piriformis, right side:  +0"),
        (("Lean in. (x3", "Lean in. (x2"), "Piriformis, right side: Lean in. +1"),
        (("## Piriformis (each", "## Deep muscle (each"), "Deep muscle, right side: Lean in. +2"),
    ],
)
def test_a_changed_script_is_gone_on_with_nearby(change: tuple[str, str], found: str) -> None:
    """Same words in the section come first, then the section's start, on the same side; then those words anywhere."""
    before = plan()
    left = max(
        segment
        for segment in range(len(before.segments))
        if said(before, segment) == "Piriformis, right side: Lean in. +2"
    )
    after = plan(SCRIPT.replace(*change))
    assert said(after, find(bookmark_at(before, left), after)).endswith(found)


def test_what_another_section_says_is_not_meant() -> None:
    """A step that is gone is not sought in another section, not even where that now says the same in its place."""
    before = plan("## A\n- One. (9s)\n- Two. (9s)\n- Three. (9s)\n## B\n- Three. (9s)\n")
    after = plan("## A\n- One. (9s)\n## B\n- Three. (9s)\n")
    left = next(segment for segment in range(len(before.segments)) if said(before, segment) == "A: Three. +0")
    assert said(after, left) == "B: Three. +0"
    assert said(after, find(bookmark_at(before, left), after)) == "A: x. A. +0"


def test_the_programs_own_words_are_no_mark() -> None:
    """Calls of the time and the names of sides come and go; each step is found again, with them or without."""
    text = (
        "## Hips (each side)\n- Press. (5:00)\n- Turn. (x2, 3:00)\n## Neck\n- Lift. (2:00, each side)\n- Rest. (wait)"
    )
    plain, called = plan(text), plan(text, Selection(calls="all"))
    assert [cue.role for cue in called.cues].count("call") > 4
    for one, other in ((plain, called), (called, plain)):
        found = [find(bookmark_at(one, segment), other) for segment in range(len(one.segments))]
        assert found == list(range(len(one.segments)))


def test_a_bookmark_of_an_earlier_version_is_read() -> None:
    """Bookmarks were once kept with the program's own words: in the same plan each is still found."""
    text = (
        "## Hips (each side)\n- Press. (5:00)\n- Turn. (x2, 3:00)\n## Neck\n- Lift. (2:00, each side)\n- Rest. (wait)"
    )
    called = plan(text, Selection(calls="all"))
    words: dict[int, list[str]] = {}
    for cue in called.cues:
        if cue.kind == "say" and cue.text:
            words.setdefault(cue.segment, []).append(cue.text)
    assert ["Now the right side."] in words.values()
    for segment, texts in words.items():
        place = Bookmark(segment, " ".join(texts), 0, bookmark_at(called, segment).section)
        assert find(place, called) == segment


def test_of_several_the_nearest_is_meant() -> None:
    """Where the same words stand several times in a section, the nearest is meant; of two as near, the earlier."""
    text = "\n".join(f"- {words} (9s)" for words in ("Breathe.", "Lift.", "Lower.", "Turn.", "Breathe.", "Breathe."))
    longer = plan(f"- New. (9s)\n{text}")
    assert [find(bookmark_at(plan(text), segment), longer) for segment in (1, 5)] == [2, 6]
    without = text.replace("- Lift. (9s)", "- Breathe. (9s)").replace("- Turn. (9s)", "- Breathe. (9s)")
    assert find(bookmark_at(plan(text.replace("Lower", "Breathe")), 3), plan(without)) == 2


def test_a_script_that_is_another_is_refused() -> None:
    """Where neither words nor section are there any more, a sentence says so and how to begin anew."""
    with pytest.raises(PlanError, match=r"was changed.*without --resume, or with --from"):
        find(Bookmark(4, "Roll over.", 0, "Hamstrings"), plan())
    with pytest.raises(PlanError):
        find(Bookmark(4, "", 2, "Hamstrings"), plan())
    with pytest.raises(PlanError):
        find(Bookmark(99, "", 0, "Hamstrings"), plan())
