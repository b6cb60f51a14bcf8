"""The view: what a screen shows at one moment, and the lines of those without a screen."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

from coach.live.display.transcript import Transcript, script_of
from coach.live.display.view import ShownLine, View, snapshot
from coach.plan import Plan, Selection, lay_out, outline
from coach.script.reader import parse_routine
from coach.sound import State

TEXT = """\
---
title: Hips
breath: 4-2-6-1
---

## Warm-up

> [!CAUTION]
> Mind the nerve.

- Palms on the back. (20s)
  > Breathe with me.
- Wait for the breath. (2 breaths)

## Piriformis (each side)

- Lean in on the {side}. (x2, 20s)
- (30s)

## To finish

- Roll over. (wait, 20s)
"""


def planned(text: str = TEXT) -> Plan:
    """The plan of a script, its words as long as a real voice's might be."""
    segments = outline(parse_routine(text, Path("hips.md")))
    return lay_out(segments, {u: 60 * len(u.words) for u in segments.utterances()})


def at(plan: Plan, position: int, state: State = "playing") -> View:
    """The view with the cursor at `position` milliseconds."""
    return snapshot(plan, position, bisect_right([segment.start for segment in plan.segments], position) - 1, state)


def beat_saying(plan: Plan, text: str) -> int:
    """The step in which a text is said first."""
    return next(cue.segment for cue in plan.cues if cue.text == text)


def view_of(plan: Plan, text: str, after: int = 0) -> View:
    """The view so many milliseconds after the step with a text has begun."""
    return at(plan, plan.segments[beat_saying(plan, text)].start + after)


def test_a_step_is_told_whole() -> None:
    """Who is spoken to, what a caution is, the times left and what comes next are all in the view."""
    plan = planned()
    view = view_of(plan, "Palms on the back.", 5000)
    assert (view.title, view.area, view.side, view.area_number, view.areas) == ("Hips", "Warm-up", None, 1, 4)
    assert view.words == (ShownLine("Palms on the back.", "therapist"), ShownLine("Breathe with me.", "client"))
    assert [words.who for words in view.words] == ["you", "client"]
    assert (view.step_left, view.step_length) == (15_000, 20_000)
    assert view.area_left == plan.sections[0].end - view.position
    assert view.session_left == plan.length - view.position
    assert view.next_words == (ShownLine("Wait for the breath.", "therapist"),)
    assert view.next_area is None
    caution = view_of(plan, "Mind the nerve.")
    assert caution.words == (ShownLine("Mind the nerve.", "therapist", caution=True),)
    assert caution.words[0].who == "caution"


def test_what_only_names_an_area_or_a_side_is_no_words() -> None:
    """While a title or a side is announced, the view has it as area and side, and the next real step as next."""
    plan = planned()
    view = view_of(plan, "Now the right side.")
    assert (view.area, view.side, view.words) == ("Piriformis", "right", ())
    assert view.next_words == (ShownLine("Lean in on the right.", "therapist"),)
    assert view_of(plan, "Wait for the breath.").next_area == "Piriformis, left side"
    assert at(plan, 0).words == ()


def test_repeats_and_rests_say_what_they_are() -> None:
    """A repeat shows its step's words and its turn; a wordless rest is called one; after the last comes nothing."""
    plan = planned()
    view = view_of(plan, "Lean in on the left.", 21_000)
    assert view.words[0].text == "Lean in on the left."
    assert view.turn == (2, 2)
    assert view.next_words == (ShownLine("Rest."),)
    assert view_of(plan, "Lean in on the left.", 41_000).words == (ShownLine("Rest."),)
    assert view_of(plan, "Roll over.").next_words == ()


def test_a_side_that_belongs_to_a_step_is_shown() -> None:
    """Where a single step is done on each side, the view has the side, from its announcement on."""
    plan = planned("## Legs\n\n- Lift it. (20s, each side)\n")
    assert view_of(plan, "Left side.").side == "left"
    assert view_of(plan, "Lift it.").side == "left"
    assert view_of(plan, "Now the right side.").side == "right"


def test_words_like_the_programs_own_are_a_step() -> None:
    """A step that says "Breathe.", "Rest.", a side, a title or an area is shown, and is told as the next."""
    for text in ("Breathe.", "Rest.", "Left side.", "Now the right side.", "Hips.", "Legs."):
        for time in ("20s", "2 breaths", "x2, 20s", "wait"):
            plan = planned(f"---\ntitle: Hips\n---\n\n## Legs\n\n- Lift it. (20s)\n- {text} ({time})\n- End. (5s)\n")
            assert view_of(plan, "Lift it.").next_words == (ShownLine(text, "therapist"),)
            shown = at(plan, plan.segments[2].start)
            assert (shown.words, shown.side) == ((ShownLine(text, "therapist"),), None)
            assert shown.next_words == (ShownLine("End.", "therapist"),)


