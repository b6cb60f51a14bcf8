"""The players that feed a program of the system."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.errors import NoDevice
from coach.output.players.pipe import PipePlayer
from coach.output.players.players import PLAYERS
from coach.output.players.sound_servers import pipewire
from coach.units import SAMPLE_RATE
from tests.conftest import SoundServer, lag, require

PROGRAMS = ["paplay", "aplay", "pw-cat"]

# One loudspeaker that is a void, without a device in the machine.
PIPEWIRE = """
context.properties = { core.daemon = true, core.name = pipewire-0 }
context.spa-libs = { audio.convert.* = audioconvert/libspa-audioconvert, support.* = support/libspa-support }
context.modules = [
    { name = libpipewire-module-protocol-native }, { name = libpipewire-module-metadata }
    { name = libpipewire-module-spa-node-factory }, { name = libpipewire-module-client-node }
    { name = libpipewire-module-access }, { name = libpipewire-module-adapter }
    { name = libpipewire-module-link-factory }
]
context.objects = [
    { factory = metadata, args = { metadata.name = default } }
    { factory = spa-node-factory, args = {
        factory.name = support.node.driver, node.name = clock, priority.driver = 1
    } }
    { factory = adapter, args = {
        factory.name = support.null-audio-sink, media.class = Audio/Sink, node.name = void
        node.description = "Ear Buds", audio.position = [ FL FR ], audio.rate = 48000
    } }
]
"""


def children() -> list[str]:
    """The programs that this process started and that are there still, be it as zombies."""
    task = Path(f"/proc/{os.getpid()}/task")
    names = []
    for thread in task.iterdir():
        with suppress(OSError):  # the thread has ended since
            for number in (thread / "children").read_text().split():
                with suppress(OSError):  # the program has
                    names.append(Path(f"/proc/{number}/comm").read_text().strip())
    return [name for name in names if name in PROGRAMS]


def quiet(count: int) -> NDArray[np.int16]:
    """Nothing to hear."""
    return np.zeros(count, np.int16)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_finds_no_device(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is nothing to play on, opening says so at once, and the stream was not touched."""
    require(shutil.which(name), f"{name} is not installed")
    (tmp_path / "asound.conf").write_text("pcm.!default { type nosuch }\n")
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    player, read = PLAYERS[name](), list[int]()
    assert not player.works()
    with pytest.raises(NoDevice, match=f"that {name} can play on"):
        player.open(lambda count: read.append(count) or quiet(count))  # type: ignore[func-returns-value]
    assert not read
    assert children() == []


@pytest.mark.alone
@pytest.mark.parametrize("name", PROGRAMS[:2])
def test_a_program_that_ends(name: str, sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the program dies, the device is known to be lost; nothing of it remains, and closing is quick."""
    require(shutil.which(name), f"{name} is not installed")
    for variable, value in sound_server.env.items():
        monkeypatch.setenv(variable, value)
    player = PLAYERS[name]()
    player.open(quiet)
    assert isinstance(player, PipePlayer)
    assert children() == [name]
    assert not player.lost
    assert player.process is not None
    os.kill(player.process, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while not player.lost and time.monotonic() < deadline:
        time.sleep(0.01)
    assert player.lost
    began = time.monotonic()
    player.close()
    player.close()
    assert time.monotonic() - began < 0.5
    assert children() == []


@pytest.fixture
def pipewire_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """PipeWire with a loudspeaker that is a void, for this process alone."""
    needed = ["pipewire", "wireplumber", "pw-cat", "dbus-daemon"]
    require(all(map(shutil.which, needed)), f"one of {', '.join(needed)} is not installed")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    for bus in "SESSION", "SYSTEM":
        monkeypatch.setenv(f"DBUS_{bus}_BUS_ADDRESS", f"unix:path={tmp_path}/bus")
    (tmp_path / "pipewire.conf").write_text(PIPEWIRE)
    programs = [
        ["dbus-daemon", "--session", "--nofork", f"--address=unix:path={tmp_path}/bus"],
        ["pipewire", "-c", str(tmp_path / "pipewire.conf")],
        ["wireplumber"],
    ]
    running = []
    try:
        for program, sign in zip(programs, ["bus", "pipewire-0", None], strict=True):
            running.append(subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            deadline = time.monotonic() + 30
            while sign is not None and not (tmp_path / sign).exists():
                assert time.monotonic() < deadline, f"{program[0]} did not start"
                time.sleep(0.05)
        while not PLAYERS["pw-cat"].works():
            assert time.monotonic() < deadline, "nothing can be played"
        yield
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


@pytest.mark.alone
def test_pw_cat_plays(pipewire_server: None, tmp_path: Path) -> None:
    """Through PipeWire, both channels are heard without a gap, on the device that was asked for."""
    assert [(device.name, device.id) for device in pipewire()] == [("Ear Buds", "void")]
    sound = np.random.default_rng(5).integers(-9000, 9000, (SAMPLE_RATE * 20, 2)).astype(np.int16)
    at = 0

    def read(count: int) -> NDArray[np.int16]:
        nonlocal at
        at += count
        return sound[at - count : at]

    player, target = PLAYERS["pw-cat"](), tmp_path / "heard.raw"
    player.play_on("buds")
    record = ["pw-cat", "--record", "--rate=24000", "--channels=2", "--format=s16", "-P", "{stream.capture.sink=true}"]
    if "--raw" in subprocess.run(["pw-cat", "--help"], capture_output=True, text=True, check=True).stdout:
        record.append("--raw")
    with target.open("wb") as file, subprocess.Popen([*record, "-"], stdout=file) as recording, player:
        time.sleep(0.5)
        player.open(read, 2)
        time.sleep(2.5)
        recording.terminate()
    heard = np.fromfile(target, "<i2")
    heard = heard[: len(heard) // 2 * 2].reshape(-1, 2).astype(np.float32)
    begin = int(np.flatnonzero(np.abs(heard).max(axis=1) > 1000)[0]) + SAMPLE_RATE // 2
    for side in range(2):
        first, later = (
            lag(sound[:, side].astype(np.float32), heard[begin + skip :][:2000, side]) for skip in (0, SAMPLE_RATE)
        )
        assert abs(later - first - SAMPLE_RATE) <= 1
