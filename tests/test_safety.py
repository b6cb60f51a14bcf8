"""What keeps a client safe is heard in every session it concerns: each point by itself, on the compiled plan."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest

from coach.plan import Plan, Selection, lay_out, outline
from coach.plan.cue import Cue
from coach.plan.selection import OpeningForm
from coach.plan.suiting import Guidance, conditions_of

sys.path.insert(0, str(Path(__file__).parent.parent / "docs"))
import make_coverage as coverage

FOR_TWO = [name for name in coverage.COVERS if coverage.routine(name).header.speaker == "therapist"]
for_two = pytest.mark.parametrize("name", FOR_TWO)
at_any_guidance = pytest.mark.parametrize("guidance", ["learn", "know"])
in_both_forms = pytest.mark.parametrize("form", ["full", "brief"])


def speaking(*numbers: str) -> list[str]:
    """The sessions on another person that speak any of these techniques."""
    return [name for name in FOR_TWO if set(numbers) & set(coverage.COVERS[name])]


@cache
def planned(name: str, guidance: Guidance = "learn", client: tuple[str, ...] = (), form: OpeningForm = "full") -> Plan:
    """A routine as written, with all its options."""
    routine = coverage.routine(name)
    choice = Selection(coverage.optional(routine), guidance=guidance, client=client, opening=form)
    return lay_out(outline(routine, choice))


def before_hands(plan: Plan) -> list[Cue]:
    """What is heard in the opening check."""
    return [cue for cue in plan.cues if plan.sections[cue.section].opening]


def has(cues: list[Cue], *words: str) -> bool:
    """Whether one of the cues has all these words."""
    return any(all(word in (cue.text or "").lower() for word in words) for cue in cues)


def parts_with(plan: Plan, *titles: str) -> list[list[Cue]]:
    """The cues of each section of these titles, one list for each time it is done."""
    found = [index for index, span in enumerate(plan.sections) if span.title in titles]
    return [[cue for cue in plan.cues if cue.section == index] for index in found]


# 1. A clot


@for_two
@at_any_guidance
def test_a_possible_clot_ends_work_on_the_legs(name: str, guidance: Guidance) -> None:
    """A sore, warm or swollen calf means: leave the legs, see a doctor today; what may lead to a clot is asked."""
    heard = [cue for cue in before_hands(planned(name, guidance)) if cue.caution]
    assert has(heard, "one calf", "swollen", "warm", "sore")
    assert has(heard, "leave the legs alone", "see a doctor today")
    assert has(heard, "had a blood clot")
    assert has(heard, "long journey", "days in bed")
    assert has(heard, "legs are left out", "unless a doctor agrees")


@pytest.mark.parametrize("name", speaking("S11"))
@at_any_guidance
def test_a_tender_leg_is_not_only_noted(name: str, guidance: Guidance) -> None:
    """Where the legs are asked about, it is said first what a sore calf means; and on each leg once more."""
    plan = planned(name, guidance)
    asking = next(
        index for index, cue in enumerate(plan.cues) if "Is the back of either leg tender" in (cue.text or "")
    )
    told = [cue for cue in plan.cues[:asking] if cue.caution and not plan.sections[cue.section].opening]
    assert has(told, "calf sore, warm or swollen", "leave the legs alone")
    assert has(told, "see a doctor today")
    legs = parts_with(plan, "Long strokes")
    assert len([part for part in legs if has(part, "calf is sore, warm or swollen", "leave the leg alone")]) == 2


# 2. Consent, before anything is uncovered

AREAS = {
    "buttocks": ("buttocks",), "back": ("whole back",), "inner thigh": ("inner thighs",), "chest": ("upper chest",),
    "hair": ("oil get into your hair",), "belly": ("on the belly, if that is planned",), "feet": ("feet",),
    "thighs": ("thighs",),
}  # fmt: skip
ASKED = {
    "deep-hip-release": "buttocks belly", "side-lying-hip": "buttocks", "front-of-hip": "thighs belly",
    "along-the-spine": "back", "legs-and-feet": "inner thigh", "gentle-session": "thighs chest hair",
    "shoulders-neck-scalp": "chest hair", "neck-and-spine": "chest hair",
    "spine-legs-neck": "back, inner thigh, chest, hair", "back-and-hips": "back buttocks",
    "complete-session": "back, buttocks, inner thigh, chest, hair, belly", "feet-and-ankles": "feet",
}  # fmt: skip


@for_two
@at_any_guidance
@in_both_forms
def test_consent_is_asked_before_uncovering(name: str, guidance: Guidance, form: OpeningForm) -> None:
    """Each area that is private is asked about in the opening, in both its forms, and waits for an answer; others are
    not asked about.
    """
    plan = planned(name, guidance, form=form)
    asked = [cue for cue in before_hands(plan) if cue.to == "client"]
    wanted = {area for area in AREAS if area in ASKED[name]}
    assert {area for area, words in AREAS.items() if area in wanted and has(asked, *words)} == wanted
    for private in ("buttocks", "inner thigh", "chest", "hair", "belly"):
        assert has(asked, *AREAS[private]) == (private in wanted)
    waits = [plan.segments[cue.segment].wait for cue in asked if "all right" in (cue.text or "")]
    assert waits
    assert all(waits)


# 3. Piriformis


@pytest.mark.parametrize("name", speaking("H10"))
def test_piriformis_is_found_loaded_then_held(name: str) -> None:
    """It lies halfway between sacrum and bony point; the breath loads it before it is held; the bone is gone around."""
    for part in parts_with(planned(name), "Piriformis"):
        texts = [(cue.text or "").lower() for cue in part]
        landmark, load, hold = (
            next(index for index, text in enumerate(texts) if words in text)
            for words in ("halfway from sacrum to hip point", "let the weight build", "hold that depth")
        )
        assert landmark < load < hold
        assert has(part[:landmark], "keep off the bony point of the hip")
        assert any(cue.kind == "breath" for cue in part[load:hold])


# 4. Pregnancy


@for_two
def test_pregnancy_is_light(name: str) -> None:
    """Pregnant clients ask their midwife or doctor, lie on the side, and have light work without the belly."""
    heard = before_hands(planned(name))
    assert has(heard, "pregnant", "midwife or doctor first")
    assert has(heard, "light", "on your side", "without belly work")


@pytest.mark.parametrize("name", [name for name in FOR_TWO if "pregnancy" in conditions_of(coverage.routine(name))])
def test_a_pregnant_client_has_no_deep_work(name: str) -> None:
    """Deep areas are not done for a pregnant client, and it is said how she lies, or what suits her instead."""
    plan = planned(name, client=("pregnancy",))
    done = {span.title for span in plan.sections}
    deep = {"Glutes", "Piriformis", "Belly and hip flexors", "Leg lift", "Toward the heart", "Kneading"}
    assert not done & {*deep, "Spine lengthening"}
    assert has(list(plan.cues), "in pregnancy")


# 5. Leg lift


@pytest.mark.parametrize("name", speaking("S21"))
@at_any_guidance
def test_a_sore_back_has_no_leg_lift(name: str, guidance: Guidance) -> None:
    """On each side the low-back caution comes before the leg is lifted."""
    parts = parts_with(planned(name, guidance), "Leg lift")
    assert len(parts) == 2
    for part in parts:
        lift = next(index for index, cue in enumerate(part) if "slowly up and slowly down" in (cue.text or ""))
        assert has([cue for cue in part[:lift] if cue.caution], "lower back is sore", "leave out the leg lift")


# 6. Pressure


@for_two
@in_both_forms
def test_pressure_has_a_scale_in_words(name: str, form: OpeningForm) -> None:
    """Pressure is put in words that need no practice, in both forms; a bare number out of ten is nowhere said."""
    plan = planned(name, form=form)
    heard = before_hands(plan)
    assert has(heard, "if ten is unbearable, stay at six or below")
    assert has(heard, "able to breathe easily")
    assert has(heard, "stop")
    assert not has(list(plan.cues), "out of ten")


# 7. The belly


@pytest.mark.parametrize("name", speaking("H16"))
def test_the_belly_has_all_its_cautions(name: str) -> None:
    """Before the hand sinks in, on each side: who must not, bladder and meal, nerve, pulse, sharp pain, and a yes."""
    parts = parts_with(planned(name), "Belly and hip flexors")
    assert len(parts) == 2
    for part in parts:
        sinking = next(index for index, cue in enumerate(part) if "Sink slowly" in (cue.text or ""))
        told = [cue for cue in part[:sinking] if cue.caution]
        for words in (
            ("pregnancy", "hernia", "aneurysm"), ("surgery",), ("bladder", "meal"), ("tingling", "nerve"),
            ("pulse", "lift off"), ("sharp pain",), ("clear yes",),
        ):  # fmt: skip
            assert has(told, *words)


# 8. Veins


@pytest.mark.parametrize("name", list(coverage.COVERS))
def test_veins_are_bulging_not_visible(name: str) -> None:
    """Spider veins are visible too, and harmless: what is meant are bulging or varicose veins."""
    assert not has(list(planned(name).cues), "visible vein")


@for_two
def test_veins_are_asked_for(name: str) -> None:
    """The opening asks for bulging or varicose veins, and says what they leave out."""
    assert has(before_hands(planned(name)), "bulging or varicose veins")


@pytest.mark.parametrize(
    "name", [name for name in FOR_TWO if "varicose veins" in conditions_of(coverage.routine(name))]
)
def test_nothing_is_done_below_the_knee_with_veins(name: str) -> None:
    """For a client with varicose veins lower leg and foot are left out."""
    if name == "feet-and-ankles":
        return
    done = {span.title for span in planned(name, client=("varicose veins",)).sections}
    assert not done & {"Toward the heart", "Kneading", "Ankle", "Foot stretches", "Sole"}


# 9. Joint replacements


@for_two
def test_replaced_joints_are_asked_for(name: str) -> None:
    """Hips and knees that were replaced are asked for together."""
    assert has(before_hands(planned(name)), "a hip or a knee been replaced")


@pytest.mark.parametrize("name", speaking("H22"))
def test_a_new_knee_is_not_bent_to_the_chest(name: str) -> None:
    """The stretch that bends the knee all the way is left out after a knee replacement, and warned of before it."""
    assert has(list(planned(name).cues), "after a knee replacement, leave out the knee to the chest")
    assert not has(list(planned(name, client=("knee replacement",)).cues), "guide it toward the chest")
    assert "Hip stretches" not in {span.title for span in planned(name, client=("hip replacement",)).sections}


# 10. Care for oneself

ALONE: dict[str, list[tuple[str, ...]]] = {
    "hip-bridges": [("keep your head still",)],
    "figure-four": [("flex the left foot",), ("flex the right foot",)],
    "childs-pose": [("eye pressure", "reflux"), ("knees", "pregnancy")],
    "glute-ball": [("first choose", "floor", "wall"), ("ten is unbearable",)],
    "home-stretches": [("keep your head still",), ("flex the left foot",), ("eye pressure", "reflux")],
    "knee-hug": [("knee replacement",), ("hip replacement",)],
    "wrists-and-forearms": [("fingers tingle or go numb",), ("swollen", "newly hurt"), ("blood thinners",)],
    "upper-back-and-shoulders": [("runs down an arm",), ("shoulder replacement",), ("never twist or force",)],
    "lower-back-on-the-floor": [
        ("numb between the legs", "both legs weak"), ("bladder or bowel",), ("emergency",), ("pregnant",),
        ("weak bones",), ("hip replacement",),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", ALONE)
def test_care_for_oneself_says_what_to_mind(name: str) -> None:
    """Each routine for oneself says what its positions ask for."""
    heard = list(planned(name).cues)
    assert not [words for words in ALONE[name] if not has(heard, *words)]


# 11. What nothing passes


@for_two
def test_beginning_anywhere_asks_first(name: str) -> None:
    """Whoever begins with a later area is asked whether anything is new, and consents, before that area."""
    routine = coverage.routine(name)
    last = routine.sections[-1].title
    plan = lay_out(outline(routine, Selection(start=last)))
    assert plan.sections[0].opening
    heard = before_hands(plan)
    assert has(heard, "is anything new today")
    assert has([cue for cue in heard if cue.to == "client"], "all right")
