"""Routines on the clock."""

from __future__ import annotations

import itertools
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.app import as_json
from coach.errors import OutOfReach, PlanError
from coach.plan import Cue, Plan, Selection, Utterance, fit_slots, lay_out, outline
from coach.plan.outline import Outline, line_outline
from coach.plan.plan import SegmentSpan
from coach.script.reader import parse_routine


def outlined(text: str, *wanted: str) -> Outline:
    """The outline of a script."""
    return outline(parse_routine(text, Path("x.md")), Selection(wanted))


def planned(text: str, *wanted: str) -> Plan:
    """The plan of a script, by estimate."""
    return lay_out(outlined(text, *wanted))


def said(plan: Plan) -> list[str]:
    """Every line spoken, in order."""
    return [cue.text for cue in plan.cues if cue.kind == "say" and cue.text]


def starts(plan: Plan, *texts: str) -> list[int]:
    """When each of these lines is first spoken, in milliseconds."""
    return [next(cue.start for cue in plan.cues if cue.text == text) for text in texts]


def test_a_time_is_from_first_word_to_next_cue() -> None:
    """`(20s)` owns its slot: the next cue comes that long after this one's first word."""
    one, two, three = starts(planned("- One. (20s)\n- Two. (1:30)\n- Three. (5s)"), "One.", "Two.", "Three.")
    assert (two - one, three - two) == (20_000, 90_000)


def test_client_lines_sound_inside_the_slot() -> None:
    """Words to the client come after the step's own, and the slot stays what it is."""
    plan = planned("- Lean in. (20s)\n  > Breathe slowly.\n- Next. (5s)")
    lean, client, after = starts(plan, "Lean in.", "Breathe slowly.", "Next.")
    assert lean < client < after == lean + 20_000


def test_breaths_follow_the_words_in_whole_cycles() -> None:
    """`(6 breaths)` is six cycles after the last word; the first three are voiced, the rest sound alone."""
    plan = planned("---\nbreath: 4-2-6\n---\n- Lean in. (6 breaths)\n- After. (1 breath)")
    breaths = [cue for cue in plan.cues if cue.kind == "breath"]
    assert [cue.end - cue.start for cue in breaths[:3]] == [4000, 2000, 6000]
    assert len(breaths) == 7 * 3
    assert all(cue.text for cue in breaths[:9])
    assert [cue.text for cue in breaths[9:]] == [None] * 12
    assert breaths[0].start > next(cue.end for cue in plan.cues if cue.text == "Lean in.")
    assert starts(plan, "After.") == [breaths[17].end]


def test_a_second_breath_in_tops_up_the_first() -> None:
    """It follows the first and its hold at its time, fills the lungs to the end, and is prompted if that fits."""
    plan = planned("---\nbreath: 2 in, hold 1, 1 in, 5 out, 1 rest\n---\n- Sigh with me. (4 breaths)")
    breaths = [cue for cue in plan.cues if cue.kind == "breath"]
    assert [cue.sound for cue in breaths] == ["inhale", "hold", "top up", "exhale", "hold"] * 4
    assert [cue.start - breaths[0].start for cue in breaths[:6]] == [0, 2000, 3000, 4000, 9000, 10_000]
    assert [cue.lungs for cue in breaths[:5]] == [(0, 2 / 3), (2 / 3, 2 / 3), (2 / 3, 1), (1, 0), (0, 0)]
    assert [cue.text for cue in breaths if cue.sound == "top up"] == ["More."] * 3 + [None]
    assert all(one.end == two.start for one, two in itertools.pairwise(breaths))


@pytest.mark.parametrize(("seconds", "text"), [("0.5", None), ("1", "More."), ("3", "And a little more.")])
def test_a_second_breath_in_is_prompted_in_as_many_words_as_fit(seconds: str, text: str | None) -> None:
    """A long one has a sentence, a short one a word, the shortest none; and a slow voice says nothing over its end."""
    segments = outlined(f"---\nbreath: 3 in, {seconds} in, 6 out\n---\n- Sigh. (1 breath)")
    for lengths in ({}, dict.fromkeys(segments.utterances(), 400)):
        assert [cue.text for cue in lay_out(segments, lengths).cues if cue.sound == "top up"] == [text]
    slow = lay_out(segments, dict.fromkeys(segments.utterances(), 3500))
    assert [cue.text for cue in slow.cues if cue.sound == "top up"] == [None]


