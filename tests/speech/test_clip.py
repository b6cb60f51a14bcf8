# mypy: allow-untyped-calls
from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.loudness import loudness
from coach.errors import VoiceError
from coach.speech.clip import LOUDNESS, PEAK, make_clip
from coach.speech.voice import Speech
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS, samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.speech.piper import Piper
    from coach.speech.system import System


def babble(seconds: float, level: float, seed: int, rate: int) -> NDArray[np.int16]:
    """Something like speech: noise that swells and fades four times a second, `level` being its peak in dBFS."""
    time = np.arange(round(seconds * rate)) / rate
    wave = np.random.default_rng(seed).normal(size=len(time)) * (0.05 + np.sin(4 * np.pi * time) ** 2)
    wave *= 10 ** (level / 20) / np.abs(wave).max()
    return np.rint(wave * 32767).astype(np.int16)


def silence(seconds: float, rate: int) -> NDArray[np.int16]:
    """Nothing, for a while."""
    return np.zeros(round(seconds * rate), np.int16)


@settings(max_examples=60)
@given(
    before=st.floats(0, 2),
    after=st.floats(0, 2),
    seconds=st.floats(0.1, 3),
    level=st.floats(-45, 0),
    seed=st.integers(0, 99),
    rate=st.sampled_from([8_000, 16_000, 22_050, 24_000, 44_100, 48_000]),
)
def test_every_clip(before: float, after: float, seconds: float, level: float, seed: int, rate: int) -> None:
    """Whatever an engine's rate, level and silence, clips are alike: level, peak, whole milliseconds, short ends."""
    sound = np.concatenate([silence(before, rate), babble(seconds, level, seed, rate), silence(after, rate)])
    clip = make_clip(Speech(sound, rate))
    assert clip.dtype == np.int16
    assert len(clip) % SAMPLES_PER_MS == 0
    assert np.abs(clip.astype(int)).max() <= PEAK * 32768
    assert loudness(clip) == pytest.approx(LOUDNESS, abs=0.2)
    assert seconds - 0.02 <= len(clip) / SAMPLE_RATE <= seconds + 0.13


def test_real_voices(natural: Piper, system: System) -> None:
    """Short and long cues of both voices sound equally loud, begin softly and soon, and end in silence."""
    lines = ["Hold.", "Ease off slowly.", "Rest your elbow or thumb on it: deep, still pressure. Slow, deep breaths."]
    for voice, line in itertools.product((natural, system), lines):
        clip = make_clip(voice.speak(line, 0.5))
        assert loudness(clip) == pytest.approx(LOUDNESS, abs=0.1)
        loud = np.flatnonzero(np.abs(clip.astype(int)) > 500)
        assert loud[0] < samples(120)
        assert len(clip) - loud[-1] < samples(400)
        assert max(abs(int(clip[0])), abs(int(clip[-1]))) < 20


def test_the_limiter_is_smooth() -> None:
    """One loud click makes the speech around it dip, not the samples clip: no plateau at the peak."""
    sound = babble(2, -20, 1, SAMPLE_RATE)
    sound[24_000] = 32_767
    clip = make_clip(Speech(sound, SAMPLE_RATE))
    assert np.sum(np.abs(clip.astype(int)) >= PEAK * 32767 - 2) <= 2


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(0, np.int16),
        np.zeros(30_000, np.int16),
        np.random.default_rng(0).integers(-3, 4, 30_000).astype(np.int16),
    ],
    ids=["nothing", "silence", "hiss"],
)
@pytest.mark.parametrize("rate", [22_050, 24_000])
def test_no_sound(sound: NDArray[np.int16], rate: int) -> None:
    """Speech without any sound is an error that names the remedy."""
    with pytest.raises(VoiceError, match="coach voices"):
        make_clip(Speech(sound, rate))
