"""Which moment of a stream belongs to which frame."""

from __future__ import annotations

from coach.live.rendered_moments import RenderedMoments
from coach.sound.moment import Moment
from tests.sound.test_stream import TEXT, made


def three() -> tuple[RenderedMoments, list[Moment]]:
    """Moments before the frames 0, 240 and 480."""
    stream = made(TEXT)[2]
    rendered = RenderedMoments()
    for frame in (0, 240, 480):
        rendered.add(frame, stream.moment())
        stream.read(240)
    return rendered, rendered.moments


def test_a_frame_lies_between_two_moments() -> None:
    """A frame belongs to the block that begins with it or before it; no moment follows the last block."""
    rendered, (first, second, third) = three()
    assert rendered.around(0) == ((0, first), second)
    assert rendered.around(239) == ((0, first), second)
    assert rendered.around(240) == ((240, second), third)
    assert rendered.around(9999) == ((480, third), None)


def test_what_is_heard_is_forgotten() -> None:
    """The moment before the block that is heard is kept, and the later ones; a frame before all of them has the first
    that is left."""
    rendered, (_, second, third) = three()
    rendered.forget(479)
    assert rendered.moments == [second, third]
    assert rendered.around(100) == ((240, second), third)
    rendered.forget(0)
    assert rendered.moments == [second, third]


def test_a_copy_is_changed_alone() -> None:
    """Split at a frame, the copy has the moments before it, and what is added to it is not added to the first."""
    rendered, (first, second, third) = three()
    for frame, left_out in ((0, (0, first)), (1, (240, second)), (480, (480, third)), (481, None)):
        assert rendered.split(frame)[1] == left_out
    before, _ = rendered.split(240)
    before.add(240, third)
    assert before.moments == [first, third]
    assert rendered.moments == [first, second, third]
    assert not RenderedMoments()
