"""The routines cover the catalogue, and each caution stands before what it governs, however long the session."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import PlanError
from coach.plan import SIDES, Plan, Selection, Utterance, fit_slots, lay_out, outline, reach
from coach.plan.cue import Side
from coach.plan.estimate import estimate
from coach.plan.outline import Outline
from coach.plan.planner import Planner
from coach.plan.selection import OpeningForm
from coach.plan.suiting import conditions_of
from coach.script import Step
from coach.session import open_voicer
from coach.settings import Settings
from coach.speech.system import SystemVoice

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))
import make_coverage as coverage  # noqa: E402

each_routine = pytest.mark.parametrize("name", coverage.COVERS)
FILES = sorted(coverage.SCRIPTS.rglob("*.md"))

LONGEST_LINE, USUAL_LINE = 15, 12
"""Words in a spoken line: the most, for a caution that is one whole sentence, and the most in nine of ten."""
FORBIDDEN = re.compile(
    r"\b(toxins?|toxic|detox\w*|flush\w*|raynor|cur(e|es|ed|ing|ative)|heal(s|ed|ing|er)?|treat(s|ed|ing|ments?)?"
    r"|diagnos\w+|reliev\w+|fix(es|ed|ing)?|guarantee\w*|shins?|releas\w+ ((the|that|this) )?(it )?band|genitals?)\b",
    re.IGNORECASE,
)
"""What is false, promised, another's name, or misunderstood, wherever it stands in a script."""
TURNING = re.compile(r"\bturn over\b|\b(roll|turn)\b.*\bonto your (back|front)\b|\bturn face", re.IGNORECASE)


@cache
def plans(name: str) -> list[tuple[Outline, list[Plan]]]:
    """A routine as written, at its shortest and at its longest: without options, and with all of them."""
    routine = coverage.routine(name)
    outlines = [outline(routine, Selection(wanted)) for wanted in ((), coverage.optional(routine))]
    return [
        (plan, [lay_out(plan), *(lay_out(plan, None, fit_slots(plan, length)) for length in reach(plan))])
        for plan in outlines
    ]


def steps_of(plan: Outline) -> list[Step | None]:
    """For each beat its step; None for the words and sounds that open a section or a side."""
    steps = {each.step.location: each.step for each in coverage.spoken(plan.routine)}
    return [steps[segment.location] if segment.step >= 0 else None for segment in plan.segments]


def runs_of(plan: Outline) -> list[tuple[int, Side | None]]:
    """For each section and area of a plan, the `##` section it is of, and its side: what is done in one go."""
    owners = {area.location: n for n, section in enumerate(plan.routine.sections) for area in section.walk()}
    return [(owners[stretch.area.location], stretch.side) for stretch in plan.passes]


def test_the_page_is_what_the_scripts_say() -> None:
    """The page of coverage is the one the program writes now: `python docs/make_coverage.py`."""
    assert coverage.PAGE.read_text("utf-8") == coverage.page()


def test_every_script_is_in_the_catalogue() -> None:
    """The catalogue lists the routines there are, no more and no fewer."""
    assert {path.stem for path in coverage.SCRIPTS.glob("*.md")} == set(coverage.COVERS)


def test_every_technique_is_spoken() -> None:
    """Every technique of the two guides is in the catalogue, and in some routine."""
    assert list(coverage.TECHNIQUES) == [f"H{n}" for n in range(1, 32)] + [f"S{n}" for n in range(1, 59)]
    sources = {number for each in coverage.everything() for number in each.step.sources}
    missing = [number for number in coverage.TECHNIQUES if number not in sources]
    assert not missing


@each_routine
def test_a_routine_covers_its_row(name: str) -> None:
    """With its options on, a routine speaks every technique its row of the catalogue names."""
    sources = {number for step in steps_of(plans(name)[1][0]) if step for number in step.sources}
    missing = [number for number in coverage.COVERS[name] if number not in sources]
    assert not missing


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_comment_names_an_unknown_technique(file: Path) -> None:
    """What looks like the number of a technique in a comment is one, written by itself."""
    comments = " ".join(re.findall(r"<!--(.*?)-->", file.read_text("utf-8"), re.DOTALL))
    unknown = set(re.findall(r"\b[HS]\d[\w–-]*", comments, re.IGNORECASE)) - set(coverage.TECHNIQUES)
    assert not unknown


def test_every_part_is_used() -> None:
    """Each file in `scripts/parts` is included by a routine of the catalogue."""
    used = {Path(each.step.location.file).resolve() for each in coverage.everything()}
    unused = [path.name for path in coverage.SCRIPTS.glob("parts/*.md") if path.resolve() not in used]
    assert not unused


@pytest.mark.parametrize("caution", coverage.CAUTIONS, ids=lambda caution: caution.hears[0])
def test_no_rule_is_idle(caution: coverage.Caution) -> None:
    """Each rule about a caution governs a step of some routine."""
    assert any(caution.governs(each.step, each.routine) for each in coverage.everything())


