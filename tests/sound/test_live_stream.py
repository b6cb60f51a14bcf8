"""The stream while somebody listens and steers: who hears what, answers, added time, the device that came back."""

from __future__ import annotations

import numpy as np
import pytest

from coach.plan import lay_out
from coach.plan.edit import more_time
from coach.sound import Stream
from coach.sound.beds.air import PEAK
from coach.sound.fade import FADE
from coach.sound.routing import Routing
from coach.units import samples
from tests.sound.test_stream import LEVEL, TEXT, Steady, made, outlined, run, run_stereo

BED = round(PEAK * 32767) + 1

BOTH = """
- To the therapist. (20s)
  > To the client.
- Breathe. (2 breaths)
  > With me.

## Next

- Last words. (9s)
"""


@pytest.mark.parametrize(
    ("routing", "left", "right"),
    [
        ("split", {"To the therapist.", "Breathe.", "chime", "inhale"}, {"To the client.", "With me.", "inhale"}),
        ("client", {"To the client.", "With me.", "inhale"}, {"To the client.", "With me.", "inhale"}),
    ],
)
def test_who_hears_what(routing: Routing, left: set[str], right: set[str]) -> None:
    """Apart, the therapist's words and bells are left and the client's right; alone, the client hears no others."""
    segments = outlined(BOTH)
    plan = lay_out(segments, {u: 20 * len(u.words) for u in segments.utterances()})
    sound = np.concatenate(list(Stream(plan, Steady(), routing=routing).blocks()))
    sound = sound if sound.shape[1] == 2 else np.repeat(sound, 2, axis=1)
    for side, heard in ((0, left), (1, right)):
        for cue in plan.cues:
            name = cue.text if cue.kind == "say" else cue.sound
            if name in {"To the therapist.", "To the client.", "Breathe.", "With me.", "chime", "inhale"}:
                loud = np.abs(sound[samples(cue.start) : samples(cue.end), side].astype(int)).max() > 1000
                assert loud == (name in heard), (name, side)


def test_an_answer_waits_for_the_words_and_makes_the_next_ones_wait() -> None:
    """Asked in the middle of a line, the answer comes after it; the next line is said when the answer is over."""
    plan, _, stream = made(TEXT)
    starts = [cue.start for cue in plan.cues if cue.kind == "say"]
    run(stream, (starts[1] + 50) / 1000)
    answer = np.full(samples(6000), 3000, np.int16)
    stream.say(answer)
    line = plan.cues[[cue.start for cue in plan.cues].index(starts[1])]
    rest = run(stream, (line.end - stream.position) / 1000)
    assert np.abs(rest.astype(int)).max() <= LEVEL + BED
    run(stream, 0.1)
    sound = run(stream, 5.8)
    assert np.abs(sound.astype(int) - 3000).max() <= BED
    assert stream.state == "speaking"
    assert stream.position == starts[2]
    run(stream, 0.2)
    assert np.abs(run(stream, 0.1).astype(int) - LEVEL).max() <= BED


def test_a_sign_is_heard_at_once_and_moves_nothing() -> None:
    """A sign sounds over the words, and the plan goes on under it to the sample."""
    _, _, stream = made(TEXT)
    _, _, other = made(TEXT)
    run(stream, 1)
    run(other, 1)
    stream.ring(np.full(2400, 500, np.int16))
    assert np.array_equal(run(stream, 0.1), run(other, 0.1) + 500)
    assert stream.position == other.position


def test_the_volume_moves_without_a_step() -> None:
    """Turned down, everything is softer after a short way without a jump; turned up again it is the plan's samples."""
    _, _, stream = made("- One long step that goes on and on. (8s)\n- Two. (8s)")
    run(stream, 2.5)
    stream.volume.turn(-4)
    sound = run(stream, 0.14).astype(int)
    assert np.abs(np.diff(sound)).max() <= LEVEL / samples(100) + 3 * BED
    assert abs(np.abs(sound[samples(120) : samples(140)]).mean() - LEVEL * 10 ** (-12 / 20)) < BED
    stream.volume.turn(99)
    assert np.abs(run(stream, 0.14)[-480:].astype(int) - LEVEL).max() <= BED


def test_time_added_while_the_bowl_rings_does_not_click() -> None:
    """When the end of a hold moves away while its bowl sounds, the bowl fades, and is rung again at the new end."""
    segments = outlined("- Hold. (40s)\n- Go on. (4s)")
    plan = lay_out(segments, {u: 20 * len(u.words) for u in segments.utterances()})
    stream = Stream(plan, Steady())
    bowl = next(cue for cue in plan.cues if cue.sound == "bowl")
    run(stream, (bowl.start + 300) / 1000)
    longer = lay_out(
        segments, {u: 20 * len(u.words) for u in segments.utterances()}, None, more_time(segments, {}, stream.segment)
    )
    assert stream.update(longer)
    after = run(stream, 1).astype(int)
    assert np.abs(after[FADE + 480 :]).max() <= BED
    assert np.abs(np.diff(after[: FADE + 480])).max() < 700
    run(stream, 28.5)
    assert np.abs(run(stream, 1).astype(int)).max() > 1000


def test_a_plan_for_a_step_gone_by_is_refused() -> None:
    """A change that would move the step under the cursor is not taken."""
    segments = outlined(TEXT)
    _, _, stream = made(TEXT)
    run(stream, 6)
    assert not stream.update(lay_out(segments, {u: 20 * len(u.words) for u in segments.utterances()}, None, {0: 1000}))


def test_an_opening_comes_before_the_first_sample() -> None:
    """Quiet, then the opening, then the session from its very first sample; "next" begins it at once."""
    _, _, stream = made(TEXT)
    whole = np.concatenate(list(made(TEXT)[2].blocks()))[:, 0]
    stream.begin(1000, np.full((4800, 1), 900, np.int16))
    assert stream.starts_in == 1200
    quiet = run(stream, 1)
    assert stream.state == "starting"
    assert np.abs(quiet.astype(int)).max() <= BED
    assert np.abs(run(stream, 0.2).astype(int) - 900).max() <= BED
    assert np.abs(run(stream, 2).astype(int) - whole[: samples(2000)]).max() <= 2 * BED
    _, _, other = made(TEXT)
    other.begin(60_000, np.zeros((0, 1), np.int16))
    run(other, 0.1)
    other.send("next")
    run(other, 0.1)
    assert other.state == "playing"


def test_a_line_that_was_cut_is_said_again() -> None:
    """When the device comes back in the middle of a line, the line begins anew; between lines nothing is repeated."""
    plan, _, stream = made(TEXT)
    line = next(cue for cue in plan.cues if cue.text == "Two steps.")
    run(stream, (line.start + 100) / 1000)
    stream.come_back(np.zeros((0, 1), np.int16))
    assert stream.position == line.start
    run(stream, 1)
    here = stream.position
    stream.come_back(np.zeros((0, 1), np.int16))
    assert stream.position == here


def test_the_one_key_ends_a_wait() -> None:
    """At a `(wait)`, what pauses elsewhere goes on, since there it holds already."""
    _, _, stream = made("- Turn over. (wait, 9s)\n- Go on. (4s)", attended=True)
    run(stream, 60)
    stream.send("toggle")
    run(stream, 0.2)
    assert stream.state == "playing"
    assert run_stereo(stream, 0.1).shape[1] == 1
