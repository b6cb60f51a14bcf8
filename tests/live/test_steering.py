"""A planner steered while it runs: more time, catching up, answers, and going on where it was left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.errors import PlanError
from coach.live.edits import Edits, edits_from_values
from coach.live.playback import Playback
from coach.output.players.player import Player, Rewindable
from coach.plan import Selection
from coach.plan.planner import Planner
from coach.script.reader import parse_routine
from coach.session_request import SessionRequest, request_from_values
from coach.speech.cache import ClipCache
from coach.speech.humming import Humming
from coach.speech.voicing import Voicer
from coach.units import SECOND, samples
from tests.live.test_playback import Recorder

if TYPE_CHECKING:
    from coach.output.players.player import Read

TEXT = """
## Hip (each side)

> [!CAUTION]
> Tingling means the nerve.

- Press on the {side}. (40s, 20-90s)
- Hold. (20s)

## Finish

- Stroke. (60s, 20-120s)
- Rest. (30s, 10-90s)
"""


class SteppedPlayer(Player):
    """A player for which time passes only while a test waits for what is heard: however busy the machine, no step is
    over before the test has seen it."""

    name = "stepped"
    latency = 0

    def __init__(self) -> None:
        self.recorder = Recorder()
        self._read: Rewindable | None = None
        self._now = 0.0

    @staticmethod
    def is_available() -> bool:
        return True

    def open(self, read: Read, channels: int = 1) -> None:
        assert isinstance(read, Rewindable)
        self._read, self._now = read, time.perf_counter()
        read.tell(self._now, 0)

    def close(self) -> None:
        self._read = None

    def until(self, what: Callable[[], object]) -> None:
        """Play until something is so, but not for ever."""
        assert self._read is not None
        deadline = time.monotonic() + 60
        while not what():
            assert time.monotonic() < deadline
            self._read.go_back()
            self.recorder.hear(self._read(samples(50)))
            self._now += 0.05  # by its own clock it is always on time
            self._read.tell(self._now, 0)
            time.sleep(0.001)  # in which the voice may speak


def meanwhile(what: Callable[[], object]) -> None:
    """Wait for something while nothing is played, but not for ever."""
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class Show:
    """A playback with its ways to be steered and heard."""

    def __init__(
        self,
        folder: Path,
        target: int | None = None,
        request: SessionRequest | None = None,
        lead_in: int = 0,
        edits: Edits | None = None,
    ) -> None:
        self.player = SteppedPlayer()
        self.until = self.player.until
        self.planner = Planner.of_routine(parse_routine(TEXT, Path("x.md")), target=target)
        self.playback = Playback(
            self.planner, Voicer(Humming(), ClipCache(folder)), self.player,
            request=request, lead_in=lead_in, edits=edits,
        )  # fmt: skip
        self.stream = self.playback.stream

    def segment(self, words: str) -> int:
        """The step that says this."""
        return next(cue.segment for cue in self.stream.plan.cues if cue.text and words in cue.text)


@contextmanager
def playing(
    folder: Path, target: int | None = None, request: SessionRequest | None = None, lead_in: int = 0
) -> Iterator[Show]:
    """A session that runs."""
    show = Show(folder, target, request, lead_in)
    with show.playback:
        yield show
        show.playback.send("quit")


def test_more_time_is_given_to_this_step_and_its_other_side(tmp_path: Path) -> None:
    """Asked for on the left, the step under the cursor lasts 30 s more, and so does its twin; sides stay equal."""
    with playing(tmp_path) as show:
        show.until(lambda: show.stream.segment == show.segment("Press on the left"))
        before = show.stream.plan
        show.playback.send("more")
        meanwhile(lambda: show.stream.plan.length == before.length + 60 * SECOND)
        left, right = show.stream.plan.sections[:2]
        assert left.end - left.start == right.end - right.start
        assert show.stream.plan.segments[: show.stream.segment] == before.segments[: show.stream.segment]


def test_a_pause_is_caught_up_with_by_what_may_give(tmp_path: Path) -> None:
    """Fitted to a length, a session that was paused ends when it was to end, if its flexible steps can give so much."""
    with playing(tmp_path, target=260 * SECOND) as show:
        show.until(lambda: show.stream.segment == show.segment("Press on the left"))
        show.playback.send("pause")
        show.until(lambda: show.stream.spent > show.stream.played + 30 * SECOND)
        before = show.stream.plan.length
        show.playback.send("resume")
        show.until(lambda: show.stream.state == "playing")
        meanwhile(lambda: show.stream.plan.length < before)
        show.until(show.stream.ended.is_set)
        assert show.stream.spent == pytest.approx(260 * SECOND, abs=SECOND)
        left, right = show.stream.plan.sections[:2]
        assert left.end - left.start == right.end - right.start
        rest = show.stream.plan.segments[show.segment("Rest.")]
        assert rest.end - rest.start > 30 * SECOND  # longer than written, as fitted: the closing rest gave nothing
        assert show.playback.finished


def test_without_a_length_a_pause_makes_the_session_longer(tmp_path: Path) -> None:
    """Nothing is hurried that nobody asked to be done in time."""
    with playing(tmp_path) as show:
        before = show.stream.plan.length
        show.playback.send("pause")
        show.until(lambda: show.stream.spent > 20 * SECOND)
        show.playback.send("resume")
        show.until(show.stream.ended.is_set)
        assert show.stream.plan.length == before
        assert show.stream.spent > before + 15 * SECOND


def test_how_long_is_answered_in_words(tmp_path: Path) -> None:
    """Asked how long, the coach says what is left of the area and of the planner, and the plan does not move."""
    voice = Humming()
    planner = Planner.of_routine(parse_routine(TEXT, Path("x.md")))
    with Playback(planner, Voicer(voice, ClipCache(tmp_path)), SteppedPlayer()) as playback:
        length = playback.stream.plan.length
        playback.send("time")
        meanwhile(lambda: any("left here" in words for words in voice.said))
        assert "1 minute left here. 4 minutes in all." in voice.said
        playback.send("quit")
    assert playback.stream.plan.length == length


def test_the_sides_are_told_before_a_split_session(tmp_path: Path) -> None:
    """Who is left and who is right is said on that side alone, before the first word."""
    with playing(tmp_path, request=SessionRequest(routing="split"), lead_in=500) as show:
        show.until(lambda: show.stream.starts_in == 0)
        show.until(lambda: show.stream.position > 5 * SECOND)
    sound = np.abs(np.concatenate(show.player.recorder.blocks).astype(int))
    loud = sound > 1500
    left, right = (int(np.argmax(loud[:, side])) for side in (0, 1))
    assert left > 24 * 400
    assert not loud[: right - 24 * 500, 1].any()
    assert right > left + 24 * 500


def test_a_session_goes_on_where_it_was_left(tmp_path: Path) -> None:
    """Resumed, it begins with the cautions of its section and then the step; what was given to it is still given."""
    with playing(tmp_path) as show:
        show.until(lambda: show.stream.segment == show.segment("Press on the left"))
        show.playback.send("more")
        meanwhile(lambda: show.playback.edits.added)
        values = show.playback.edits.as_values(show.playback.spent)
        length, here = show.stream.plan.length, show.segment("Hold.")
    edits = edits_from_values(values, len(show.planner.outline.segments))
    assert edits.spent > 0
    again = Show(tmp_path, edits=edits)
    assert again.stream.plan.length == length
    again.stream.go(here)
    assert again.stream.plan.segments[again.stream.segment].caution
    with again.playback:
        again.until(lambda: again.stream.segment == here)
        again.playback.send("quit")
    assert again.playback.spent > edits.spent


def test_a_request_is_kept_as_it_was() -> None:
    """What was asked for comes back from plain values; what no longer means anything is a sentence or is dropped."""
    selection = Selection(("belly",), start="hip", sides=("right",), rate=0.9, calls="few")
    request = SessionRequest(selection, 60_000, "split", Path("m"), "rain")
    assert request_from_values("x", request.as_values()) == request
    with pytest.raises(PlanError, match="start it again"):
        request_from_values("x", {"choice": {"wanted": 3}})
    edits = Edits((None, 3000), {1: 30_000}, 500)
    assert edits_from_values(edits.as_values(500), 2) == edits
    assert edits_from_values(edits.as_values(500), 9) == Edits(spent=500)
    assert edits_from_values({"slots": "x"}, 2) == Edits()


def test_what_an_earlier_version_kept_is_read() -> None:
    """The values of a session kept before there were other options mean the same session."""
    choice = {"wanted": [], "only": ["Hip"], "start": "", "sides": ["left", "right"], "rate": 1.0, "calls": "none"}
    kept = {"choice": choice, "target": None, "ears": "all", "music": None}
    assert request_from_values("x", kept) == SessionRequest(Selection(only=("Hip",)))


def test_the_opening_check_is_skipped_only_when_asked_twice(tmp_path: Path) -> None:
    """The first "skip" in the opening check is answered in words and moves nothing; one more soon after skips it."""
    text = "## Questions (opening check)\n\n- Is anything new? (30s)\n\n## Neck\n\n- Hold. (30s)"
    voice = Humming()
    planner = Planner.of_routine(parse_routine(text))
    player = SteppedPlayer()
    with Playback(planner, Voicer(voice, ClipCache(tmp_path)), player) as playback:
        assert not playback.send("skip")
        meanwhile(lambda: any("skip" in line for line in voice.said))
        assert playback.stream.plan.sections[playback.stream.plan.section_of(playback.stream.segment)].opening
        meanwhile(lambda: playback.send("skip"))  # where a busy machine took its three seconds, it asks again
        player.until(lambda: playback.stream.plan.section_of(playback.stream.segment) != 0)
        assert playback.send("skip")
        playback.send("quit")


def test_a_jump_takes_its_cautions_along(tmp_path: Path) -> None:
    """Sent to a later area of a section, the session first says the cautions of that section that were not heard."""
    text = "## Back\n\n### Low\n\n> [!CAUTION]\n> Never on the spine.\n\n- Press. (60s)\n\n### High\n\n- Hold. (60s)"
    planner = Planner.of_routine(parse_routine(text))
    player, visited = SteppedPlayer(), list[int]()
    with Playback(planner, Voicer(Humming(), ClipCache(tmp_path)), player) as playback:
        stream = playback.stream
        last = len(stream.plan.sections) - 1
        assert playback.jump(last)

        def is_there() -> bool:
            here = stream.segment
            visited.extend([here] if visited[-1:] != [here] else [])
            return stream.plan.section_of(here) == last

        player.until(is_there)
        *before, caution, _ = visited
        assert stream.plan.segments[caution].caution
        assert set(before) <= {0}
        playback.send("quit")


def test_a_jump_past_the_opening_check_is_asked_for_twice(tmp_path: Path) -> None:
    """The opening check is not jumped over by one touch, neither from within it nor from before it."""
    text = "- Welcome. (20s)\n\n## Questions (opening check)\n\n- Is anything new? (30s)\n\n## Neck\n\n- Hold. (30s)"
    planner = Planner.of_routine(parse_routine(text))
    player = SteppedPlayer()
    with Playback(planner, Voicer(Humming(), ClipCache(tmp_path)), player) as playback:
        last = len(playback.stream.plan.sections) - 1
        assert not playback.jump(last)
        meanwhile(lambda: playback.jump(last))
        player.until(lambda: playback.stream.plan.section_of(playback.stream.segment) == last)
        assert playback.jump(0), "going back needs no second touch"
        playback.send("quit")
