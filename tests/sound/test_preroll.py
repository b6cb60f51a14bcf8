"""What comes before a session begins or resumes."""

from __future__ import annotations

import numpy as np

from coach.sound.preroll import Preroll
from coach.units import samples


def heard(preroll: Preroll, most: int) -> list[int]:
    """All that is left of it, read in pieces of at most so many samples."""
    pieces = list[int]()
    while not preroll.is_over:
        pieces += preroll.block(most, hold=False)[:, 0].tolist()
    return pieces


def test_silence_and_then_the_opening() -> None:
    """In pieces of any size it is so much silence and the whole opening; gone back to, the same again."""
    opening = np.arange(1, 101, dtype=np.int16)[:, None]
    expected = [0] * samples(2) + list(range(1, 101))
    for most in (1, 7, 48, 1000):
        preroll = Preroll(1)
        assert preroll.is_over
        preroll.begin(2, opening)
        assert (preroll.starts_in, preroll.is_silent) == ((samples(2) + 100) // samples(1), True)
        begun = preroll.block(most, hold=False)
        mark = preroll.mark()
        rest = heard(preroll, most)
        assert [*begun[:, 0], *rest] == expected
        preroll.go_back(mark)
        assert heard(preroll, most) == rest


def test_the_opening_waits_for_an_answer() -> None:
    """Held, it gives silence and loses nothing; skipped, it is over."""
    preroll = Preroll(2)
    preroll.replace_opening(np.full((50, 2), 9, np.int16))
    assert preroll.block(20, hold=True).tolist() == [[0, 0]] * 20
    assert preroll.block(20, hold=False).tolist() == [[9, 9]] * 20
    assert preroll.has_opening
    preroll.skip()
    assert preroll.is_over
