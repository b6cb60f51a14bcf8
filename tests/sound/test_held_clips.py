"""The clips of the step that plays."""

from __future__ import annotations

from coach.plan import Utterance
from coach.sound.held_clips import HeldClips
from tests.sound.test_stream import Steady

ONE, TWO, THREE = (Utterance(words, 1) for words in ("One.", "Two.", "Three."))


def test_a_step_has_all_its_clips_or_none() -> None:
    """While one clip of a step is missing, the clips of the step before are kept; once it is there, only its own."""
    source = Steady()
    clips = HeldClips(source)
    assert clips.hold([ONE])
    source.missing = {"Three."}
    assert not clips.hold([TWO, THREE])
    assert set(clips.held) == {ONE}
    source.missing = set()
    assert clips.hold([TWO, THREE])
    assert set(clips.held) == {TWO, THREE}


def test_what_is_held_does_not_need_the_cache() -> None:
    """Clips that vanish from the cache while their step plays can still be played, and gone back to."""
    source = Steady()
    clips = HeldClips(source)
    assert clips.hold([ONE, TWO])
    mark = clips.mark()
    source.missing = {"One.", "Two."}
    assert clips.hold([ONE, TWO])
    assert clips.hold([THREE])
    assert not clips.hold([ONE, TWO])
    clips.go_back(mark)
    assert clips.hold([TWO])
    assert set(clips.held) == {ONE, TWO}