def test_repeats_say_the_words_once_and_ring_each_end() -> None:
    """`(x3, 20s)` is three slots of 20 s, the words once, each closed by the bowl."""
    plan = planned("- Press. (x3, 20s)\n- Next. (5s)")
    assert said(plan).count("Press.") == 1
    press, after = starts(plan, "Press.", "Next.")
    assert after - press == 60_000
    assert [cue.end - press for cue in plan.cues if cue.sound == "bowl"] == [20_000, 40_000, 60_000]


def test_a_long_hold_ends_with_the_bowl() -> None:
    """Half a minute of quiet and more is closed by the low bowl, less is not; a wait never."""
    assert [cue.sound for cue in planned("- Hold. (60s)").cues if cue.kind == "chime"] == ["bowl"]
    assert not [cue for cue in planned("- Hold. (20s)\n- Turn. (wait, 90s)").cues if cue.kind == "chime"]


def test_sections_are_chimed_and_named() -> None:
    """One chime and the title begin each area after the first; two chimes and words change sides."""
    plan = planned("## Hips (each side)\n- Press on the {side}. (10s)\n## Neck\n- Hold. (10s)")
    assert said(plan) == [
        "x.", "Hips.", "Left side.", "Press on the left.",
        "Now the right side.", "Press on the right.", "Neck.", "Hold.",
    ]  # fmt: skip
    assert [cue.sound for cue in plan.cues if cue.kind == "chime"] == ["two chimes", "chime"]
    assert [(span.title, span.side) for span in plan.sections] == [("Hips", "left"), ("Hips", "right"), ("Neck", None)]


def test_sides_are_equal_and_the_change_belongs_to_neither() -> None:
    """Left and right last the same to the millisecond, with any clip lengths, and the change has no side."""
    plan = outlined("## Hips (each side)\n> [!CAUTION]\n> Mind the {side}.\n\n- Press {side}. (6s)\n- Go. (2 breaths)")
    lengths = {u: 300 + 977 * n for n, u in enumerate(plan.utterances())}
    result = lay_out(plan, lengths)
    left, right = result.sections
    assert left.end - left.start == right.end - right.start
    assert {cue.side for cue in result.cues if cue.text == "Now the right side."} == {None}
    assert [cue.caution for cue in result.cues].count(True) == 2


def test_areas_are_done_together_on_each_side() -> None:
    """All areas of a sided section are done on the left, then all on the right, with equal times."""
    plan = planned("## Hips (each side)\n- Stand {side}. (5s)\n### Glutes\n- Lean. (9s)\n### Band\n- Go. (1 breath)")
    assert [line for line in said(plan) if "reath" not in line] == [
        "x.", "Hips.", "Left side.", "Stand left.", "Glutes.", "Lean.", "Band.", "Go.",
        "Now the right side.", "Stand right.", "Glutes.", "Lean.", "Band.", "Go.",
    ]  # fmt: skip
    assert [(span.title, span.side) for span in plan.sections] == [
        (title, side) for side in ("left", "right") for title in ("Hips", "Glutes", "Band")
    ]
    lengths = [span.end - span.start for span in plan.sections]
    assert lengths[:3] == lengths[3:]
    assert [cue.sound for cue in plan.cues if cue.kind == "chime"] == ["chime", "chime", "two chimes", "chime", "chime"]


def test_a_sample_line_is_its_words() -> None:
    """A line by itself has no time: what stands in brackets is said with the others, and nothing lasts two minutes."""
    plan = lay_out(line_outline("Rest here (2 min)"))
    assert said(plan) == ["Rest here (2 min)"]
    assert plan.length < 10_000


def test_an_area_may_be_done_on_each_side_by_itself() -> None:
    """In a section that is not, `(each side)` on an area does that area left, then right, with its cautions."""
    calf = "### Calf (each side)\n> [!CAUTION]\n> Clots? Stop.\n\n- Press {side}. (9s)\n"
    plan = planned(f"## Legs\n- Sit. (5s)\n{calf}### Foot\n- Hold. (9s)")
    assert said(plan) == [
        "x.", "Legs.", "Sit.", "Left side.", "Calf.", "Clots? Stop.", "Press left.",
        "Now the right side.", "Calf.", "Clots? Stop.", "Press right.", "Foot.", "Hold.",
    ]  # fmt: skip
    sides = [(span.title, span.side) for span in plan.sections]
    assert sides == [("Legs", None), ("Calf", "left"), ("Calf", "right"), ("Foot", None)]
    assert plan.sections[1].end - plan.sections[1].start == plan.sections[2].end - plan.sections[2].start
    assert [cue.sound for cue in plan.cues if cue.kind == "chime"] == ["chime", "two chimes", "chime"]
    one = lay_out(outline(parse_routine(f"## Legs\n{calf}", Path("x.md")), Selection(sides=("right",))))
    assert said(one) == ["x.", "Legs.", "Right side.", "Calf.", "Clots? Stop.", "Press right."]


