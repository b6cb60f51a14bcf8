"""Presses told from the strokes of a key held down."""

from __future__ import annotations

from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.live.controls.key_repeat import BURST, CLOSEST, KeyRepeat


def presses(*gaps: float, key: str = "n") -> list[float]:
    """When a key counts as pressed, of strokes with these seconds before each, the first included."""
    repeat, now, found = KeyRepeat(), 0.0, []
    for gap in gaps:
        found += repeat.certain(now + gap)
        now += gap
        found += repeat.stroke(key, now)
    return [round(press.at, 3) for press in (*found, *repeat.certain(inf))]


def held(delay: float, gap: float, count: int) -> tuple[float, ...]:
    """The strokes of a key held down on a system that repeats keys after `delay` seconds, then every `gap`."""
    return (0.0, delay, *[gap] * count)


@pytest.mark.parametrize(
    ("delay", "gap"),
    [(0.66, 0.040), (0.5, 0.030), (0.6, 0.040), (0.25, 0.092), (0.5, 0.090), (0.225, 0.030), (0.25, 0.033)],
    ids=["X11", "GNOME", "KDE", "Linux console", "macOS", "macOS, shortest", "Windows, shortest"],
)
def test_a_key_held_down_counts_once(delay: float, gap: float) -> None:
    """With the delays and rates that systems have, a key held for some seconds is one press; the next is another."""
    assert presses(*held(delay, gap, 50)) == [0.0]
    assert len(presses(*held(delay, gap, 50), 0.4)) == 2


def test_a_held_key_that_stumbles_counts_once() -> None:
    """On a busy computer repeats come late now and then: the key is still held."""
    assert presses(0.0, 0.5, 0.09, 0.15, 0.03, 0.2, 0.01, 0.12, 0.09) == [0.0]


@pytest.mark.parametrize("gap", [0.11, 0.125, 0.15, 0.18, 0.25, 0.4, 1.5])
def test_six_quick_presses_are_six(gap: float) -> None:
    """As quick as fingers are, or slower: every press counts, at the moment it was made."""
    assert presses(*[gap] * 6) == [round(gap * number, 3) for number in range(1, 7)]


def test_fingers_are_uneven() -> None:
    """Presses a person made, some nearer together than others, all count."""
    assert len(presses(0.0, 0.151, 0.134, 0.172, 0.128, 0.163, 0.19, 0.145)) == 8


def test_a_bounce_is_no_second_press() -> None:
    """A contact that bounces counts once, and quick presses of such a pedal count each."""
    assert presses(0.0, 0.008) == [0.0]
    assert presses(0.0, 0.008, 0.15, 0.006, 0.16, 0.009) == [0.0, 0.158, 0.324]


def test_a_press_waits_no_longer_than_it_must() -> None:
    """A first press, and quick ones after it, are certain at once; one that may be a held key's waits for a burst."""
    repeat = KeyRepeat()
    assert [press.at for press in repeat.stroke("n", 1.0)] == [1.0]
    assert [press.at for press in repeat.stroke("n", 1.15)] == [1.15]
    assert repeat.patience(1.15) == inf
    assert repeat.stroke("n", 1.55) == []
    assert repeat.patience(1.6) == pytest.approx(BURST - 0.05)
    assert [press.at for press in repeat.certain(1.55 + BURST)] == [1.55]


def test_another_key_decides_at_once() -> None:
    """A press that waits is certain when another key is pressed, and both come in their order."""
    repeat = KeyRepeat()
    repeat.stroke("n", 0.0)
    repeat.stroke("n", 0.5)
    assert [(press.key, press.at) for press in repeat.stroke("b", 0.55)] == [("n", 0.5), ("b", 0.55)]


def test_what_may_repeat_does() -> None:
    """A key for louder counts with every stroke, and is never held."""
    repeat = KeyRepeat()
    found = [press for number in range(20) for press in repeat.stroke("]", number * 0.03, repeats=True)]
    assert (len(found), repeat.held) == (20, False)


@given(st.lists(st.tuples(st.sampled_from("nb"), st.floats(0, 2)), max_size=30))
def test_any_strokes_give_presses_in_order(strokes: list[tuple[str, float]]) -> None:
    """Whatever comes: presses are strokes that were made, in order, once each, and never too close for a finger."""
    repeat, now, found = KeyRepeat(), 0.0, []
    made = []
    for key, gap in strokes:
        now += gap
        made.append((key, now))
        found += repeat.stroke(key, now)
    found += repeat.certain(inf)
    rest = iter(made)
    assert all((press.key, press.at) in rest for press in found)
    for one, other in pairwise(found):
        assert one.key != other.key or other.at - one.at >= CLOSEST * 0.999
