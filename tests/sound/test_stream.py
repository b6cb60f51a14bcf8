"""The stream: the plan as samples, under way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from coach.errors import CacheError
from coach.plan import Plan, Utterance, lay_out, outline
from coach.plan.outline import Outline
from coach.script.reader import parse_routine
from coach.session_commands import Move
from coach.sound import Stream
from coach.sound.beds.air import PEAK
from coach.sound.fade import FADE
from coach.units import SAMPLE_RATE, samples

LEVEL = 8000
BED = round(PEAK * 32767) + 1


class Steady:
    """Clips that are one steady level, as long as their words; some may be missing."""

    def __init__(self) -> None:
        self.missing: set[str] = set()

    def get(self, utterance: Utterance) -> NDArray[np.int16] | None:
        """The clip, unless it is missing."""
        if utterance.words in self.missing:
            return None
        return np.full(samples(20 * len(utterance.words)), LEVEL, np.int16)


def outlined(text: str) -> Outline:
    """The outline of a script."""
    return outline(parse_routine(text, Path("x.md")))


def made(text: str, *, attended: bool = False) -> tuple[Plan, Steady, Stream]:
    """A script's exact plan, its clips, and a stream of both."""
    segments = outlined(text)
    plan = lay_out(segments, {u: 20 * len(u.words) for u in segments.utterances()})
    clips = Steady()
    return plan, clips, Stream(plan, clips, attended=attended)


TEXT = "- One step. (4s)\n- Two steps. (4s)\n- Breathe. (1 breath)\n> [!CAUTION]\n> Mind.\n\n- Three steps. (4s)"


def test_every_cue_begins_on_its_sample() -> None:
    """In the whole stream, words fill their cue from its first sample to its last, tones and breaths sound within
    theirs, and rests are only the bed."""
    plan, _, stream = made(TEXT)
    sound = np.concatenate(list(stream.blocks()))[:, 0]
    assert len(sound) == samples(plan.length)
    for cue in plan.cues:
        piece = np.abs(sound[samples(cue.start) : samples(cue.end)].astype(int))
        if cue.kind == "say":
            assert piece.min() >= LEVEL - BED
        elif cue.kind == "rest":
            assert 0 < piece.max() <= BED
        else:
            assert piece.max() > 1000


def test_a_second_breath_in_is_heard_on_top_of_the_first() -> None:
    """In the stream a breath climbs through both inhales and falls through the exhale, and no phase is silent."""
    plan, _, stream = made("---\nbreath: 2 in, 1 in, 5 out\n---\n- Sigh with me. (5 breaths)")
    sound = np.concatenate(list(stream.blocks()))[:, 0].astype(float)
    last = [cue for cue in plan.cues if cue.kind == "breath"][-3:]  # without a prompt
    assert [cue.sound for cue in last] == ["inhale", "top up", "exhale"]
    levels = [
        float(np.sqrt(np.mean(half**2)))
        for cue in last
        for half in np.array_split(sound[samples(cue.start) : samples(cue.end)], 2)
    ]
    assert levels[0] < levels[1] < levels[2] < levels[3]
    assert levels[3] > levels[4] > levels[5] > BED


@settings(max_examples=25)
@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=20))
def test_block_sizes_do_not_matter(sizes: list[int]) -> None:
    """Read in blocks of any size, the stream is the same samples."""
    whole = np.concatenate(list(made(TEXT)[2].blocks()))[:, 0]
    _, _, again = made(TEXT)
    pieces = [again.read(size)[:, 0] for size in sizes]
    assert np.array_equal(np.concatenate(pieces)[: len(whole)], whole[: sum(sizes)])


def doing(stream: Stream) -> str:
    """What the stream is doing."""
    return stream.state


def run(stream: Stream, seconds: float) -> NDArray[np.int16]:
    """What a device with one channel would get, in its own small blocks."""
    return run_stereo(stream, seconds)[:, 0]