def test_a_section_may_be_all_areas() -> None:
    """A section without steps of its own is named where its first area begins, and is none itself."""
    plan = planned("- Go. (5s)\n## Legs (each side, optional)\n### Calf\n- Press. (9s)\n### Foot\n- Hold. (9s)", "legs")
    assert said(plan)[2:6] == ["Legs.", "Left side.", "Calf.", "Press."]
    assert [span.name for span in plan.sections][1:] == [
        "Calf, left side", "Foot, left side", "Calf, right side", "Foot, right side",
    ]  # fmt: skip


def test_a_step_on_each_side() -> None:
    """`(each side)` on a step does that step left, then right, all repeats of one side together."""
    plan = planned("- Turn. (x2, 20s, each side)\n- End. (5s)")
    assert said(plan) == ["x.", "Left side.", "Turn.", "Now the right side.", "Turn.", "End."]
    sides = [cue.side for cue in plan.cues if cue.sound == "bowl"]
    assert sides == ["left", "left", "right", "right"]


def test_cautions_are_heard_on_both_sides_of_a_step() -> None:
    """A caution before a step on each side is spoken before it on the left and again on the right."""
    plan = planned("- Lie down. (5s)\n\n> [!CAUTION]\n> Dizzy? Stop.\n\n- Roll {side}. (10s, each side)")
    assert said(plan)[2:] == [
        "Left side.", "Dizzy? Stop.", "Roll left.", "Now the right side.", "Dizzy? Stop.", "Roll right.",
    ]  # fmt: skip


def test_the_bowl_rings_on_both_sides_or_on_neither() -> None:
    """Where a hold's quiet is long enough on the left only, whose name is shorter, no bowl rings on either side."""
    for tenths in range(360, 420):
        plan = planned(f"- Press on the {{side}} and on the {{side}}, the {{side}} one. ({tenths / 10}s, each side)")
        assert [cue.side for cue in plan.cues if cue.sound == "bowl"] in ([], ["left", "right"])


def test_every_long_repeat_rings_also_the_first() -> None:
    """The bowl ends each repeat, the one with the words too; where it does not fit, the slot is longer and told."""
    plan = planned("- Bend and hold. Three times, one to each bowl. (x3, 15s)")
    assert [cue.sound for cue in plan.cues].count("bowl") == 3
    tight = planned(f"- Bend and hold. {'And think of the shoulders. ' * 7}Three times. (x3, 15s)")
    assert [cue.sound for cue in tight.cues].count("bowl") == 3
    assert len(tight.overruns) == 1


def test_a_day_is_the_most() -> None:
    """A script whose words alone would fill more than a day is refused."""
    words = "".join(f"- {'word ' * 190}{number}.\n" for number in range(320))
    with pytest.raises(PlanError, match="24 h is the most"):
        planned(f"---\npace: 60\n---\n## Twice, and slowly (each side)\n{words}")


def test_optional_sections_are_out_until_asked_for() -> None:
    """An optional section is left out, comes in by part of its name, and an unknown name is refused."""
    text = "- Begin. (5s)\n## Belly work (optional)\n- Ask. (5s)"
    assert "Ask." not in said(planned(text))
    assert "Ask." in said(planned(text, "belly"))
    with pytest.raises(PlanError, match="'Belly work'"):
        planned(text, "bely wrk")
    with pytest.raises(PlanError, match="Every section"):
        planned("## Belly (optional)\n- Ask. (5s)")


def test_a_long_clip_moves_what_follows_by_the_difference() -> None:
    """Words longer than their slot push the next cue, are never overlapped, and are reported."""
    plan = outlined("- One. (5s)\n- Two. (5s)")
    before = lay_out(plan)
    one = next(cue.utterance for cue in before.cues if cue.text == "One.")
    assert one
    after = lay_out(plan, {one: 7000})
    assert starts(after, "Two.")[0] - starts(after, "One.")[0] == 7250
    assert [(overrun.text, overrun.by) for overrun in after.overruns] == [("One.", 2250)]
    assert not before.overruns