def ungoverned(plan: Outline, timed: Plan) -> set[str]:
    """The governed steps before which, in the same section and on the same side, a caution they need is not heard."""
    steps, runs = steps_of(plan), runs_of(plan)
    heard = defaultdict(list)
    missing = set()
    for cue in timed.cues:
        step, run = steps[cue.segment], runs[cue.section]
        if cue.caution and cue.text:
            heard[run].append(cue.text)
        if step:
            missing |= {
                f"{Path(step.location.file).name}:{step.location.line} {caution.hears}"
                for caution in coverage.CAUTIONS
                if caution.governs(step, plan.routine) and not any(map(caution.heard_in, heard[run]))
            }
    return missing


@each_routine
def test_cautions_stand_before_what_they_govern(name: str) -> None:
    """Each governed step comes after its cautions, within the same section and on the same side, at any length."""
    for plan, fitted in plans(name):
        for timed in fitted:
            assert not ungoverned(plan, timed)


@each_routine
@settings(max_examples=12)
@given(st.data())
def test_cautions_stand_for_every_client(name: str, data: st.DataObject) -> None:
    """Whatever the client's conditions, the guidance, the opening and the length, each governed step comes after its
    cautions, those for such a client are heard too, and both sides last the same.
    """
    routine = coverage.routine(name)
    known = conditions_of(routine)
    client = tuple(data.draw(st.lists(st.sampled_from(known), unique=True))) if known else ()
    choice = Selection(
        data.draw(st.sampled_from([(), coverage.optional(routine)])),
        guidance=data.draw(st.sampled_from(["learn", "know"])),
        opening=data.draw(st.sampled_from(["full", "brief"])),
        client=client,
    )
    try:
        plan = outline(routine, choice)
    except PlanError:
        assert client  # nothing of it is for such a client
        return
    shortest, longest = reach(plan)
    length = data.draw(st.integers(shortest, longest))
    timed = lay_out(plan, None, fit_slots(plan, length))
    assert not ungoverned(plan, timed)
    said = {cue.text for cue in timed.cues if cue.caution}
    done = {area.location for area, *_ in plan.passes}
    for each in coverage.spoken(routine):
        if each.step.caution and each.area.location in done and not {*each.step.only_if}.isdisjoint(client):
            assert each.text in said
    lengths = [[span.end - span.start for span in timed.sections if span.side == side] for side in SIDES]
    assert lengths[0] == lengths[1]


@each_routine
def test_every_caution_is_heard_in_full(name: str) -> None:
    """Each caution of a section is heard whenever that section is done, on each side, in its own words."""
    for plan, fitted in plans(name):
        runs = runs_of(plan)
        written = {
            (run, each.step.location, each.step.lines[0].text.replace("{side}", run[1] or ""))
            for run in runs
            for each in coverage.spoken(plan.routine)
            if each.step.caution and not each.step.only_if and each.section is plan.routine.sections[run[0]]
        }
        for timed in fitted:
            assert written == {(runs[cue.section], cue.location, cue.text) for cue in timed.cues if cue.caution}


@each_routine
def test_cautions_never_scale(name: str) -> None:
    """In a short session, a long one and as written, the same cautions are heard for the same full time."""
    for _, fitted in plans(name):
        heard = []
        for timed in fitted:
            cautions = [(cue, timed.segments[cue.segment]) for cue in timed.cues if cue.caution]
            heard.append([(cue.text, cue.end - cue.start, segment.end - segment.start) for cue, segment in cautions])
            assert all(cue.utterance and cue.end - cue.start == estimate(cue.utterance) for cue, _ in cautions)
        assert heard[0] == heard[1] == heard[2]


@each_routine
def test_a_session_opens_with_what_could_forbid_it(name: str) -> None:
    """For a therapist the opening check is heard, in the form asked for, before any hand is laid on; for oneself the
    first words after the title say when to stop.
    """
    routine = coverage.routine(name)
    if routine.header.speaker == "self":
        said = [cue for cue in lay_out(outline(routine)).cues if cue.role in ("caution", "step")]
        assert said[0].caution
        assert coverage.CATALOGUE["self-care"]["hears"] in (said[0].text or "").lower()
        return
    forms: dict[OpeningForm, str] = {"full": "hears", "brief": "brief"}
    for form, hears in forms.items():
        plan = outline(routine, Selection(opening=form))
        last = max(number for number, span in enumerate(plan.passes) if span.opening)
        first = [cue for cue in lay_out(plan).cues if cue.section <= last]
        heard = [cue.text.lower() for cue in first if cue.caution and cue.text]
        assert not [words for words in coverage.CATALOGUE["opening"][hears] if not any(words in text for text in heard)]
        steps = steps_of(plan)
        done = {number for cue in first if (step := steps[cue.segment]) for number in step.sources}
        assert done <= set(coverage.CATALOGUE["opening"]["words"])


