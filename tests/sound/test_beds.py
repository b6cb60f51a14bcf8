"""Beds: what lies under a session."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.loudness import loudness
from coach.errors import SettingsError
from coach.plan import lay_out
from coach.script.routine import BedName
from coach.sound import Stream
from coach.sound.beds import air
from coach.sound.beds.bed import PEAK
from coach.sound.beds.bed_name import BED_NAMES, checked_bed
from coach.sound.beds.beds import BEDS
from coach.sound.music.ducking import DEPTH
from coach.speech.clip import LOUDNESS as VOICE
from coach.units import SAMPLE_RATE, samples
from tests.sound.test_stream import Steady, outlined

HEARD: tuple[BedName, ...] = ("air", "pad", "rain")
DUCKED: tuple[BedName, ...] = ("pad", "rain")


@pytest.mark.parametrize("name", HEARD)
def test_a_bed_has_no_seam(name: BedName) -> None:
    """Where the loop comes round it goes on as it does elsewhere: no step, no gap, no other loudness."""
    loop = BEDS[name].loop().astype(float)
    round_it = BEDS[name].read(len(loop) - SAMPLE_RATE, 2 * SAMPLE_RATE).astype(float)
    middle = SAMPLE_RATE
    steps, at_seam = np.abs(np.diff(loop)), np.abs(np.diff(round_it[middle - 20 : middle + 20]))
    assert at_seam.max() <= steps.max()
    bends, there = np.abs(np.diff(loop, 2)), np.abs(np.diff(round_it[middle - 20 : middle + 20], 2))
    assert there.max() <= bends.max()
    half = samples(500)
    before, after = (np.sqrt(np.mean(part**2)) for part in (round_it[middle - half : middle], round_it[middle:][:half]))
    assert abs(20 * np.log10(after / before)) < 3


@settings(max_examples=40)
@given(st.sampled_from(BED_NAMES), st.integers(0, 10**9), st.integers(0, 3 * 10**6), st.integers(0, 3 * 10**6))
def test_any_piece_is_as_cut_from_the_whole(name: BedName, start: int, first: int, second: int) -> None:
    """Two pieces after one another are the same as the one that both are."""
    bed = BEDS[name]
    parts = np.concatenate([bed.read(start, first), bed.read(start + first, second)])
    assert np.array_equal(parts, bed.read(start, first + second))
    assert len(parts) == first + second


@pytest.mark.parametrize("name", DUCKED)
def test_a_bed_lies_well_under_the_voice(name: BedName) -> None:
    """It is soft, at no moment within 10 dB of the voice, and never quite silent, so that no loudspeaker sleeps."""
    loop = BEDS[name].loop()
    assert VOICE - 20 < loudness(loop) < VOICE - 15
    seconds = loop.reshape(-1, SAMPLE_RATE)
    assert max(loudness(second) for second in seconds) < VOICE - 10
    assert np.abs(loop).max() <= PEAK * 32767
    ducked = np.rint(loop * 10 ** (-DEPTH / 20)).astype(np.int16)
    assert all(np.abs(part).max() > 20 for part in np.array_split(ducked, 600))


def test_air_is_what_it_was() -> None:
    """Files of a session over air have the samples they always had."""
    assert hashlib.sha256(BEDS["air"].loop().tobytes()).hexdigest()[:16] == "bf4382b8921ca865"
    whole = BEDS["air"].read(0, 20 * SAMPLE_RATE).astype(float)
    assert np.sqrt(np.mean(whole**2)) / 32767 == pytest.approx(air.LEVEL, rel=0.1)
    assert np.abs(whole).max() <= air.PEAK * 32767


def sounding(bed: BedName) -> np.ndarray:
    """A session over a bed, without what the plan itself sounds like."""
    plan = lay_out(segments := outlined("- One.\n- Two. (20s)"), {u: 20 * len(u.words) for u in segments.utterances()})
    over, bare = (np.concatenate(list(Stream(plan, Steady(), bed=each).blocks())) for each in (bed, BEDS["none"].name))
    return np.asarray(over[:, 0].astype(int) - bare[:, 0])


@pytest.mark.parametrize("name", DUCKED)
def test_a_bed_goes_down_under_words(name: BedName) -> None:
    """While somebody speaks it is 14 dB softer, then comes back; nothing of it is cut."""
    plan = lay_out(segments := outlined("- One.\n- Two. (20s)"), {u: 20 * len(u.words) for u in segments.utterances()})
    heard, loop = sounding(name), BEDS[name].read(0, samples(plan.length)).astype(float)
    word = next(cue for cue in plan.cues if cue.text == "Two.")
    spoken = slice(samples(word.start), samples(word.end))
    rest = slice(samples(word.end + 2000), samples(plan.length))
    assert np.abs(heard[spoken] - loop[spoken] * 10 ** (-DEPTH / 20)).max() <= 1
    assert np.array_equal(heard[rest], loop[rest])


def test_none_is_nothing() -> None:
    """Over no bed, what is not words, tones or breaths is digital silence."""
    plan = lay_out(segments := outlined("- One.\n- Two. (20s)"), {u: 20 * len(u.words) for u in segments.utterances()})
    sound = np.concatenate(list(Stream(plan, Steady(), bed="none").blocks()))
    for cue in plan.cues:
        if cue.kind == "rest":
            assert not sound[samples(cue.start) : samples(cue.end)].any()


def test_a_bed_nobody_knows_is_refused() -> None:
    """A setting is told with the nearest bed there is, or with all of them."""
    assert checked_bed(" Rain ") == "rain"
    with pytest.raises(SettingsError, match="rain"):
        checked_bed("rian")
    with pytest.raises(SettingsError, match="none, air, pad or rain"):
        checked_bed("whales")
