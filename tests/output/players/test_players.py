"""The players, on a real sound server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr
from numpy.typing import NDArray

from coach.errors import NoDevice, PlayerError
from coach.output.players.device import Device, pick
from coach.output.players.devices import devices, is_bluetooth
from coach.output.players.libpulse import PulseStream
from coach.output.players.miniaudio import MiniaudioPlayer
from coach.output.players.players import PLAYERS, choose_player
from coach.output.players.pulse import _Place
from coach.output.players.silent import SilentPlayer
from coach.sound.beds.air import AIR
from coach.units import SAMPLE_RATE
from tests.conftest import ROOT, SoundServer, lag, require

CLICKS = 3
MONO, STEREO = 1, 2

# Plays a click each second on the left, and half a second later another on the right, or all of them on one channel; a
# process of its own, because the server is found through the environment.
PLAY = """
import sys, time
import numpy as np
from coach.output.players.players import choose_player
from coach.units import SAMPLE_RATE
from tests.output.players.test_players import CLICKS, click
name, channels = sys.argv[1], int(sys.argv[2])
device = name.upper() if name in ("miniaudio", "paplay") else None  # the others are told by PULSE_SINK
sound = np.zeros((SAMPLE_RATE * CLICKS, channels), np.int16)
for second in range(CLICKS):
    for side in range(2):
        sound[second * SAMPLE_RATE + (side * 2 + 1) * SAMPLE_RATE // 4 :, side % channels][:400] = click(side)
at = 0
def read(count):
    global at
    block = np.zeros((count, channels), np.int16)
    piece = sound[at : at + count]
    block[: len(piece)] = piece
    at += count
    return block
with choose_player(name, device) as player:
    player.open(read, channels)
    while at < len(sound):
        time.sleep(0.05)
    time.sleep(player.latency / 1000)
"""


def click(side: int) -> NDArray[np.int16]:
    """The sound of a click; each side has its own."""
    return np.random.default_rng(side).integers(-12000, 12000, 400).astype(np.int16)


def played(name: str, channels: int, server: SoundServer, folder: Path) -> list[NDArray[Any]]:
    """What a loudspeaker of its own, called as the player, heard from it, left and right, at 48 kHz."""
    environ, sink = {**os.environ, **server.env}, f"sink_name={name}"
    if name in ("aplay", "simpleaudio"):
        environ["PULSE_SINK"] = name
    load = ["pactl", "load-module", "module-null-sink", sink, "rate=48000", "channels=2", "format=s16le"]
    module = subprocess.run(load, env=environ, capture_output=True, text=True, check=True).stdout.strip()
    target = folder / f"{name}.raw"
    try:
        record = [
            "parec",
            "-d",
            f"{name}.monitor",
            "--format=s16le",
            "--rate=48000",
            "--channels=2",
            "--latency-msec=20",
        ]
        with target.open("wb") as file, subprocess.Popen(record, stdout=file, env=environ) as recording:
            command = [sys.executable, "-c", PLAY, name, str(channels)]
            subprocess.run(command, env=environ, check=True, timeout=120, cwd=ROOT)
            time.sleep(1)
            recording.terminate()
    finally:
        subprocess.run(["pactl", "unload-module", module], env=environ, check=True)
    heard = np.fromfile(target, "<i2").reshape(-1, 2).astype(np.float32)
    return [heard[:, 0], heard[:, 1]]


def click_times(heard: NDArray[Any], side: int) -> list[int]:
    """The samples at which the clicks meant for a side were heard."""
    burst = np.concatenate([np.zeros(200, np.float32), click(side).astype(np.float32)])
    piece = soxr.resample(burst, SAMPLE_RATE, 48_000)
    found, rest = [], heard.copy()
    for _ in range(CLICKS):
        at = lag(rest, piece)
        found.append(at)
        rest[at : at + len(piece)] = 0
    return sorted(found)


def check(name: str, heard: list[NDArray[Any]], channels: int, slack: int) -> None:
    """Clicks are a second apart, those on the right half a second after those on the left, none on the other side."""
    left, right = (click_times(heard[side], side) for side in range(2))
    assert np.abs(np.diff(left) - 48_000).max() <= slack, name
    assert np.abs(np.subtract(right, left) - 24_000).max() <= slack, name
    for at in left:
        other = np.abs(heard[1][at + 300 : at + 1000]).max()
        assert (other > 5000) == (channels == MONO), name


@pytest.mark.alone
@pytest.mark.parametrize("channels", [MONO, STEREO])
def test_players_keep_time(channels: int, sound_server: SoundServer, tmp_path: Path) -> None:
    """Clicks a second apart are heard exactly a second apart, to the sample, and each on its side.

    simpleaudio plays all of it in order; between its buffers a little quiet may come.
    """
    slack = {"miniaudio": 1, "paplay": 1, "aplay": 1, "simpleaudio": 12_000}
    if sys.version_info >= (3, 12):
        del slack["simpleaudio"]  # it crashes there
    for name in slack:
        require(PLAYERS[name].is_available(), f"{name} is not installed")
    with ThreadPoolExecutor() as pool:
        heard = pool.map(lambda name: played(name, channels, sound_server, tmp_path), slack)
    for name, sides in zip(slack, heard, strict=True):
        check(name, sides, channels, slack[name])


def test_without_a_device_there_is_one_sentence(tmp_path: Path) -> None:
    """Where no sound device can be opened, the player says so, and the sound libraries' own lines stay away."""
    code = (
        "from coach.output.players.miniaudio import MiniaudioPlayer; from coach.errors import NoDevice\n"
        "try: MiniaudioPlayer().open(None)\n"
        "except NoDevice as error: print(error)\n"
    )
    nothing = tmp_path / "asound.conf"
    nothing.write_text("pcm.!default { type nosuch }\n")
    environ = {**os.environ, "PULSE_SERVER": f"unix:{tmp_path}/none", "ALSA_CONFIG_PATH": str(nothing)}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("There is no sound device on this machine")
    assert done.stderr == ""


@pytest.mark.alone
def test_the_silent_player_keeps_time() -> None:
    """The player without a loudspeaker pulls as fast as time goes, and no faster."""
    pulled = 0

    def read(count: int) -> NDArray[np.int16]:
        nonlocal pulled
        pulled += count
        return AIR.read(0, count)

    with SilentPlayer() as player:
        player.open(read)
        time.sleep(1.0)
    assert pulled / SAMPLE_RATE == pytest.approx(1.0, abs=0.3)


def test_choosing_a_player() -> None:
    """A player is had by name; an unknown one is answered with those there are; the silent one never by itself."""
    assert choose_player("silent").name == "silent"
    with pytest.raises(PlayerError, match="Did you mean 'miniaudio'"):
        choose_player("minaudio")
    with pytest.raises(PlayerError, match="it cannot choose 'buds'"):
        choose_player("silent", "buds")
    try:
        assert choose_player().name in set(PLAYERS) - {"silent"}
    except NoDevice:
        assert not MiniaudioPlayer.is_available()


def test_without_a_library_a_program_of_the_system_plays(
    sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where miniaudio has no wheel, the first program is taken that finds something to play on; else there is none."""
    for name in PLAYERS.keys() - {"paplay", "aplay", "silent"}:
        monkeypatch.delitem(PLAYERS, name)
    for name, value in sound_server.env.items():
        monkeypatch.setenv(name, value)
    assert choose_player().name == "paplay"
    assert choose_player(device="CI").name == "paplay"
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    with pytest.raises(NoDevice):
        choose_player()


def test_devices_are_known_by_their_names(sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device is meant by any part of its name; another one is answered with those there are."""
    monkeypatch.setenv("PULSE_SERVER", sound_server.address)
    (only,) = devices()
    assert only == Device("Null Output", "ci", default=True, bluetooth=False)
    assert pick("null", [Device("Speakers"), only]) == only
    assert not is_bluetooth()
    with pytest.raises(PlayerError, match=r"'Nul Out'; there is Null Output\. Did you mean 'Null Output'"):
        choose_player("paplay", "Nul Out")
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    with pytest.raises(NoDevice, match="none called 'buds'"):
        choose_player("paplay", "buds")


def test_earbuds_are_known_for_bluetooth(sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the sound server calls by a Bluetooth name is known to be one, and also when it is the default."""
    monkeypatch.setenv("PULSE_SERVER", sound_server.address)
    load = [
        "pactl",
        "load-module",
        "module-null-sink",
        "sink_name=bluez_output.00_11",
        "sink_properties=device.description=Buds",
    ]
    module = subprocess.run(load, capture_output=True, text=True, check=True).stdout.strip()
    try:
        assert is_bluetooth("buds")
        assert not is_bluetooth()
        subprocess.run(["pactl", "set-default-sink", "bluez_output.00_11"], check=True)
        assert is_bluetooth()
    finally:
        subprocess.run(["pactl", "unload-module", module], check=True)


def test_what_is_meant_for_earphones_is_not_heard_from_a_loudspeaker(
    sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chosen device that goes is lost, though the server plays on elsewhere; a person may move the stream."""
    require(PLAYERS["pulse"].is_available(), "PulseAudio's library is not installed")
    monkeypatch.setenv("PULSE_SERVER", sound_server.address)

    def told(*command: str) -> str:
        return subprocess.run(["pactl", *command], capture_output=True, text=True, check=True).stdout.strip()

    def lost(within: float) -> bool:
        deadline = time.monotonic() + within
        while not player.lost and time.monotonic() < deadline:
            time.sleep(0.05)
        return player.lost

    module = told("load-module", "module-null-sink", "sink_name=earphones")
    try:
        with choose_player("pulse", "earphones") as player:
            player.open(lambda count: np.zeros((count, 1), np.int16))
            deadline = time.monotonic() + 30  # until that of an earlier test is gone
            while len(streams := told("list", "short", "sink-inputs").splitlines()) != 1:
                assert time.monotonic() < deadline, streams
            (stream,) = streams
            own, elsewhere = stream.split("\t")[1], told("list", "short", "sinks").split("\t")[0]
            for sink in (elsewhere, own):
                told("move-sink-input", stream.split("\t")[0], sink)
                assert not lost(within=0.4)
            told("unload-module", module)
            module = ""
            assert lost(within=30)
    finally:
        if module:
            told("unload-module", module)


def test_a_server_that_played_all_it_had_gets_more(sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was played before the server first said so counts as heard: else nothing more would be written, for ever."""
    require(PLAYERS["pulse"].is_available(), "PulseAudio's library is not installed")
    monkeypatch.setenv("PULSE_SERVER", sound_server.address)
    stream = PulseStream(None, MONO, 150, lambda _: None)
    try:
        stream.write(np.full(3600, 500, np.int16).tobytes())
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and ((heard := stream.heard()) is None or heard[1] > 500):
            stream.ask()
            time.sleep(0.05)
        time.sleep(0.5)  # by now it plays no more
        stream.ask()
        time.sleep(0.2)
        heard = stream.heard()
        assert heard is not None
        assert abs(heard[1]) < 500
    finally:
        stream.close()


def test_after_a_standstill_no_more_is_written_than_fits() -> None:
    """Where all was heard while the process stood still, time counts on from the next sample, not from the first."""
    place = _Place()
    place.when, place.frame = time.perf_counter() - 5, 0
    began = time.perf_counter()
    assert place.now(3600) == 3600
    now = place.now(60_000)
    assert now <= 3600 + (time.perf_counter() - began) * SAMPLE_RATE + 1
