"""Tones and breath sounds."""

from __future__ import annotations

import numpy as np
import pytest

from coach.audio.loudness import loudness as lufs
from coach.plan.tone_lengths import TONE
from coach.sound import tones as tones_module
from coach.sound.breath import breath
from coach.sound.tones import tone
from coach.speech.clip import LOUDNESS as VOICE
from coach.units import SAMPLE_RATE, samples

IN, HELD, OUT = (0.0, 1.0), (1.0, 1.0), (1.0, 0.0)
FIRST, SECOND = (0.0, 0.75), (0.75, 1.0)
"""Of two breaths in: the first, and the one on top of it."""


def loudness(sound: np.ndarray, pieces: int) -> np.ndarray:
    """Root mean square of equal pieces of a sound."""
    return np.array([np.sqrt(np.mean(piece.astype(float) ** 2)) for piece in np.array_split(sound, pieces)])


def decibels(level: np.ndarray) -> np.ndarray:
    """Root mean squares in dBFS."""
    return np.asarray(20 * np.log10(level / 32768))


def brightness(sound: np.ndarray, pieces: int) -> np.ndarray:
    """Middle of gravity of the spectrum of equal pieces of a sound, in Hz."""
    middles = []
    for piece in np.array_split(sound, pieces):
        power = np.abs(np.fft.rfft(piece)) ** 2
        middles.append((power * np.fft.rfftfreq(len(piece), 1 / SAMPLE_RATE)).sum() / power.sum())
    return np.array(middles)


@pytest.mark.parametrize("length", [1000, 3000, 4000, 6000, 15_000])
def test_an_inhale_rises_and_an_exhale_falls(length: int) -> None:
    """Loudness and brightness climb through an inhale and sink through an exhale, start to end without a click."""
    inhale, exhale = breath(IN, length), breath(OUT, length)
    assert len(inhale) == len(exhale) == samples(length)
    # The first and last part turn from and to nothing.
    assert (np.diff(loudness(inhale, 8)[:7]) > 0).all()
    assert (np.diff(loudness(exhale, 8)[1:]) < 0).all()
    assert brightness(inhale, 4)[3] > 1.5 * brightness(inhale, 4)[0]
    assert brightness(exhale, 4)[3] < brightness(exhale, 4)[0] / 1.5
    for sound in (inhale, exhale):
        assert abs(int(sound[0])) < 10
        assert abs(int(sound[-1])) < 10


@pytest.mark.parametrize("length", [500, 1000, 2000, 10_000])
def test_a_second_inhale_goes_on_where_the_first_ended(length: int) -> None:
    """It begins about as loud and bright as the first ended, climbs on, and ends where a single inhale ends, heard
    throughout."""
    first, second = breath(FIRST, 3 * length), breath(SECOND, length)
    single = breath(IN, 4 * length)
    seam = decibels(np.array([loudness(first, 12)[-2], loudness(second, 4)[1]]))
    assert 0 < seam[1] - seam[0] < 3
    assert brightness(second, 2)[0] == pytest.approx(brightness(first, 6)[-1], rel=0.25)
    assert brightness(second, 2)[1] > brightness(second, 2)[0] > brightness(first, 2)[1]
    assert loudness(second, 2)[1] == pytest.approx(loudness(single, 8)[-1], rel=0.1)
    assert (decibels(loudness(second, 10)) >= VOICE - 20).all()


@pytest.mark.parametrize("length", [1000, 2500, 4000, 6000, 15_000])
@pytest.mark.parametrize("lungs", [IN, HELD, OUT, FIRST, SECOND])
def test_a_breath_is_heard_from_its_first_tenth_to_its_last(lungs: tuple[float, float], length: int) -> None:
    """No tenth of a breath lies more than 20 dB under the voice; it begins and ends at nothing, without a click."""
    sound = breath(lungs, length)
    assert (decibels(loudness(sound, 10)) >= VOICE - 20).all()
    ends = np.abs(np.diff(sound[:20].astype(int), prepend=0)), np.abs(np.diff(sound[-20:].astype(int), append=0))
    assert max(end.max() for end in ends) < 100


@pytest.mark.parametrize("name", ["chime", "two chimes", "bowl"])
def test_tones_are_within_8_db_of_the_voice(name: str) -> None:
    """Tones carry instructions: by their loudness they lie at most 8 dB under the voice, and not above it."""
    assert VOICE - 8 <= lufs(tone(name, TONE[name])) < VOICE - 3  # type: ignore[index]


@pytest.mark.parametrize("name", ["chime", "two chimes", "bowl"])
def test_tones_ring_and_end_in_silence(name: str) -> None:
    """Each tone lasts what the plan says, is under its ceiling, and fades to nothing."""
    sound = tone(name, TONE[name])  # type: ignore[index]
    assert len(sound) == samples(TONE[name])  # type: ignore[index]
    assert np.abs(sound).max() <= tones_module.PEAK * 32767
    assert abs(int(sound[0])) < 10
    assert np.abs(sound[-50:]).max() < 10


def test_the_bowl_is_low_and_two_chimes_are_two() -> None:
    """The bowl's strongest frequency lies an octave and more under the bell's; two chimes strike twice."""
    peaks = {}
    for name in ("chime", "bowl"):
        sound = tone(name, TONE[name])
        peaks[name] = np.argmax(np.abs(np.fft.rfft(sound))) * SAMPLE_RATE / len(sound)
    assert peaks["bowl"] < peaks["chime"] / 2
    loud = loudness(tone("two chimes", TONE["two chimes"]), 25)
    strikes = [i for i in range(1, 24) if loud[i] > 1.5 * loud[i - 1]]
    assert len([strike for strike in strikes if strike > 4]) == 1
