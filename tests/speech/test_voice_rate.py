from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import VoiceError
from coach.speech.humming import Humming
from coach.speech.piper import Piper
from coach.speech.voice_rate import SHIPPED, VoiceRate, count_words, measure_rate, natural_rate, speak_at
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.speech.system import System
    from coach.speech.voice import Voice

# Drawn at random from the built-in routines; none is in the passage that voices are timed with.
GUIDANCE = [
    "Ask how it feels, and listen.",
    "Scalp and hair.",
    "Bend the left knee. On the out-breath, guide it toward the chest.",
    "Leg work may ease stiffness in legs and back.",
    "Rest your elbow or thumb on that band. Deep, still pressure. No sliding.",
    "Place pillows under the pelvis or knees. The spine lies long, in one line.",
    "On your back, cross one ankle over the other knee.",
    "Five slow strokes, one to each bowl. Stop above the knee.",
    "Numb feet or diabetes? Light only.",
    "Glide up the back of the neck, under the skull, and on to the crown.",
]


@pytest.fixture(scope="module")
def lively(model: Path) -> Iterator[Piper]:
    """The packaged voice as its users hear it, a little different each time."""
    with Piper(model) as voice:
        yield voice


def pace_of_guidance(voice: Voice, wpm: float, folder: Path) -> float:
    """Words a minute of ten lines of guidance, asked for at `wpm`."""
    seconds = sum(len(speak_at(voice, line, wpm, folder)) for line in GUIDANCE) / SAMPLE_RATE
    return 60 * sum(map(count_words, GUIDANCE)) / seconds


@pytest.mark.parametrize("wpm", [95, 110, 125, 135])
def test_guidance_by_the_system_voice(system: System, wpm: float, tmp_path: Path) -> None:
    """The computer's voice reads guidance at the pace asked for."""
    assert pace_of_guidance(system, wpm, tmp_path) == pytest.approx(wpm, rel=0.08)


@pytest.mark.parametrize("wpm", [95, 135])
def test_guidance_by_the_natural_voice(lively: Piper, wpm: float, tmp_path: Path) -> None:
    """The packaged voice reads guidance at the pace asked for."""
    assert pace_of_guidance(lively, wpm, tmp_path) == pytest.approx(wpm, rel=0.08)


def test_the_shipped_pace_is_the_measured_one(lively: Piper, tmp_path: Path) -> None:
    """The packaged voice is not timed before its first words, and need not be: its pace is known."""
    assert lively.fingerprint() in SHIPPED
    known, measured = natural_rate(lively, tmp_path), measure_rate(lively)
    assert known.normal == pytest.approx(measured.normal, rel=0.05)
    assert known.slow == pytest.approx(measured.slow, rel=0.05)
    assert list(tmp_path.iterdir()) == []


def test_remembered(tmp_path: Path) -> None:
    """A voice is timed once; the next time its pace is read from the folder."""
    first, second = Humming(), Humming()
    assert natural_rate(first, tmp_path) == natural_rate(second, tmp_path)
    assert first.said
    assert not second.said
    (file,) = tmp_path.iterdir()
    assert re.fullmatch(r"pace-[0-9a-f]+\.json", file.name)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"normal": 1}', '{"normal": "x", "slow": 1}',
                                     '{"normal": NaN, "slow": 1}', '{"normal": -1, "slow": 0}'])  # fmt: skip
def test_a_damaged_memory(content: str, tmp_path: Path) -> None:
    """What cannot be read is measured again and written anew."""
    good = natural_rate(Humming(), tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_text(content, "utf-8")
    voice = Humming()
    assert natural_rate(voice, tmp_path) == good
    assert voice.said
    assert json.loads(file.read_text("utf-8")) == {"normal": good.normal, "slow": good.slow}


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Where nothing can be remembered a voice is timed once a run, not once a clip."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", "utf-8")
    voice = Humming()
    natural_rate(voice, blocked)
    readings = len(voice.said)
    speak_at(voice, "Ease off slowly.", 110, blocked)
    assert len(voice.said) == readings + 1


@given(kept=st.floats(-0.03, 0.15), stretched=st.floats(0.15, 0.6), wpm=st.floats(95, 135))
def test_speed(kept: float, stretched: float, wpm: float) -> None:
    """At the speed that is computed, a voice whose pauses do not stretch says the words a minute asked for."""
    speed = VoiceRate(kept + stretched, kept + 2 * stretched).speed(wpm)
    assert 60 / (kept + stretched / speed) == pytest.approx(wpm)


@given(normal=st.floats(0.02, 9), slow=st.floats(0.02, 9), wpm=st.floats(20, 500))
def test_speeds_are_sane(normal: float, slow: float, wpm: float) -> None:
    """No reading, however odd, makes a speed no engine could follow."""
    assert 0.2 <= VoiceRate(normal, slow).speed(wpm) <= 4.0


def test_nothing_to_say(tmp_path: Path) -> None:
    """Words that cannot be said are an error at any pace."""
    with pytest.raises(VoiceError):
        speak_at(Humming(), "...", 110, tmp_path)


def test_count_words() -> None:
    """A dash is no word, a hyphen joins two into one, a number is one."""
    assert count_words("Out-breath – count to 10, then rest.") == 6
