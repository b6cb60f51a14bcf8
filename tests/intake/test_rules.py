"""Each judgement names its rule, and so can be asked why."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.intake import make_draft, write_script
from coach.intake.block import Document
from coach.intake.breathing import find_pattern
from coach.intake.danger_signs import danger, danger_label, split_warning
from coach.intake.furniture import furniture
from coach.intake.labels import sense
from coach.intake.readers.lines import read_lines
from coach.intake.sentences import sentences, spoken_lines
from coach.intake.tidy import words_in
from coach.intake.times import find_timing
from coach.script.reader import parse_routine

DANGERS = {
    "Never press on the spine.": "never",
    "Do NOT press hard on the tendon itself.": "do-not",
    "Don’t bounce.": "do-not",
    "The neck must not be twisted.": "must-not",
    "One should try not to approach the genitals.": "must-not",
    "Avoid the hollow behind the knee.": "avoid",
    "In no case should the client feel pain.": "forbidden",
    "It is better not to stretch the spine.": "forbidden",
    "Stay away from the throat.": "forbidden",
    "No pressure behind the knee.": "not-there",
    "Stop if you feel numbness.": "stop-if",
    "If you get light-headed, stop and breathe normally.": "stop-if",
    "Should your leg pain increase, discontinue.": "stop-if",
    "Sharp pain means stop.": "symptom",
    "Hip replacement? Light strokes alone.": "condition",
    "With varicose veins, light strokes alone.": "condition",
    "Ask your doctor before you begin.": "doctor",
    "Deep pressure can harm the vessels.": "harm",
    "⚠ Hot stones.": "warning-sign",
}

HARMLESS = [
    "If thoughts come, never mind: return to your heels.",
    "Don't forget to breathe.",
    "You don't need to do anything.",
    "Carefully lower the leg.",
    "This eases pain in the lower back.",
    "Bend your knees to avoid strain.",
    "Stop on a tender spot and breathe.",
    "Is the jaw tight?",
    "Ask the client how the legs feel.",
    "It is important that your hands do not go up.",
]


@pytest.mark.parametrize(("sentence", "name"), DANGERS.items())
def test_a_danger_names_its_rule(sentence: str, name: str) -> None:
    """A sentence that warns is found by the rule that says why."""
    rule = danger(sentence)
    assert rule is not None
    assert rule.name == name


@pytest.mark.parametrize("sentence", HARMLESS)
def test_a_turn_of_phrase_is_no_danger(sentence: str) -> None:
    """Words of danger in harmless use make no caution."""
    assert danger(sentence) is None


@pytest.mark.parametrize(
    "label",
    [
        "Never use on",
        "DO NOT",
        "Contraindications",
        "Red flags",
        "Common mistakes",
        "Stop and call the clinic if",
        "Don'ts",
        "Who should not do this",
        "Precautions",
    ],
)
def test_labels_of_danger(label: str) -> None:
    """What stands under such a label is never an instruction."""
    assert danger_label(label)
    assert sense(label) == "danger"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("12,345 views", "views"),
        ("4 310 views, 12 ratings", "views"),
        ("Рет қаралды 12,070", "views"),
        ("Figure 31.", "figure"),
        ("Share | Tweet | Pin it", "share"),
        ("We use cookies to improve your experience.", "cookies"),
        ("Like and subscribe!", "subscribe"),
        ("© 2024 Someone. All rights reserved.", "copyright"),
        ("Page 3 of 7", "page-number"),
        ("Last updated: 14 May", "byline"),
        ("By Anna Smith · 4 min read", "byline"),
        ("See also: Massage of the neck", "see-also"),
        ("Name: ______________", "form"),
        ("#massage #calf", "hashtags"),
        ("Home | Recipes | Stretching", "navigation"),
    ],
)
def test_furniture_of_a_page(text: str, name: str) -> None:
    """Lines of a page, not of its text, are left out by a rule that says what they are."""
    rule = furniture(text)
    assert rule is not None
    assert rule.name == name


@pytest.mark.parametrize(
    "text",
    [
        "Share the weight between both feet.",
        "Print of the palm: press it down.",
        "Follow the muscle down to the heel.",
        "Roll by the wall.",
        "Save your breath for the lift.",
    ],
)
def test_instructions_are_no_furniture(text: str) -> None:
    """An instruction that begins with such a word stays."""
    assert furniture(text) is None


TIMES = {
    "Hold for 30 seconds.": {"seconds": 30},
    "Stay 2 min.": {"seconds": 120},
    "Hold 1'30\" per side": {"seconds": 90, "each_side": True},
    "Rest for half a minute.": {"seconds": 30},
    "Breathe for 1½ minutes.": {"seconds": 90},
    "Hold for 2,5 min.": {"seconds": 150},
    "Hold 30-45 seconds": {"seconds": 37.5, "bounds": (30, 45)},
    "inhale to a count of 4": {"seconds": 4},
    "Take five slow breaths.": {"breaths": 5},
    "5-8 breaths": {"breaths": 5},
    "3 x 30s": {"repeats": 3, "seconds": 30},
    "3 sets x 10 reps": {"repeats": 3, "reps": 10},
    "2x10 per leg": {"repeats": 2, "reps": 10, "each_side": True},
    "Repeat 6 times.": {"repeats": 6},
    "Do this twice.": {"repeats": 2},
    "5 circles each": {"repeats": 5},
    "90 seconds per leg": {"seconds": 90, "each_side": True},
    "Repeat on the other side.": {"each_side": True},
    "2 min/side": {"seconds": 120, "each_side": True},
}


@pytest.mark.parametrize(("text", "found"), TIMES.items())
def test_times_come_from_the_words(text: str, found: dict[str, object]) -> None:
    """Lengths, counts, breaths and sides are found as people write them."""
    timing = find_timing(text)
    assert {name: getattr(timing, name) for name in found} == found


@pytest.mark.parametrize(
    "text",
    [
        "Do this 3x/day.",
        "a 4 min read",
        "after 10 minutes",
        "as long as you like",
        "the first few times",
        "both sides of the spine",
        "six weeks after surgery",
        "with one hand, and hold with the other hand",
    ],
)
def test_other_numbers_are_no_times(text: str) -> None:
    """How often a day, how long ago, and where on the body are not times of a step."""
    timing = find_timing(text)
    assert not timing.timed
    assert not timing.each_side


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("Inhale for 4, hold for 4, exhale 6.", "4-4-6"),
        ("Breathe in for 4 seconds. Breathe out for 6 seconds.", "4-6"),
        ("Inhale 4\nHold 4\nExhale 4\nHold 4", "4-4-4-4"),
        ("The 4-7-8 breathing", "4-7-8"),
        ("Inhale for 3, inhale again for 1, exhale for 6.", "3 in, 1 in, 6 out"),
        ("Breathe in for 2 seconds, then take a second, short inhale for 1, and exhale for 5.", "2 in, 1 in, 5 out"),
        ("Inhale for 4. Inhale for 4 once more, exhale for 6.", "4-6"),
        ("Take 5-8 breaths", None),
        ("Lie down and breathe in. Lift 10 times.", None),
    ],
)
def test_breath_patterns(text: str, pattern: str | None) -> None:
    """A pattern that is taught is found, and nothing else is taken for one."""
    found = find_pattern(text)
    assert (found[0] if found else None) == pattern


def test_sentences_end_where_they_end() -> None:
    """Abbreviations, decimals and figures end no sentence; a missing space does not hide an end."""
    text = "Press with 2.5 kg, e.g. a dumbbell. Hold 30 sec. each side. See fig. 3 for it.Continue up. What now? Rest."
    assert sentences(text) == [
        "Press with 2.5 kg, e.g. a dumbbell.",
        "Hold 30 sec. each side.",
        "See fig. 3 for it.",
        "Continue up.",
        "What now?",
        "Rest.",
    ]


def test_long_sentences_become_lines() -> None:
    """A long sentence is split at its clauses, all words kept in order."""
    text = (
        "Place your hands on the back of the lower leg, then slide slowly along the centre line of the calf "
        "to the buttock, while you lean in with your weight."
    )
    lines = spoken_lines(text)
    assert len(lines) > 1
    assert " ".join(lines) == text
    assert all(4 <= len(line.split()) <= 18 for line in lines)


def test_a_warning_that_hangs_on_an_instruction() -> None:
    """The instruction stays a step, the warning becomes a caution."""
    assert split_warning("Lift the hips, but do not arch the back.") == ("Lift the hips", "but do not arch the back.")


def test_each_piece_names_its_rule() -> None:
    """Every judgement of a document says its rule and why."""
    text = "Neck\n\n1. Turn the head. Hold for 30 seconds.\n2. Never force it.\n\nShare this page\n"
    draft = make_draft(Document("neck", tuple(read_lines(text))))
    assert [(piece.kind, piece.rule) for piece in draft.pieces] == [
        ("heading", "title"),
        ("step", "item"),
        ("step", "item"),
        ("caution", "never"),
        ("out", "share"),
    ]
    assert draft.pieces[2].timing.rules == ("length",)
    assert all(piece.why for piece in draft.pieces)
    assert "(30s)" in write_script(draft)


@pytest.mark.parametrize(
    "words", ["Hold it there (5", "Breathe in (pause 3on seconds), and go on", "Rest [pause soon:] here"]
)
def test_brackets_that_are_no_times_are_only_said(words: str) -> None:
    """A bracket that is not closed, or half a pause, is no time in the draft; its words stay."""
    script = write_script(make_draft(Document("x", tuple(read_lines(f"Exercises\n\n{words}\n\nThen rest.")))))
    routine = parse_routine(script, Path("a.md"))
    assert set(words_in(words)) <= set(words_in(script))
    assert routine.sections
