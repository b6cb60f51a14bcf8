"""A stream rendered ahead of what is heard."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.live.look_ahead import LookAhead
from coach.live.renderer import BLOCK
from coach.plan import Plan
from coach.sound.fade import FADE
from coach.units import samples
from tests.sound.test_stream import TEXT, made

BED = 100
BUFFER = samples(50)


@contextmanager
def ahead(text: str = TEXT, **kind: bool) -> Iterator[tuple[Plan, LookAhead]]:
    """A plan, and a stream of it that is rendered ahead."""
    plan, _, stream = made(text, **kind)
    look = LookAhead(stream)
    look.start()
    try:
        yield plan, look
    finally:
        look.close()


def pull(look: LookAhead, milliseconds: int) -> NDArray[np.int16]:
    """What a device hears that takes a buffer at a time."""
    return np.concatenate([look.sound(BUFFER)[:, 0] for _ in range(milliseconds // 50)])


def rendered(look: LookAhead, milliseconds: int) -> None:
    """Wait until so much lies ahead."""
    deadline = time.monotonic() + 20
    while look.sound.written - look.sound.taken < samples(milliseconds):
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_what_is_heard_is_what_a_file_has() -> None:
    """Pulled through the ring, a session is sample for sample what it is in a file."""
    plan, _, whole = made(TEXT)
    file = np.concatenate(list(whole.blocks()))[:, 0]
    with ahead() as (_, look):
        assert np.array_equal(pull(look, plan.length)[: len(file)], file[: plan.length // 50 * BUFFER])
        pull(look, 300)
        assert look.ended.wait(30)
        assert (look.state, look.position) == ("ended", plan.length)


def test_what_it_tells_is_about_what_is_heard() -> None:
    """Though seconds are rendered already, the position is that of the sound at the ear."""
    with ahead() as (_, look):
        pull(look, 3000)
        rendered(look, 1500)
        assert look.position == pytest.approx(2950, abs=150)
        assert look.played == pytest.approx(2950, abs=150)


LONG = "- Many words for this one step, so that there is something to hear for a while. (9s)\n- And. (4s)"


def test_the_position_is_exact_to_the_millisecond() -> None:
    """Between two blocks, the position moves with the device, and so is the same however the blocks lie."""
    with ahead() as (_, look):
        for _ in range(20):  # a busy machine may leave no time for it between two buffers
            rendered(look, 300)
            pull(look, 100)
            at, places = time.perf_counter(), set()
            while time.perf_counter() - at < 0.04:
                places.add(look.position)
            if len(places) >= 10:
                return
        pytest.fail(f"it moved through {len(places)} places only")


def test_a_command_throws_away_what_is_rendered() -> None:
    """With seconds ahead of the device, a pause is in the next buffers, faded; gone on with, nothing is left out."""
    plan, _, whole = made(LONG)
    file = np.concatenate(list(whole.blocks()))[:, 0].astype(int)
    line = next(cue for cue in plan.cues if cue.text and "Many" in cue.text)
    with ahead(LONG) as (_, look):
        before = pull(look, (line.start + 400) // 50 * 50)
        rendered(look, 1000)
        look.send("pause")
        paused = np.abs(pull(look, 1000).astype(int)) > BED
        loud = int(np.flatnonzero(paused)[-1]) + 1
        assert loud <= samples(5) + BLOCK + FADE + samples(5)
        look.send("resume")
        rest = pull(look, 1000).astype(int)
    again = int(np.argmax(np.abs(rest) > BED)) + FADE
    tail, place = rest[again : again + samples(300)], len(before) + loud
    nearby = range(place - samples(30), place + samples(30))
    assert min(np.abs(file[at : at + len(tail)] - tail).max() for at in nearby) <= BED


def test_commands_do_not_get_lost() -> None:
    """Pressed in a burst, before the device takes anything, every one of them counts."""
    text = "".join(f"- Step {number}. (5s)\n" for number in range(12))
    with ahead(text, attended=True) as (_, look):
        pull(look, 200)
        first = look.segment
        for _ in range(6):
            look.send("next")
        pull(look, 600)
        assert look.segment == first + 6


def test_a_command_stands_though_the_device_has_played_less_than_was_reckoned() -> None:
    """A device that stalls, so that its place turns out to lie before the last command, does not undo that."""
    with ahead(LONG) as (_, look):
        pull(look, 1000)
        look.sound.tell(time.perf_counter(), samples(200))
        look.send("pause")
        look.sound.tell(time.perf_counter(), samples(600))
        look.turn_volume(-1)
        look.sound.go_back()
        look.sound.tell(time.perf_counter(), 0)
        pull(look, 1000)
        assert look.state == "paused"


def test_the_volume_is_turned_at_once() -> None:
    """Turned down while seconds are rendered already, it is softer in the next buffers."""
    with ahead(LONG) as (plan, look):
        line = next(cue for cue in plan.cues if cue.text and "Many" in cue.text)
        loud = np.abs(pull(look, (line.start + 400) // 50 * 50).astype(int)).max()
        rendered(look, 1000)
        look.turn_volume(-5)
        soft = np.abs(pull(look, 300)[samples(150) :].astype(int)).max()
        assert soft < 0.3 * loud
        assert look.volume.level == 5


def test_a_step_that_was_waited_for_begins_at_once() -> None:
    """The quiet rendered while a clip was missing is thrown away when it is there, and the step loses nothing."""
    plan, clips, stream = made(TEXT)
    first = next(said.words for said in plan.segments[0].clips)
    clips.missing = {first}
    look = LookAhead(stream)
    look.start()
    try:
        assert np.abs(pull(look, 200).astype(int)).max() <= BED
        look.begin_awaited()
        assert (look.state, look.awaited) == ("voicing", 0)
        clips.missing = set()
        look.begin_awaited()
        heard = pull(look, plan.length)
    finally:
        look.close()
    file = np.concatenate(list(made(TEXT)[2].blocks()))[:, 0]
    begins = int(np.argmax(np.abs(heard.astype(int)) > BED))
    quiet = begins - int(np.argmax(np.abs(file.astype(int)) > BED))
    assert 0 <= quiet <= samples(5) + BLOCK
    words = samples(3000)
    assert np.abs(heard[begins:][:words].astype(int) - file[begins - quiet :][:words]).max() <= 2 * BED