def run_stereo(stream: Stream, seconds: float) -> NDArray[np.int16]:
    """What a device would get, on all channels."""
    return np.concatenate([stream.read(480) for _ in range(round(seconds * SAMPLE_RATE / 480))])


def test_pause_holds_the_clock_and_loses_nothing() -> None:
    """Paused, only the bed sounds; resumed, the session goes on with the very next sample."""
    plan, _, stream = made(TEXT)
    whole = np.concatenate(list(made(TEXT)[2].blocks()))[:, 0]
    first = run(stream, 5)
    stream.send("pause")
    quiet = run(stream, 3)
    assert doing(stream) == "paused"
    held = stream.position
    assert np.abs(quiet[FADE + 480 :].astype(int)).max() <= BED
    stream.send("resume")
    rest = run(stream, plan.length / 1000 - 5)
    assert held == pytest.approx(5000, abs=40)
    resumed = samples(held)
    # After the fade in, what sounds is the plan again, with nothing dropped or said twice.
    ours, theirs = rest[FADE:], whole[resumed + FADE :]
    length = min(len(ours), len(theirs))
    assert np.abs(ours[:length].astype(int) - theirs[:length]).max() <= 2 * BED
    assert np.array_equal(first[: len(first) - 480], whole[: len(first) - 480])


@pytest.mark.parametrize(
    ("before", "pause", "again"),
    [("- ", 3, False), ("- ", 6, True), ("> [!CAUTION]\n> ", 1, True)],
    ids=["short", "long", "caution"],
)
def test_a_line_that_was_cut_is_said_again(before: str, pause: float, again: bool) -> None:
    """After a long pause the line that was cut is said from its beginning, a caution after any; a rest goes on."""
    plan, _, stream = made(f"{before}One long line that goes on and on and on.\n\n- Two. (20s)")
    line = next(cue for cue in plan.cues if cue.text and cue.text.startswith("One long"))
    run(stream, (line.start + line.end) / 2000)
    stream.send("toggle")
    run(stream, pause)
    held = stream.position
    assert line.start + 200 < held < line.end
    stream.send("toggle")
    run(stream, 0.1)
    assert stream.position == pytest.approx((line.start if again else held) + 100, abs=40)
    run(stream, (plan.length - 8000 - stream.position) / 1000)
    stream.send("pause")
    run(stream, 6)
    held = stream.position
    stream.send("resume")
    run(stream, 0.1)
    assert stream.position == pytest.approx(held + 100, abs=40)


@pytest.mark.parametrize("command", ["pause", "next", "back", "quit"])
def test_no_command_clicks(command: Move) -> None:
    """In the middle of speech, a pause or jump fades within 20 ms and never jumps from sample to sample."""
    _, _, stream = made("- One long step that goes on and on. (8s)\n- Two. (8s)")
    run(stream, 2.5)
    stream.send(command)
    sound = run(stream, 0.3)
    quiet = np.argmax(np.abs(sound.astype(int)) <= BED)
    assert 0 < quiet <= FADE
    assert np.abs(np.diff(sound.astype(int)[: quiet + FADE])).max() <= LEVEL / FADE + 2 * BED + 2


def test_next_and_back_go_by_steps() -> None:
    """`next` goes to the next step; `back` to this one's beginning, at once again to the one before."""
    plan, _, stream = made(TEXT)
    at = {cue.text: cue.start for cue in plan.cues if cue.text}
    run(stream, 3)
    stream.send("next")
    run(stream, 0.1)
    assert at["Two steps."] <= stream.position < at["Two steps."] + 200
    run(stream, 2)
    stream.send("back")
    run(stream, 0.1)
    assert at["Two steps."] <= stream.position < at["Two steps."] + 200
    stream.send("back")
    run(stream, 0.1)
    assert at["One step."] <= stream.position < at["One step."] + 200


