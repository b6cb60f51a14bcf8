"""Going back in a stream."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.session_commands import MOVES
from coach.sound import Stream
from coach.sound.music.music import open_music
from coach.units import SAMPLE_RATE, samples
from tests.sound.test_stream import TEXT, made


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(1, 20_000), st.sampled_from([*MOVES, None])), max_size=8), st.integers(1, 100_000)
)
def test_what_is_rendered_again_is_the_same(way: list[tuple[int, str | None]], count: int) -> None:
    """Wherever a stream is and whatever was asked of it, from a moment gone back to the very same samples come."""
    _, _, stream = made(TEXT, attended=True)
    for before, command in way:
        stream.read(before)
        if command is not None:
            stream.send(command)  # type: ignore[arg-type]
    moment = stream.moment()
    first = stream.read(count)
    after = stream.moment()
    stream.go_back(moment)
    assert np.array_equal(stream.read(count), first)
    assert stream.moment().place == after.place
    assert stream.moment().counts == after.counts


def test_music_is_heard_again(tmp_path: Path) -> None:
    """Music that was rendered ahead and thrown away is not lost: it goes on without a seam."""
    noise = np.random.default_rng(1).normal(0, 0.1, SAMPLE_RATE * 20).astype(np.float32)
    soundfile.write(tmp_path / "noise.wav", noise, SAMPLE_RATE)
    with open_music(tmp_path / "noise.wav", None, wait=True) as music:
        plan, clips, _ = made(TEXT)
        stream = Stream(plan, clips, music=music)
        stream.read(samples(3000))
        moment = stream.moment()
        first = stream.read(samples(4000))
        stream.go_back(moment)
        assert np.array_equal(stream.read(samples(1500)), first[: samples(1500)])
        assert np.array_equal(stream.read(samples(2500)), first[samples(1500) :])
