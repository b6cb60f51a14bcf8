"""Making up for lost time."""

from __future__ import annotations

import numpy as np
import pytest

from coach.sound import Stream
from coach.units import samples
from tests.sound.test_stream import made

TEXT = """
> [!CAUTION]
> Not on a fresh bruise, nor where it is numb. [pause 8s]

- One small step here. (10s)
- Breathe. (2 breaths)
- Wait. (wait, 10s)
- Last words. (20s)
"""
BED = 100


def sounds(stream: Stream, seconds: float) -> list[np.ndarray]:
    """What is louder than the bed in so many seconds, each run of it by itself."""
    sound = stream.read(samples(round(seconds * 1000)))[:, 0].astype(int)
    loud = np.flatnonzero(np.abs(sound) > BED)
    gaps = np.flatnonzero(np.diff(loud) > samples(300))
    return [sound[run[0] : run[-1]] for run in np.split(loud, gaps + 1)]


@pytest.mark.parametrize("lost", [20, 1500, 3000, -200])
def test_rests_alone_make_up_for_what_was_lost(lost: int) -> None:
    """Late, the session ends so much sooner, early, so much later; every word, breath and tone is the same."""
    plan, _, whole = made(TEXT)
    _, _, stream = made(TEXT)
    stream.read(samples(100))
    whole.read(samples(100))
    stream.lose(samples(lost))
    expected, heard = sounds(whole, plan.length / 1000 + 5), sounds(stream, (plan.length - lost) / 1000 - 0.1)
    assert stream.behind == 0
    assert stream.position == plan.length
    assert len(heard) == len(expected)
    for one, other in zip(heard, expected, strict=True):
        assert len(one) == pytest.approx(len(other), abs=samples(2))
        size = min(len(one), len(other)) - samples(2)
        assert min(np.abs(one[by : by + size] - other[:size]).max() for by in range(samples(2))) <= BED


def test_cautions_and_waits_last_as_long_as_ever() -> None:
    """The quiet after a caution, and of a wait, gives nothing."""
    plan, _, stream = made(TEXT)
    stream.read(samples(100))
    stream.lose(samples(10_000))
    lasted: dict[int, int] = {}
    while stream.state != "ended":
        here = stream.segment
        stream.read(samples(10))
        lasted[here] = lasted.get(here, 0) + 10
    for number, span in enumerate(plan.segments):
        if number and (span.wait or span.caution):
            assert lasted[number] == pytest.approx(span.end - span.start, abs=20)
    assert sum(lasted.values()) < plan.length - 5000


def test_a_long_standstill_is_a_pause() -> None:
    """What took longer than fifteen seconds is not made up for; it counts as time gone by."""
    _, _, stream = made(TEXT)
    stream.read(samples(1000))
    before = stream.spent
    stream.lose(samples(16_000))
    assert stream.behind == 0
    assert stream.spent == before + 16_000
