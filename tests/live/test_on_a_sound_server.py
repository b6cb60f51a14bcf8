"""A planner steered on a real sound server: what is heard is what the stream gave, sample for sample."""

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

from coach.output.players.players import PLAYERS
from coach.units import SAMPLE_RATE
from tests.conftest import SoundServer, lag, require

TEXT = """
## Hip (each side)

- One long step with quite some words in it for the {side}. (6s)
- Another, with other words in it, and some more. (6s)

## Finish

- That is all for today. (4s)
"""

# Steered from inside, at certain moments of the sound; a process of its own, because the server is found through the
# environment. What the stream gave is kept, to be compared with what was heard.
PLAY = """
import sys, threading, time
from pathlib import Path
import numpy as np
from coach.live.playback import Playback
from coach.output.players.process import ProcessPlayer
from coach.script.reader import parse_routine
from coach.plan.planner import Planner
from coach.speech.cache import ClipCache
from coach.speech.humming import Humming
from coach.speech.voicing import Voicer
from coach.speech.voice import Speech
class Rustling(Humming):
    def speak(self, words, speed):
        hummed = super().speak(words, speed)
        noise = np.random.default_rng(len(words)).normal(0, 0.3, len(hummed.samples))
        return Speech(np.convolve(noise, np.hanning(16) / 8, "same").astype(np.float32), hummed.sample_rate)
folder, text = Path(sys.argv[1]), sys.argv[2]
planner = Planner.of_routine(parse_routine(text, Path("x.md")))
voicer = Voicer(Rustling(), ClipCache(folder))
for utterance in planner.outline.utterances():
    voicer.make(utterance)
given = np.zeros((60 * 24000, 1), np.int16)
playback = Playback(planner, voicer, ProcessPlayer(sys.argv[3]))
stream = playback.stream
ring, write, replace = stream.sound, stream.sound.write, stream.sound.replace
def kept(block):
    given[ring.written : ring.written + len(block)] = block
    write(block)
def kept_anew(frame, block):
    done = replace(frame, block)
    if done:
        given[frame : frame + len(block)] = block
    return done
ring.write, ring.replace = kept, kept_anew
with playback:
    for wish in "2.0 pause,2.6 resume,4.0 next,5.0 more,6.5 back,8.0 skip,10.0 quit".split(","):
        second, command = wish.split()
        while ring.heard < float(second) * 24000:
            time.sleep(0.005)
        playback.send(command)
    stream.ended.wait(60)
np.save(folder / "given.npy", given[: ring.heard, 0])
print(stream.plan.length, stream.played)
"""


def at_48(sound: NDArray[np.int16]) -> NDArray[np.float32]:
    """The sound at the server's rate."""
    return np.asarray(soxr.resample(sound.astype(np.float32), SAMPLE_RATE, 48_000))


def late_by(heard: NDArray[np.float32], at: int, piece: NDArray[np.float32]) -> int:
    """By how much a piece is heard after its time, to a tenth of a second."""
    room = 4800
    return lag(heard[at - room : at + len(piece) + room], piece) - room


@pytest.mark.alone
@pytest.mark.parametrize("player", ["miniaudio", "pulse"])
def test_a_steered_session_is_heard_as_it_was_given(player: str, sound_server: SoundServer, tmp_path: Path) -> None:
    """Across pause, skip, back, next and 30 s more, nothing is lost, repeated or late on the way to the ear."""
    require(PLAYERS[player].is_available(), f"{player} is not installed")
    recording = sound_server.record(tmp_path / "heard.raw")
    try:
        command = [sys.executable, "-c", PLAY, str(tmp_path), TEXT, player]
        subprocess.run(command, env={**os.environ, **sound_server.env}, check=True, timeout=150)
        time.sleep(0.5)
    finally:
        recording.terminate()
        recording.wait()
    heard = np.fromfile(tmp_path / "heard.raw", "<i2").reshape(-1, 2)[:, 0].astype(np.float32)
    given = at_48(np.load(tmp_path / "given.npy"))

    # Pieces all along, each found where the beginning says it must be; the differences, and of them what is found at
    # its own place in what was given, for a tone is too even. The server's own change of rate may move it by half a
    # sample of ours.
    heard, given = np.diff(heard), np.diff(given)
    size = 24_000
    start = lag(heard, given[: 2 * 48_000])
    places = [at for at in range(size, len(given) - 48_000, size) if np.abs(given[at : at + size]).max() > 500]
    places = [at for at in places if late_by(given, at, given[at : at + size]) == 0]
    late = [late_by(heard, start + at, given[at : at + size]) for at in places]
    assert len(places) > 10
    assert max(map(abs, late)) <= 2