@each_routine
def test_left_equals_right(name: str) -> None:
    """What is heard on the left is heard on the right, in the same order and time, with the sides' names swapped; only
    what teaches is said on the first side alone.
    """
    swap = {"left": "right", "right": "left"}
    for plan, fitted in plans(name):
        steps = steps_of(plan)
        for timed in fitted:
            cues: dict[Side | None, list[object]] = {"left": [], "right": [], None: []}
            for cue in timed.cues:
                step = steps[cue.segment]
                if step and step.learn and cue.to != "client":
                    continue
                text = cue.text if cue.kind == "say" else None  # how to breathe is said once, on the first side
                if text and cue.side == "left":
                    text = re.sub(r"\b(left|(?<!all )right)\b", lambda word: swap[word[0]], text)
                if cue.kind != "rest":  # what the shorter of two words leaves over is a rest
                    cues[cue.side].append((cue.kind, cue.sound, cue.caution, cue.location, text))
            assert cues["left"] == cues["right"]
            slots: dict[Side | None, list[int]] = {"left": [], "right": [], None: []}
            for segment, span in zip(plan.segments, timed.segments, strict=True):
                slots[segment.side].append(span.end - span.start)
            for section in timed.sections:
                slots[section.side].append(section.end - section.start)
            assert slots["left"] == slots["right"]


@each_routine
def test_words_fit_their_time(name: str) -> None:
    """No line is longer than the time of its step, as written and at the least."""
    for _, fitted in plans(name):
        assert not {(str(over.location), over.by) for timed in fitted for over in timed.overruns}


SLOWER = 1.5
"""No line takes the computer's own voice this much longer than estimated; the most that was measured is 1.3."""


def test_words_fit_their_time_in_a_voice(system_voice: SystemVoice, shared_cache: Path) -> None:
    """Spoken for real by the computer's own voice, no line overruns its step, and each word is in its dictionary.

    Only steps are spoken that would overrun if their words took half as long again: the others have room for any.
    """
    routines = [coverage.routine(name) for name in coverage.COVERS]
    planners = [Planner.of_routine(each, Selection(coverage.optional(each))) for each in routines]
    known: set[Utterance] = set()
    spoken: dict[Utterance, int] = {}
    with open_voicer(planners[0], Settings(voice=system_voice.name, cache_dir=shared_cache)) as voicer:
        for planner in planners:
            said = set(planner.outline.utterances())
            assert not [word for each in said - known for word in voicer.unsure(each)]
            known |= said
            slow = planner.plan({each: round(estimate(each) * SLOWER) for each in said})
            near = {over.location for over in slow.overruns}
            places = [segment.location for segment in planner.outline.segments]
            tight = [span.clips for span, place in zip(slow.segments, places, strict=True) if place in near]
            spoken |= {each: voicer.make(each) for clips in tight for each in clips if each not in spoken}
            assert not [(str(over.location), over.by) for over in planner.plan(spoken).overruns]
    assert not {each.words: length for each, length in spoken.items() if length > estimate(each) * SLOWER}
    assert len(spoken) > 30


@each_routine
def test_lines_are_short(name: str) -> None:
    """A spoken line has at most 15 words, and all but a tenth, or one, have at most 12."""
    lines = {line.location: line.text for each in coverage.spoken(coverage.routine(name)) for line in each.step.lines}
    words = {f"{Path(place.file).name}:{place.line}": len(text.split()) for place, text in lines.items()}
    assert not {place: count for place, count in words.items() if count > LONGEST_LINE}
    longish = [place for place, count in words.items() if count > USUAL_LINE]
    assert len(longish) <= max(len(words) / 10, 1), longish


@each_routine
def test_what_needs_asking_for_is_optional(name: str) -> None:
    """Belly work and spine lengthening are done only when asked for; turning over never depends on that."""
    asked = set(coverage.numbers(["H16-H17", "S54-S57"]))
    every = list(coverage.spoken(coverage.routine(name)))
    assert not [str(e.step.location) for e in every if asked & set(e.step.sources) and not e.section.optional]
    turns = [e for e in every if "S39" in e.step.sources or any(TURNING.search(line.text) for line in e.step.lines)]
    assert not [str(e.step.location) for e in turns if e.section.optional]
    face_up = [e for e in every if "H15" in e.step.sources and not e.step.caution]
    assert not face_up or not all(e.section.optional for e in face_up)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_false_is_said(file: Path) -> None:
    """No script promises, diagnoses, or says what is not so, in what is spoken or beside it."""
    assert not [match[0] for match in FORBIDDEN.finditer(file.read_text("utf-8"))]


@pytest.mark.parametrize("name", [name for name, covers in coverage.COVERS.items() if "S16" in covers])
def test_the_outer_hand_leads(name: str) -> None:
    """On the left leg the left hand is the higher one, on the right the right."""
    plan, fitted = plans(name)[1]
    steps = steps_of(plan)
    for side, other in zip(SIDES, reversed(SIDES), strict=True):
        cues = [cue for cue in fitted[0].cues if cue.side == side and cue.kind == "say" and cue.to == "therapist"]
        words = " ".join(
            f"{cue.text}" for cue in cues if (step := steps[cue.segment]) and "S16" in step.sources
        ).lower()
        assert re.search(rf"\b{side} hand (is )?(higher|above|on top)", words)
        assert f"{other} hand" not in words
