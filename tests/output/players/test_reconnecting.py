"""The player that outlives its device."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soxr
from numpy.typing import NDArray

from coach.errors import NoDevice
from coach.output.players.player import Player
from coach.output.players.players import PLAYERS
from coach.output.players.reconnecting import ReconnectingPlayer
from coach.output.players.silent import SilentPlayer
from coach.units import SAMPLE_RATE
from tests.conftest import ROOT, lag, require

if TYPE_CHECKING:
    from coach.output.players.player import Read

SPEED = 4.0
"""How much faster than time the silent players here pull."""


class Counted:
    """A stream whose samples count from 1 on, so that each can be known."""

    def __init__(self) -> None:
        self.at = 0

    def read(self, count: int) -> NDArray[np.int16]:
        self.at += count
        return np.arange(self.at - count + 1, self.at + 1).astype(np.int16)


class Hanging(SilentPlayer):
    """A player whose server died: it does not come back from being closed."""

    released = threading.Event()

    def close(self) -> None:
        super().close()
        self.released.wait(20)


class Absent(SilentPlayer):
    """A player that finds no device."""

    def open(self, read: Read, channels: int = 1) -> None:
        read(100)
        raise NoDevice("There is no sound device on this machine.")


def until(condition: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.alone
def test_what_plays_goes_on_where_it_was() -> None:
    """A device goes, hangs when closed, and comes back at the second attempt: no sample is read twice or left out."""
    heard: list[NDArray[np.int16]] = []
    devices: list[SilentPlayer] = [Hanging(SPEED, heard.append), Absent(), SilentPlayer(SPEED, heard.append)]
    made: list[SilentPlayer] = []
    stream, told = Counted(), list[tuple[str, int, bool]]()

    def make() -> Player:
        made.append(devices.pop(0))
        return made[-1]

    def tell(word: str) -> None:
        told.append((word, stream.at, player.lost))

    with ReconnectingPlayer(make, lambda: tell("lost"), lambda: tell("back")) as player:
        player.open(stream.read)
        assert player.name == "silent"
        until(lambda: stream.at > 1.2 * SAMPLE_RATE)
        assert not told
        made[0].unplug()
        until(lambda: len(told) == 2)
        there = told[0][1]
        assert told == [("lost", there, True), ("back", there, False)]
        until(lambda: stream.at > there + SAMPLE_RATE)
    Hanging.released.set()
    assert len(told) == 2
    sound = np.concatenate([block.ravel() for block in heard])
    assert np.array_equal(sound[sound != 0], (numbers := np.arange(1, stream.at + 1).astype(np.int16))[numbers != 0])


@pytest.mark.alone
def test_a_slow_stream_is_no_lost_device() -> None:
    """While the stream itself takes its time to be read, the device is not taken for lost."""
    stream, told = Counted(), list[str]()

    def read(count: int) -> NDArray[np.int16]:
        if stream.at == 2 * SAMPLE_RATE:
            time.sleep(2)
        return stream.read(count)

    with ReconnectingPlayer(lambda: SilentPlayer(SPEED), lambda: told.append("lost")) as player:
        player.open(read)
        until(lambda: stream.at > 3 * SAMPLE_RATE)
        assert not player.lost
    assert not told


@pytest.mark.alone
def test_closing_takes_no_time_while_there_is_no_device() -> None:
    """A session whose device went and does not come back can be ended; one that never had any does not begin."""
    with pytest.raises(NoDevice):
        ReconnectingPlayer(Absent).open(Counted().read)
    devices: list[SilentPlayer] = [SilentPlayer(SPEED)]
    first, lost = devices[0], threading.Event()
    player = ReconnectingPlayer(lambda: devices.pop() if devices else Absent(), lost.set)
    stream = Counted()
    player.open(stream.read)
    until(lambda: stream.at > 1.2 * SAMPLE_RATE)
    first.unplug()
    until(lost.is_set)
    began, there = time.monotonic(), stream.at
    player.close()
    assert time.monotonic() - began < 1
    assert stream.at == there


# Plays noise until told to stop, and says when it lost its device and where it was.
PLAY = """
import sys
import numpy as np
from coach.output.players.players import choose_player
from coach.output.players.reconnecting import ReconnectingPlayer
from tests.output.players.test_reconnecting import noise
sound, at = noise(), 0
def read(count):
    global at
    at += count
    return sound[at - count : at]
def say(word):
    print(word, at, flush=True)
with ReconnectingPlayer(lambda: choose_player(sys.argv[1]), lambda: say("lost"), lambda: say("back")) as player:
    player.open(read, 2)
    say("open")
    sys.stdin.readline()
