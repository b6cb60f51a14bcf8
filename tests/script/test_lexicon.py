"""Words made speakable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.script.lexicon import speakable


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Hold 2 x 30 s.", "Hold 2 times 30 seconds."),
        ("30-90 s", "30 to 90 seconds"),
        ("20 s-30 s", "20 seconds to 30 seconds"),
        ("5–8 pulls", "5 to 8 pulls"),
        ("x3 slowly", "3 times slowly"),
        ("at 1/2 depth", "at half depth"),
        ("2½ minutes", "2 and a half minutes"),
        ("1 min", "1 minute"),
        ("rest 1:30 here", "rest 1 minute 30 seconds here"),
        ("45°", "45 degrees"),
        ("50 %", "50 percent"),
        ("TFL and IT band: it is one.", "T F L and I T band: it is one."),
        ("hips & back", "hips and back"),
        ("left/right", "left or right"),
        ("Slow — and deep", "Slow, and deep"),
        ("Sciatic", "sigh-attic"),
        ("well-known out-breath", "well-known out-breath"),
        ("😀 Breathe 😀", "Breathe"),
        ("😀", ""),
        ("…!?", ""),
        ("L4", "L4"),
    ],
)
def test_speakable(written: str, spoken: str) -> None:
    """Numbers, ranges, units, abbreviations and anatomy are written out as a person would say them."""
    assert speakable(written) == spoken


def test_a_script_may_add_words() -> None:
    """`say` extends the lexicon and wins over it, whole words only."""
    assert speakable("Psoas and psoases", {"psoas": "so-az"}) == "so-az and psoases"
    assert speakable("the TFL", {"TFL": "outer hip"}) == "the outer hip"


@given(st.text(max_size=200))
def test_any_text_is_speakable_or_empty(text: str) -> None:
    """What comes out is empty or holds something to say, has no emoji, and making it speakable again is safe."""
    spoken = speakable(text)
    assert spoken == "" or any(char.isalnum() for char in spoken)
    assert spoken == spoken.strip()
    speakable(spoken)
