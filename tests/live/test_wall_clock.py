"""The wall clock is the truth: on a busy machine, and after the sound was stopped, a session is where it should be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks.live import busy, compare, recording, spoken
from coach.live.playback import Playback
from coach.output.players.process import ProcessPlayer
from coach.output.players.pulse import PulsePlayer
from coach.plan.planner import Planner
from coach.script.reader import parse_routine
from coach.speech.cache import ClipCache
from coach.speech.humming import Humming
from coach.speech.voice import Speech
from coach.speech.voicing import Voicer
from tests.conftest import ROOT, SoundServer, require

TEXT = """
- One step, with quite some words in it. (4s)
- Another, with other words, and some more. (5s)
- And a long rest, in which something happens. (11s)
- The step after it, with words that are heard. (4s)
- That is all for today. (3s)
"""


class Rustling(Humming):
    """Words of which each moment is like no other, so that it can be found."""

    def speak(self, words: str, speed: float) -> Speech:
        """Rustle, as long as it would hum."""
        hummed = super().speak(words, speed)
        noise = np.random.default_rng(len(words)).normal(0, 0.3, len(hummed.samples))
        return Speech(np.convolve(noise, np.hanning(16) / 8, "same").astype(np.float32), hummed.sample_rate)


def until(playback: Playback, words: str, past: int) -> None:
    """Wait until so many milliseconds after some words began are heard."""
    at = next(cue.start for cue in playback.stream.plan.cues if cue.text and words in cue.text) + past
    deadline = time.monotonic() + 60
    while playback.stream.position < at:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.alone
def test_a_session_is_on_time_whatever_happens(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside four busy processes, and though the process that plays is stopped for seconds, no word is late or cut.

    Stopped for a second amid words, it loses nothing; for three seconds in a rest, the rest gives back what was lost.
    """
    require(PulsePlayer.is_available(), "libpulse is not installed")
    for name, value in sound_server.env.items():
        monkeypatch.setenv(name, value)
    planner = Planner.of_routine(parse_routine(TEXT, Path("x.md")))
    voicer = Voicer(Rustling(), ClipCache(tmp_path / "cache"))
    for utterance in planner.outline.utterances():
        voicer.make(utterance)
    player = ProcessPlayer("pulse")
    environ = {**os.environ, **sound_server.env}
    with (
        busy(4),
        recording(tmp_path / "heard.raw", environ, "ci"),
        Playback(planner, voicer, player) as playback,
    ):
        assert player.process is not None
        until(playback, "Another", 200)
        os.kill(player.process, signal.SIGSTOP)
        time.sleep(1.2)
        os.kill(player.process, signal.SIGCONT)
        until(playback, "long rest", 4000)
        assert abs(playback.stream.lost) <= 20
        os.kill(player.process, signal.SIGSTOP)
        time.sleep(3)
        os.kill(player.process, signal.SIGCONT)
        assert playback.wait(120)
        lost = playback.stream.lost
    told = spoken(playback.stream.plan, voicer)
    heard = compare(told.places, told.sound, np.fromfile(tmp_path / "heard.raw", "<i2"))
    assert 500 < lost < 2500
    assert heard.cut == 0
    assert max(map(abs, heard.late)) <= 20


@pytest.mark.alone
def test_a_sound_process_that_dies_is_replaced(sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the process that plays is killed, there is another within seconds, and the session goes on where it was."""
    for name, value in sound_server.env.items():
        monkeypatch.setenv(name, value)
    lost, back = threading.Event(), threading.Event()
    planner = Planner.of_routine(parse_routine("- One. (2s)\n- Two. (2s)\n- Three. (2s)", Path("x.md")))
    voicer = Voicer(Humming(), ClipCache(Path(os.devnull)))
    player = ProcessPlayer(on_lost=lost.set)
    with Playback(planner, voicer, player) as playback:

        def come_back() -> None:
            playback.come_back()
            back.set()

        player.on_back = come_back
        until(playback, "Two", 0)
        here = playback.stream.position
        assert player.process is not None
        os.kill(player.process, signal.SIGKILL)
        assert lost.wait(5)
        assert playback.stream.position <= here + 500
        assert back.wait(20)
        assert playback.wait(60)
        assert playback.finished
    assert playback.spent > playback.stream.plan.length


@pytest.mark.alone
def test_a_call_holds_the_session(sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """While something with the role of a phone plays, the session stands still, and goes on where it was after it."""
    require(PulsePlayer.is_available(), "libpulse is not installed")
    for name, value in sound_server.env.items():
        monkeypatch.setenv(name, value)
    load = ["pactl", "load-module", "module-role-cork"]
    module = subprocess.run(load, capture_output=True, text=True, check=True).stdout.strip()
    planner = Planner.of_routine(parse_routine("- One. (3s)\n- Two. (2s)", Path("x.md")))
    player, told, held, free = ProcessPlayer("pulse"), list[bool](), threading.Event(), threading.Event()
    try:
        with Playback(planner, Voicer(Humming(), ClipCache(Path(os.devnull))), player) as playback:

            def tell(still: bool) -> None:
                told.append(still)
                if not still:
                    playback.come_back()
                (held if still else free).set()

            player.on_held = tell
            until(playback, "One", 500)
            call = ["pacat", "--property=media.role=phone", "--raw", "/dev/zero"]
            with subprocess.Popen(call, env=os.environ) as calling:
                assert held.wait(10)
                here = playback.stream.position
                time.sleep(1.5)
                assert playback.stream.position - here < 100
                calling.kill()
            assert free.wait(10)
            assert playback.wait(60)
            assert playback.finished
        assert told == [True, False]
        assert playback.spent > playback.stream.plan.length + 1200
    finally:
        subprocess.run(["pactl", "unload-module", module], check=True)


KILLED = """
import sys, time
from pathlib import Path
from coach.live.playback import Playback
from coach.output.players.process import ProcessPlayer
from coach.plan.planner import Planner
from coach.script.reader import parse_routine
from coach.speech.cache import ClipCache
from coach.speech.humming import Humming
from coach.speech.voicing import Voicer
player = ProcessPlayer("silent")
planner = Planner.of_routine(parse_routine("- One. (60s)", Path("x.md")))
with Playback(planner, Voicer(Humming(), ClipCache(Path(sys.argv[1]))), player) as playback:
    print(player.process, playback.stream.sound.path, flush=True)
    time.sleep(60)
"""


def is_running(number: int) -> bool:
    """Whether there is a process with this number."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_nothing_is_left_of_a_session_that_is_killed(tmp_path: Path) -> None:
    """When the session is killed, the process that plays ends, and what they shared is gone."""
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as session:  # fmt: skip
        assert session.stdout is not None
        number, path = session.stdout.readline().split()
        assert Path(path).exists()
        session.kill()
    deadline = time.monotonic() + 20
    while Path(path).exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    while is_running(int(number)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
