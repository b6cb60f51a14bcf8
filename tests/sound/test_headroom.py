"""Headroom: what can sound at once fits into a sample."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from coach.plan import lay_out
from coach.plan.cue import Utterance
from coach.session_commands import MOVES
from coach.sound import Stream
from coach.sound.beds.air import PEAK as ROOM
from coach.sound.beds.bed import PEAK as BED
from coach.sound.breath import PEAK as BREATH
from coach.sound.music.music import PEAK as MUSIC
from coach.sound.tones import PEAK as TONE
from coach.sound.tones import SIGN_PEAK, sign, tone
from coach.speech.clip import PEAK as WORDS
from coach.units import SAMPLE_RATE, samples
from tests.sound.test_stream import outlined

TEXT = """
- Words. (7s)
- Long ones. (x2, 20s)
- Breathe with me. (3 breaths)

## Next (each side)

> [!CAUTION]
> Mind.

- A hold. (45s)
"""
LOUDEST = round(WORDS * 32767)


class Loudest:
    """Clips that are as loud as a clip can be, from their first sample to their last, and music likewise."""

    def get(self, utterance: Utterance) -> NDArray[np.int16]:
        """A clip of half a second and more."""
        return np.full(samples(500 + 20 * len(utterance.words)), LOUDEST, np.int16)

    def read(self, count: int) -> NDArray[np.int16]:
        """Music."""
        return np.full((count, 2), int(MUSIC * 32767), np.int16)


def test_the_ceilings_add_up_to_less_than_full_scale() -> None:
    """Words, a breath, a sign, music and the bed fit into a sample, and so do a tone and all that may be under it."""
    under = max(MUSIC + ROOM, BED)
    assert WORDS + BREATH + SIGN_PEAK + under < 0.999
    assert TONE + SIGN_PEAK + under < 0.999
    assert np.abs(sign()).max() <= SIGN_PEAK * 32767
    for name in ("chime", "two chimes", "bowl"):
        assert np.abs(tone(name, 3000)).max() <= TONE * 32767


_ACTS = st.one_of(st.sampled_from([*MOVES[:-1], "say", "ring", "begin"]), st.integers(1, 6 * SAMPLE_RATE))


@settings(max_examples=40)
@given(st.lists(_ACTS, max_size=40))
def test_nothing_clips_whatever_is_asked_for(acts: list[Any]) -> None:
    """Whatever answers, signs and moves meet, with sources as loud as they can be, no sample wraps around."""
    clips = Loudest()
    segments = outlined(TEXT)
    lengths = {each: len(clips.get(each)) // 24 for each in segments.utterances()}
    stream = Stream(lay_out(segments, lengths), clips, routing="split", music=cast("Any", clips))
    lowest = 0
    for act in [*acts, SAMPLE_RATE]:
        if act == "say":
            stream.say(np.full(samples(3000), LOUDEST, np.int16))
        elif act == "ring":
            stream.ring(sign())
        elif act == "begin":
            stream.begin(300, np.full((samples(800), 2), LOUDEST, np.int16))
        elif isinstance(act, int):
            lowest = min(lowest, int(stream.read(act).min()))
        else:
            stream.send(act)
    # Words and music are all above zero here: what is far below has wrapped around.
    assert lowest >= -(TONE + BREATH + SIGN_PEAK + ROOM) * 32767
