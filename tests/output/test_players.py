"""The players, on a real sound server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soxr
from numpy.typing import NDArray

from coach.errors import NoDevice, PlayerError
from coach.output.miniaudio import MiniaudioPlayer
from coach.output.players import PLAYERS, choose_player
from coach.output.silent import SilentPlayer
from coach.output.simpleaudio import SimpleaudioPlayer
from coach.sound.bed import bed
from coach.units import SAMPLE_RATE
from tests.conftest import SoundServer, lag, require

CLICKS = 8

# Plays a click each second; a process of its own, because the server is found through the environment.
PLAY = """
import sys, time
import numpy as np
from coach.output.players import choose_player
from coach.units import SAMPLE_RATE
sound = np.zeros(SAMPLE_RATE * {clicks}, np.int16)
burst = np.random.default_rng(3).integers(-12000, 12000, 400)
for second in range({clicks}):
    sound[second * SAMPLE_RATE + SAMPLE_RATE // 2 :][:400] = burst
at = 0
def read(count):
    global at
    block = np.zeros(count, np.int16)
    piece = sound[at : at + count]
    block[: len(piece)] = piece
    at += count
    return block
with choose_player(sys.argv[1]) as player:
    player.open(read)
    while at < len(sound):
        time.sleep(0.05)
    time.sleep(player.latency / 1000)
"""


def played(name: str, server: SoundServer, folder: Path) -> NDArray[np.float32]:
    """What the server heard of the clicks, at 48 kHz."""
    target = folder / "heard.raw"
    recording = server.record(target)
    try:
        code = PLAY.format(clicks=CLICKS)
        subprocess.run([sys.executable, "-c", code, name], env={**os.environ, **server.env}, check=True, timeout=60)
        time.sleep(1)
    finally:
        recording.terminate()
        recording.wait()
    return np.fromfile(target, "<i2").reshape(-1, 2)[:, 0].astype(np.float32)


def click_times(heard: NDArray[np.float32]) -> list[int]:
    """The samples at which the clicks were heard."""
    burst = np.random.default_rng(3).integers(-12000, 12000, 400).astype(np.float32)
    click = soxr.resample(np.concatenate([np.zeros(200, np.float32), burst]), SAMPLE_RATE, 48_000)
    found, rest = [], heard.copy()
    for _ in range(CLICKS):
        at = lag(rest, click)
        found.append(at)
        rest[at : at + len(click)] = 0
    return sorted(found)


@pytest.mark.alone
def test_miniaudio_keeps_time(sound_server: SoundServer, tmp_path: Path) -> None:
    """Clicks a second apart are heard exactly a second apart, to the sample, with nothing lost between."""
    require(MiniaudioPlayer.is_available(), "miniaudio is not installed")
    gaps = np.diff(click_times(played("miniaudio", sound_server, tmp_path)))
    assert np.abs(gaps - 48_000).max() <= 1


@pytest.mark.alone
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="simpleaudio crashes on Python 3.12 and later")
def test_simpleaudio_plays(sound_server: SoundServer, tmp_path: Path) -> None:
    """Through ALSA, simpleaudio plays all of it in order; between its buffers a little quiet may come."""
    require(SimpleaudioPlayer.is_available(), "simpleaudio is not installed")
    gaps = np.diff(click_times(played("simpleaudio", sound_server, tmp_path)))
    assert len(gaps) == CLICKS - 1
    assert (np.abs(gaps - 48_000) < 0.25 * 48_000).all()


def test_without_a_device_there_is_one_sentence(tmp_path: Path) -> None:
    """Where no sound device can be opened, the player says so, and the sound libraries' own lines stay away."""
    code = (
        "from coach.output.miniaudio import MiniaudioPlayer; from coach.errors import NoDevice\n"
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
        return bed(0, count)

    with SilentPlayer() as player:
        player.open(read)
        time.sleep(1.0)
    assert pulled / SAMPLE_RATE == pytest.approx(1.0, abs=0.3)


def test_choosing_a_player() -> None:
    """A player is had by name; an unknown one is answered with those there are; the silent one never by itself."""
    assert choose_player("silent").name == "silent"
    with pytest.raises(PlayerError, match="Did you mean 'miniaudio'"):
        choose_player("minaudio")
    try:
        assert choose_player().name in set(PLAYERS) - {"silent"}
    except NoDevice:
        assert not MiniaudioPlayer.is_available()