def test_a_clip_that_fits_moves_nothing() -> None:
    """With real clips no longer than the time kept for them, the clock is the one the text gave."""
    plan = outlined("- One. (5s)\n- Two words here.\n- Breathe. (2 breaths)\n> [!CAUTION]\n> Mind.\n\n- End.")
    before = lay_out(plan)
    after = lay_out(plan, dict.fromkeys(plan.utterances(), 400))
    assert [segment.start for segment in after.segments] == [segment.start for segment in before.segments]
    assert after.exact
    assert not before.exact


FLEXIBLE = (
    "## A (each side)\n- One. (45s, 30-90s)\n- Two. (x3, 20s, 10-30s)\n## B\n- Three. (20s)\n- Four. (10s, 5-60s)"
)


@given(st.integers(min_value=100_000, max_value=560_000))
def test_a_fit_is_exact_or_refused_with_the_range(target: int) -> None:
    """A length within reach is met to the millisecond within every bound; outside it, the range is told."""
    plan = outlined(FLEXIBLE)
    try:
        slots = fit_slots(plan, target)
    except OutOfReach as error:
        assert not error.shortest <= target <= error.longest
        assert lay_out(plan, None, fit_slots(plan, error.shortest)).length == error.shortest
        assert lay_out(plan, None, fit_slots(plan, error.longest)).length == error.longest
    else:
        fitted = lay_out(plan, None, slots)
        assert fitted.length == target
        left, right = fitted.sections[:2]
        assert left.end - left.start == right.end - right.start
        ones = [after.start - cue.start for cue, after in zip_starts(fitted, "One.")]
        assert all(30_000 <= length <= 90_000 for length in ones)
        assert said(fitted) == said(lay_out(plan))


def zip_starts(plan: Plan, text: str) -> list[tuple[Cue, SegmentSpan]]:
    """Each cue with these words, and the step after it."""
    return [(cue, plan.segments[cue.segment + 1]) for cue in plan.cues if cue.text == text]


def test_without_bounds_a_fit_is_refused() -> None:
    """A routine whose times have no bounds has one length, and says so."""
    with pytest.raises(OutOfReach, match="none of its steps has bounds"):
        fit_slots(outlined("- One. (20s)"), 60_000)


def test_cautions_never_move_or_go() -> None:
    """Fitted shortest or longest, with optional sections or without, the cautions are all there and in order."""
    text = (
        FLEXIBLE.replace("- One.", "> [!CAUTION]\n> Mind.\n\n- One.")
        + "\n## C (optional)\n> [!WARNING]\n> Ask.\n\n- Go."
    )
    plan = outlined(text, "C")
    caution = [cue.text for cue in lay_out(plan).cues if cue.caution]
    assert caution == ["Mind.", "Mind.", "Ask."]
    for target in (200_000, 460_000):
        fitted = lay_out(plan, None, fit_slots(plan, target))
        assert [cue.text for cue in fitted.cues if cue.caution] == caution


def test_a_title_without_a_word_is_not_spoken() -> None:
    """A title or heading that is only an emoji is shown, and nothing is asked of the voice for it."""
    plan = planned("# 😀\n## ...\n- One. (5s)")
    assert said(plan) == ["One."]
    assert plan.title == "😀"


def test_the_contract() -> None:
    """`as_json.plan` has exactly the promised keys, in seconds, with a rest wherever nothing sounds."""
    data = as_json.plan(planned("## Hips (each side)\n- Press {side}. (10s)\n  > Breathe."))
    assert list(data) == ["routine", "title", "seconds", "exact", "sections", "cues"]
    assert list(data["sections"][0]) == ["title", "side", "start", "end"]
    assert list(data["cues"][0]) == [
        "start", "end", "kind", "to", "text", "caution", "section", "side", "file", "line", "voice",
    ]  # fmt: skip
    press = next(cue for cue in data["cues"] if cue["text"] == "Press left.")
    assert (press["kind"], press["to"], press["side"], press["line"]) == ("say", "therapist", "left", 2)
    rest = next(cue for cue in data["cues"] if cue["kind"] == "rest")
    assert (rest["to"], rest["text"], rest["caution"]) == (None, None, False)


TWO = """# Hips
## Hips (each side)
- Press {side}. (10s)
  > Breathe.
- Lean in. (1 breath)
"""