def test_a_jump_speaks_the_cautions_first() -> None:
    """`next` stops at a caution, and `back` to a step begins with its cautions."""
    plan, _, stream = made(TEXT)
    at = {cue.text: cue.start for cue in plan.cues if cue.text}
    for _ in range(4):
        stream.send("next")
        run(stream, 0.1)
    assert at["Mind."] <= stream.position < at["Three steps."]
    stream.send("next")
    run(stream, 3)
    assert stream.position > at["Three steps."]
    stream.send("back")
    run(stream, 0.1)
    assert at["Mind."] <= stream.position < at["Three steps."]


def test_a_wait_waits_for_someone_and_only_then() -> None:
    """Attended, a `(wait)` holds after its words until "next"; unattended it lasts its time."""
    text = "- Turn over. (wait, 9s)\n- Go on. (4s)"
    plan, _, attended = made(text, attended=True)
    run(attended, 60)
    assert doing(attended) == "waiting"
    attended.send("next")
    run(attended, 0.1)
    assert doing(attended) == "playing"
    assert attended.position >= next(cue.start for cue in plan.cues if cue.text == "Go on.")
    _, _, alone = made(text)
    run(alone, plan.length / 1000 + 1)
    assert doing(alone) == "ended"


def test_a_missing_clip_holds_the_clock_before_its_step() -> None:
    """A voice that is too slow stops the clock at a step's beginning, and the session goes on when it is there."""
    plan, clips, stream = made(TEXT)
    clips.missing = {"Two steps."}
    run(stream, 20)
    assert doing(stream) == "voicing"
    assert stream.position == next(cue.start for cue in plan.cues if cue.text == "Two steps.")
    clips.missing = set()
    run(stream, 1)
    assert doing(stream) == "playing"


def test_a_clip_deleted_while_writing_is_a_sentence() -> None:
    """When a clip vanishes between voicing and writing, the file is given up with a sentence, not written wrong."""
    _, clips, stream = made(TEXT)
    clips.missing = {"Two steps."}
    with pytest.raises(CacheError, match="deleted from the cache"):
        list(stream.blocks())


def test_the_end_is_told_and_only_the_bed_goes_on() -> None:
    """After the last sample `ended` is set, and whoever still pulls gets the bed."""
    plan, _, stream = made("- One. (2s)")
    run(stream, plan.length / 1000 + 1)
    assert stream.ended.is_set()
    assert 0 < np.abs(run(stream, 1).astype(int)).max() <= BED


def test_a_plan_may_change_ahead_of_the_cursor() -> None:
    """A later step that turned out longer moves what follows; what sounds now goes on untouched."""
    segments = outlined(TEXT)
    plan, _, stream = made(TEXT)
    run(stream, 3)
    here = stream.position
    known = {u: 20 * len(u.words) for u in segments.utterances()}
    longer = lay_out(segments, {u: 9000 if u.words == "Two steps." else length for u, length in known.items()})
    stream.update(longer)
    assert stream.position == here
    assert stream.plan.length == plan.length + 5250
    unchanged = made(TEXT)[2]
    run(unchanged, 3)
    two, three = (next(cue.start for cue in plan.cues if cue.text == text) for text in ("Two steps.", "Three steps."))
    assert np.array_equal(run(stream, (two - here) / 1000), run(unchanged, (two - here) / 1000))
    assert next(cue.start for cue in stream.plan.cues if cue.text == "Three steps.") == three + 5250


def test_counted_numbers_are_softer() -> None:
    """A number sounds half as strong as other words, 6 dB softer, from its first sample on."""
    plan, _, stream = made("- Words. (x2, 3s)")
    sound = np.concatenate(list(stream.blocks()))[:, 0].astype(int)
    number = next(cue for cue in plan.cues if cue.role == "count")
    piece = sound[samples(number.start) : samples(number.end)]
    assert np.abs(piece - LEVEL // 2).max() <= BED