def test_a_time_call_is_no_words_of_its_step() -> None:
    """What is called out in a step is not shown as if the step said it, nor does it part a step from its repeats."""
    segments = outline(parse_routine("- Press. (x2, 3:00)\n- Turn. (5:00)\n", Path("x.md")), Selection(calls="all"))
    plan = lay_out(segments)
    called = {cue.segment for cue in plan.cues if cue.role == "call"}
    assert called == {1, 2, 3}
    press = (ShownLine("Press.", "therapist"),)
    turn = (ShownLine("Turn.", "therapist"),)
    views = [at(plan, plan.segments[segment].start) for segment in (1, 2, 3)]
    assert [(view.words, view.turn, view.next_words) for view in views] == [
        (press, (1, 2), turn), (press, (2, 2), turn), (turn, (1, 1), ()),
    ]  # fmt: skip


def test_the_breath_rises_and_falls_with_its_sound() -> None:
    """Fullness follows the cues: up through an inhale, full in a hold, down through an exhale, empty in the rest."""
    plan = planned()
    cues = [cue for cue in plan.cues if cue.kind == "breath"]

    def breath(index: int, way: float) -> tuple[str, float, int]:
        cue = cues[index]
        found = at(plan, cue.start + round((cue.end - cue.start) * way)).breath
        assert found is not None
        return found.phase, found.fullness, found.left

    assert at(plan, plan.segments[cues[0].segment].start).breath is not None
    assert breath(0, 0.25) == ("inhale", 0.25, 2)
    assert breath(1, 0.5) == ("hold", 1.0, 2)
    assert breath(2, 0.25) == ("exhale", 0.75, 2)
    assert breath(3, 0.5) == ("rest", 0.0, 2)
    assert breath(4, 0.5) == ("inhale", 0.5, 1)
    before = view_of(plan, "Wait for the breath.").breath
    assert before is not None
    assert (before.phase, before.fullness, before.left) == ("ready", 0.0, 2)
    assert view_of(plan, "Roll over.").breath is None


def test_the_bar_has_its_chapters() -> None:
    """Progress and chapter marks are parts of the session; a cursor ahead of its step is within bounds."""
    plan = planned()
    view = at(plan, plan.length)
    assert view.progress == 1.0
    assert view.marks == tuple(section.start / plan.length for section in plan.sections)
    early = snapshot(plan, plan.length, 0, "playing")
    assert (early.step_left, early.area_left, early.session_left) == (0, 0, 0)


def test_a_session_line_by_line() -> None:
    """Each area and each step is written once, with its time; so is what lasts: a wait, a lost speaker."""
    plan, lines, seconds = planned(), list[str](), [0.0]
    transcript = Transcript(lines.append, lambda: seconds[0])
    for position in range(0, plan.length, 100):
        transcript.show(at(plan, position))
    last = len(plan.segments) - 1
    for _ in range(3):
        transcript.show(snapshot(plan, plan.segments[last].sounded, last, "waiting", notices=["The speaker is gone."]))
    for second in range(5):
        seconds[0] = second
        transcript.show(snapshot(plan, plan.segments[last].sounded, last, "voicing"))
    assert "\n".join(lines) == WRITTEN


WRITTEN = """\
   0:00  Warm-up
   0:04    caution: Mind the nerve.
   0:08    Palms on the back.
   0:08    client: Breathe with me.
   0:28    Wait for the breath.
   0:28    2 breaths
   0:57  Piriformis, left side
   1:04    Lean in on the left. (1 of 2)
   1:24    Again (2 of 2).
   1:44    Rest.
   2:14  Piriformis, right side
   2:22    Lean in on the right. (1 of 2)
   2:42    Again (2 of 2).
   3:02    Rest.
   3:32  To finish
   3:36    Roll over.
   3:37    The speaker is gone.
   3:37    Waiting.
   3:37    One moment: finding the words."""


def test_a_session_as_a_script() -> None:
    """Without any sound, everything that would be heard is listed with its time, side and listener."""
    plan = planned(
        "## Hips (each side)\n\n> [!CAUTION]\n> Mind it.\n\n- Lean in. (2 breaths)\n  > Breathe.\n- Turn. (wait)\n"
    )
    assert "\n".join(script_of(plan)) == LISTED


LISTED = """\
hips, 2 min 9 s
   0:00  Hips, left side
   0:00                      rest, 0.1 s
   0:00           therapist  hips.
   0:00                      rest, 1.7 s
   0:02           therapist  Hips.
   0:02                      rest, 1.7 s
   0:04           therapist  Left side.
   0:04                      rest, 2.3 s
   0:07    left   therapist  Caution: Mind it.
   0:07    left              rest, 2.3 s
   0:09    left   therapist  Lean in.
   0:10    left              rest, 1.7 s
   0:12    left   client     Breathe.
   0:12    left              rest, 2.0 s
   0:14    left              2 breaths, 20 s: "Now breathe in." "And breathe out." "Breathe in." "Slowly out."
   0:34    left   therapist  Turn.
   0:34    left              until next, or 30 s
   1:04  Hips, right side
   1:04                      two chimes
   1:07           therapist  Now the right side.
   1:08                      rest, 3.4 s
   1:11    right  therapist  Caution: Mind it.
   1:12    right             rest, 2.3 s
   1:14    right  therapist  Lean in.
   1:14    right             rest, 1.7 s
   1:16    right  client     Breathe.
   1:17    right             rest, 2.0 s
   1:19    right             2 breaths, 20 s: "Now breathe in." "And breathe out." "Breathe in." "Slowly out."
   1:39    right  therapist  Turn.
   1:39    right             until next, or 30 s"""
