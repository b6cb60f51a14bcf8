"""Sessions leave quiet, begin soon, and their times are honest."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from benchmarks.pacing import pacing
from coach.plan import Plan, Selection, fit_slots, lay_out, outline
from coach.units import MINUTE, SECOND

sys.path.insert(0, str(Path(__file__).parent.parent / "docs"))
import make_coverage as coverage

FOR_TWO = [name for name in coverage.COVERS if coverage.routine(name).header.speaker == "therapist"]
for_two = pytest.mark.parametrize("name", FOR_TWO)
KNOWN = Selection(guidance="know", opening="brief")


def known(name: str, minutes: float | None = None) -> Plan:
    """A session for a client and a therapist who know it, with a voice each."""
    plan = outline(coverage.routine(name), KNOWN, two_voices=True)
    return lay_out(plan, None, fit_slots(plan, round(minutes * MINUTE)) if minutes else None)


def test_a_known_hour_is_mostly_quiet() -> None:
    """In fifty minutes of hip work that both know, the opening takes ninety seconds, and quiet two fifths and more."""
    it = pacing(known("deep-hip-release", 50))
    assert it.opening <= 90 * SECOND
    assert it.quiet >= 0.4


def test_the_shoulders_are_soon_touched() -> None:
    """With the brief opening the first stroke on the shoulders begins within four minutes."""
    stroke = next(cue.start for cue in known("shoulders-neck-scalp").cues if "Spread the oil" in (cue.text or ""))
    assert stroke <= 4 * MINUTE


@for_two
def test_hands_in_oil_press_no_key(name: str) -> None:
    """Only getting ready, turning over, a question and sitting up wait; oil and towel go on by themselves."""
    waiting = [each.step for each in coverage.spoken(coverage.routine(name)) if each.step.time.wait]
    assert waiting
    for step in waiting:
        own = " ".join(line.text for line in step.lines if line.to == "therapist")
        assert not re.search(r"\b(oil|towel)\b", own)
        # Whoever is waited for has been spoken to, or answers.
        assert any(line.to == "client" for line in step.lines) or re.search(r"\b(yes|answer)\b", own)


@for_two
def test_a_file_leaves_time_for_what_takes_time(name: str) -> None:
    """Where nobody can press a key, undressing has 2:30, talking a yes over 1:30, turning over 1:00."""
    steps = [each.step for each in coverage.spoken(coverage.routine(name)) if each.step.time.wait]

    def lengths(words: str) -> list[int]:
        said = [(step, " ".join(line.text for line in step.lines)) for step in steps]
        return [step.time.length or 0 for step, text in said if re.search(words, text)]

    assert min(lengths("Talk over every yes")) >= 90 * SECOND
    assert min(lengths("Undress"), default=MINUTE * 3) >= 150 * SECOND
    assert min(lengths("roll slowly onto|your (left|right|{side}) hip on top"), default=MINUTE) >= MINUTE


@for_two
def test_a_session_has_an_arc(name: str) -> None:
    """It says what to have ready, welcomes, asks leave before the first touch, and ends with a minute of stillness."""
    plan = lay_out(outline(coverage.routine(name)))
    said = [(cue.text or "").lower() for cue in plan.cues]
    order = [
        next(index for index, text in enumerate(said) if words in text)
        for words in ("have ready", "welcome", "is it all right to begin", "minute of quiet", "end of the session")
    ]
    assert order == sorted(order)
    still = next(cue for cue in plan.cues if "minute of quiet" in (cue.text or ""))
    span = plan.segments[still.segment]
    assert span.end - span.start >= 45 * SECOND