def test_two_voices_are_introduced() -> None:
    """Where two voices speak, each says once, after the title, for whom it is; then all goes on as with one."""
    routine = parse_routine(TWO, Path("x.md"))
    one, two = (lay_out(outline(routine, two_voices=two)) for two in (False, True))
    assert said(two)[:3] == ["Hips.", "This voice is for the therapist.", "And this voice is for the client."]
    assert [text for text in said(one) if text != "Hips."] == said(two)[3:]
    assert (two.cues[0].start, two.cues[-1].end) == (0, two.length)
    lasting = [[span.end - span.start for span in plan.segments] for plan in (one, two)]
    assert lasting[1][4:6] == lasting[0][1:3]
    assert lasting[1][3] == lasting[1][6]  # the openings of the two sides, without what is said before


def test_one_voice_is_not_introduced() -> None:
    """There is nothing to say where nothing is said to a client: in a routine for oneself, or without such lines."""
    for text in ("---\nfor: self\n---\n- Rest. (2 breaths)", "# Hips\n- Press. (10s)"):
        routine = parse_routine(text, Path("x.md"))
        assert said(lay_out(outline(routine, two_voices=True))) == said(lay_out(outline(routine)))


def test_each_cue_names_its_voice() -> None:
    """What is said to a client is the client's voice's, prompts to breathe included; all else is the guide's."""
    plan = lay_out(outline(parse_routine(TWO, Path("x.md")), two_voices=True))
    cues = as_json.plan(plan, {"guide": "anna", "client": "ben"})["cues"]
    spoken = {(cue["text"], cue["to"], cue["voice"]) for cue in cues if cue["text"]}
    assert {(text, "client", "ben") for text in ("Breathe.", "Now breathe in.", "And breathe out.")} <= spoken
    assert {(text, "therapist", "anna") for text in ("Hips.", "Press left.", "Lean in.")} <= spoken
    assert all(cue["voice"] is None for cue in cues if not cue["text"])
    assert {cue["voice"] for cue in as_json.plan(plan)["cues"]} == {None}


_TIMES = st.sampled_from(
    ["", "(20s)", "(3s)", "(45s, 30-90s)", "(2 breaths)", "(x3, 8s)", "(x2, 1 breath)", "(wait)", "(wait, 9s)",
     "(12s, 10-30s)", "(x2, 10s, 5-20s)"]
)  # fmt: skip
_STEPS = st.tuples(
    st.sampled_from(["Press.", "Find the muscle just below the bone and rest there.", ""]),
    _TIMES,
    st.booleans(),
    st.booleans(),
).map(
    lambda parts: (
        ("> [!CAUTION]\n> Mind that.\n\n" if parts[2] else "")
        + f"- {parts[0] or ('' if parts[1] else 'Go.')} {parts[1]}"
        + ("\n  > Breathe now." if parts[3] and parts[0] else "")
    )
)
_SECTIONS = st.tuples(
    st.sampled_from(["## Hips", "## Neck (each side)", "### Area", ""]), st.lists(_STEPS, min_size=1, max_size=5)
)
_SCRIPTS = st.lists(_SECTIONS, min_size=1, max_size=4).map(
    lambda sections: (
        "- Begin. (5s)\n\n" + "\n\n".join("\n".join([head, "", "\n\n".join(steps)]) for head, steps in sections)
    )
)


@settings(max_examples=150)
@given(_SCRIPTS, st.randoms(use_true_random=False))
def test_cues_tile_the_clock(text: str, random: Random) -> None:
    """For any script and any clip lengths: no gap, no overlap, in order, and the total is the sum."""
    plan = outlined(text)
    for lengths in ({}, {u: random.randint(100, 15_000) for u in plan.utterances()}):
        result: Plan = lay_out(plan, lengths)
        assert result.cues[0].start == 0
        for cue, after in zip(result.cues, result.cues[1:], strict=False):
            assert cue.start < cue.end == after.start
            assert cue.segment <= after.segment
        assert sum(cue.end - cue.start for cue in result.cues) == result.length == result.sections[-1].end
        for cue in result.cues:
            if cue.utterance and cue.utterance in lengths:
                assert cue.end - cue.start >= lengths[cue.utterance] or cue.kind == "breath"
                assert lengths[cue.utterance] <= cue.end - cue.start
        for span, after_span in zip(result.sections, result.sections[1:], strict=False):
            assert span.end == after_span.start
        left, right = ([s.end - s.start for s in result.sections if s.side == side] for side in ("left", "right"))
        assert left == right
        assert all(isinstance(u, Utterance) and u.words for u in plan.utterances())


def test_ten_thousand_steps() -> None:
    """A very long script is planned like any other."""
    plan = planned("".join(f"- Step number {number}. (5s)\n" for number in range(10_000)))
    assert len(plan.segments) == 10_001
