"""Ducking: music under the voice."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan import Plan, lay_out, outline
from coach.script.reader import parse_routine
from coach.sound.music.ducking import BREATHER, DEPTH, FALL, RISE, Ducking, under_speech
from coach.units import samples

TEXT = """---
breath: 4 in, 4 out
---
- First words. (4s)
- (12s)
- Second words, soon followed. (3s)
- Third words. (9s)
- Breathe. (2 breaths)
- Last words. (9s)
"""


def plan() -> Plan:
    """A plan with words near to and far from one another, and spoken breaths."""
    segments = outline(parse_routine(TEXT, Path("x.md")))
    return lay_out(segments, {u: 60 * len(u.words) for u in segments.utterances()})


def test_down_before_the_word_and_back_after() -> None:
    """The music falls by 14 dB over 600 ms, stays there, and rises over 1.5 s: evenly in decibels, to the sample."""
    start, stop = 1000, 1000 + samples(FALL) + 5000
    decibels = 20 * np.log10(Ducking().gains(stop + samples(RISE) + 1000, [(start, stop)]))
    assert (decibels[:start] == 0).all()
    low = start + samples(FALL)
    assert decibels[low - 2] > decibels[low - 1] == pytest.approx(-DEPTH, abs=1e-4)
    assert np.ptp(decibels[low - 1 : stop]) == 0
    assert decibels[stop] > decibels[stop - 1]
    back = stop + samples(RISE)
    assert decibels[back - 2] < decibels[back - 1] == 0
    assert (decibels[back:] == 0).all()
    assert np.diff(decibels[start:low]) == pytest.approx(-DEPTH / samples(FALL), abs=1e-5)
    assert np.diff(decibels[stop:back]) == pytest.approx(DEPTH / samples(RISE), abs=1e-5)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 60_000), min_size=1, max_size=12), st.integers(0, 40_000))
def test_block_sizes_do_not_matter(sizes: list[int], begin: int) -> None:
    """Asked for in blocks of any size, the stretches and the gains are the same samples, from anywhere on."""
    session, total = plan(), sum(sizes)
    whole = Ducking().gains(total, under_speech(session, begin, total))
    ducking, pieces, at = Ducking(), [], begin
    for size in sizes:
        pieces.append(ducking.gains(size, under_speech(session, at, size)))
        at += size
    assert np.array_equal(np.concatenate(pieces), whole)
    assert whole.dtype == np.float32


def test_under_every_word_and_not_up_for_a_moment() -> None:
    """It is down from a little before every word to its end, through short gaps, and nowhere else."""
    session = plan()
    spoken = [(cue.start, cue.end) for cue in session.cues if cue.kind == "say" or cue.utterance]
    assert {cue.kind for cue in session.cues if cue.utterance} == {"say", "breath"}
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(spoken)]
    assert min(gaps) < BREATHER < max(gaps)
    wanted = np.zeros(samples(session.length), bool)
    for start, end in spoken:
        wanted[max(samples(start - FALL), 0) : samples(end)] = True
    for (_, end), gap in zip(spoken, gaps, strict=False):
        wanted[samples(end) : samples(end + gap)] |= gap < BREATHER
    found = np.zeros_like(wanted)
    for start in range(0, len(found), 1201):
        for first, last in under_speech(session, start, 1201):
            assert 0 <= first < last <= 1201
            found[start + first : start + last] = True
    assert np.array_equal(found, wanted)
    assert not wanted.all()