"""


def noise() -> NDArray[np.int16]:
    """Half a minute in which each moment is like no other."""
    return np.random.default_rng(7).integers(-8000, 8000, (SAMPLE_RATE * 30, 2)).astype(np.int16)


class Stage:
    """A sound server that can be ended and started again, its loudspeaker, which is a void, and what is heard of it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []
        self.heard: list[Path] = []
        self.env = {**os.environ, "PULSE_SERVER": f"unix:{folder}/s", "HOME": str(folder), "PYTHONPATH": str(ROOT)}

    def start_server(self) -> None:
        (self._folder / "s").unlink(missing_ok=True)
        server = [
            "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disallow-exit",
            "-L", f"module-native-protocol-unix auth-anonymous=1 socket={self._folder}/s",
        ]  # fmt: skip
        quiet = subprocess.DEVNULL
        self._running.append(subprocess.Popen(server, stdout=quiet, stderr=quiet, env=self.env))
        until(lambda: not subprocess.run(["pactl", "info"], env=self.env, capture_output=True, check=False).returncode)

    def plug_in(self) -> None:
        subprocess.run(
            ["pactl", "load-module", "module-null-sink", "sink_name=ci", "rate=48000", "channels=2", "format=s16le"],
            env=self.env, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        record = ["parec", "-d", "ci.monitor", "--format=s16le", "--rate=48000", "--channels=2", "--latency-msec=20"]
        self.heard.append(self._folder / f"{len(self.heard)}.raw")
        with self.heard[-1].open("wb") as file:
            self._running.append(subprocess.Popen(record, stdout=file, stderr=subprocess.DEVNULL, env=self.env))
        until(lambda: self.heard[-1].stat().st_size)

    def unplug(self) -> None:
        subprocess.run(["pactl", "unload-module", "module-null-sink"], env=self.env, check=True)

    def stop(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()
        self._running.clear()


def story(case: tuple[str, str], folder: Path) -> tuple[list[tuple[str, int]], list[tuple[int, int]]]:
    """What a player says when something happens to its device, and from where to where each device heard the noise."""
    name, what = case
    stage = Stage(folder / name / what)
    told: list[tuple[str, int]] = []
    try:
        stage.start_server()
        stage.plug_in()
        with subprocess.Popen(
            [sys.executable, "-c", PLAY, name], env=stage.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as playing:
            try:
                tell(stage, playing, what, told)
            finally:
                playing.kill()
    finally:
        stage.stop()
    return told, [part_heard(path) for path in stage.heard]


def tell(stage: Stage, playing: subprocess.Popen[str], what: str, told: list[tuple[str, int]]) -> None:
    """Let it play, let happen what is to happen, let it play on."""

    def listen() -> None:
        assert playing.stdout is not None
        for line in playing.stdout:
            word, at = line.split()
            told.append((word, int(at)))

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    until(lambda: told)
    time.sleep(3)  # a void begins to hear after two seconds
    if what == "sleep":
        playing.send_signal(signal.SIGSTOP)
        time.sleep(2.5)
        playing.send_signal(signal.SIGCONT)
        time.sleep(2.5)
    else:
        if what == "server":
            stage.stop()
        else:
            stage.unplug()
        until(lambda: len(told) == 2)
        if what == "server":
            stage.start_server()
        stage.plug_in()
        until(lambda: len(told) == 3)
        time.sleep(1.5)
    playing.communicate("\n", timeout=10)
    listener.join(5)


def part_heard(recording: Path) -> tuple[int, int]:
    """The first and the last sample of the noise that are in a recording."""
    bytes_ = recording.read_bytes()
    heard = np.frombuffer(bytes_[: len(bytes_) // 4 * 4], "<i2").reshape(-1, 2).astype(np.float32)
    heard = soxr.resample(heard, 48_000, SAMPLE_RATE)
    loud = np.flatnonzero(np.abs(heard).max(axis=1) > 1000)
    # A void that is taken away may leave splinters behind: the end is that of the longest part without a gap.
    parts = np.split(loud, np.flatnonzero(np.diff(loud) > 100) + 1)
    longest = max(parts, key=len)
    whole = noise().astype(np.float32)
    piece = 600
    ends = []
    for begin in (loud[0] + piece, longest[-1] - piece):
        left, right = (lag(whole[:, side], heard[begin : begin + piece, side]) for side in range(2))
        assert abs(left - right) <= 1
        ends.append(left)
    return ends[0] - piece, ends[1] + piece


@pytest.mark.alone
def test_real_devices_that_come_back(tmp_path: Path) -> None:
    """A server dies, a loudspeaker is unplugged, a computer sleeps: the sound goes on with the next sample read.

    Of what was read before, no more is missing than a device had in hand: a quarter of a second.
    """
    for name in "miniaudio", "paplay":
        require(PLAYERS[name].is_available(), f"{name} is not installed")
    require(shutil.which("pulseaudio") and shutil.which("parec"), "PulseAudio is not installed")
    cases = [("miniaudio", "server"), ("paplay", "unplugged"), ("miniaudio", "sleep")]
    with ThreadPoolExecutor() as pool:
        stories = list(pool.map(lambda case: story(case, tmp_path), cases))
    for case, (told, heard) in zip(cases, stories, strict=True):
        if case[1] == "sleep":
            assert [word for word, _ in told] == ["open"], case
            continue
        there = told[1][1]
        assert [told[0][0], *told[1:]] == ["open", ("lost", there), ("back", there)], case
        assert 0 <= there - heard[0][1] <= 0.25 * SAMPLE_RATE, case
        assert abs(heard[1][0] - there) < 0.01 * SAMPLE_RATE, case
