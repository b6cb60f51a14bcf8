"""A planner running, with a player that keeps time without a loudspeaker."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.errors import VoiceError
from coach.live.look_ahead import LookAhead
from coach.live.playback import Playback
from coach.output.players.silent import SilentPlayer
from coach.plan.planner import Planner
from coach.script.reader import parse_routine
from coach.sound import Stream
from coach.sound.beds.air import PEAK
from coach.speech.cache import ClipCache
from coach.speech.humming import Humming
from coach.speech.voice import Speech
from coach.speech.voice_rate import natural_rate
from coach.speech.voicing import Voicer

TEXT = (
    "- One small step here. (4s)\n- Two steps that are a little longer. (4s)\n- Breathe. (1 breath)\n- Last words. (2s)"
)

ROOM = round(PEAK * 32767) + 1
"""The loudest sample of the room tone."""


class Recorder:
    """Keeps what a player was given."""

    def __init__(self) -> None:
        self.blocks: list[NDArray[np.int16]] = []

    def hear(self, block: NDArray[np.int16]) -> None:
        """Keep a block."""
        self.blocks.append(block)

    @property
    def sound(self) -> NDArray[np.int16]:
        """All of it."""
        return np.concatenate(self.blocks)


class SlowHumming(Humming):
    """Takes its time for each line, and says it with a sound of its own."""

    def speak(self, words: str, speed: float) -> Speech:
        """Noise that no other words have, as long as humming them, after a while."""
        time.sleep(0.1)
        hummed = super().speak(words, speed)
        noise = np.random.default_rng(zlib.crc32(words.encode())).uniform(-9000, 9000, len(hummed.samples))
        return Speech(noise.astype(np.int16), hummed.sample_rate)


def places(sound: NDArray[np.int16], clip: NDArray[np.int16]) -> list[int]:
    """The samples at which a clip begins to be heard, with nothing over it but the room tone."""
    count = len(sound) - len(clip) + 1
    likely = np.ones(count, bool)
    for place in np.linspace(0, len(clip) - 1, 20).astype(int):
        likely &= np.abs(sound[place : place + count].astype(int) - clip[place]) <= ROOM
    found = np.flatnonzero(likely)
    return [int(at) for at in found if np.abs(sound[at : at + len(clip)].astype(int) - clip).max() <= ROOM]


def wait_for(event: threading.Event) -> None:
    """Wait, but not for ever."""
    assert event.wait(60)


def perform(voicer: Voicer, speed: float = 40.0, text: str = TEXT) -> tuple[LookAhead, NDArray[np.int16]]:
    """Play a script to its end, faster than real time."""
    recorder = Recorder()
    planner = Planner.of_routine(parse_routine(text, Path("x.md")))
    with Playback(planner, voicer, SilentPlayer(speed, recorder.hear)) as playback:
        wait_for(playback.stream.ended)
    return playback.stream, recorder.sound


def test_what_is_played_is_what_is_exported(tmp_path: Path) -> None:
    """With its clips cached, a planner played is sample for sample the planner as a file."""
    voicer = Voicer(Humming(), ClipCache(tmp_path))
    perform(voicer)
    planner = Planner.of_routine(parse_routine(TEXT, Path("x.md")))
    plan = planner.plan(voicer.lengths(planner.outline.utterances()))
    assert plan.exact
    file = np.concatenate(list(Stream(plan, voicer).blocks()))
    _, played = perform(Voicer(Humming(), ClipCache(tmp_path)), speed=5.0)
    assert np.array_equal(played[: len(file)], file)


def test_the_first_words_do_not_wait_for_the_last(tmp_path: Path) -> None:
    """With an empty cache the first line sounds while later ones are still to be made."""
    heard = threading.Event()

    class Waiting(Humming):
        def speak(self, words: str, speed: float) -> Speech:
            if "number 30 " in words:
                wait_for(heard)
            return super().speak(words, speed)

    lines = "".join(f"- Line number {number} of this long routine. (5s)\n" for number in range(200))
    made: list[int] = []

    def hear(block: NDArray[np.int16]) -> None:
        if not made and np.abs(block.astype(int)).max() > 1000:
            made.append(voicer.made)
            heard.set()

    planner = Planner.of_routine(parse_routine(lines, Path("x.md")))
    voicer = Voicer(Waiting(), ClipCache(tmp_path))
    with Playback(planner, voicer, SilentPlayer(1.0, hear)):
        wait_for(heard)
    assert made[0] < 60


def test_a_slow_voice_holds_the_clock_and_repeats_nothing(tmp_path: Path) -> None:
    """When the session outruns the voice, it waits over the room tone, and every line is heard once, whole, in turn."""
    natural_rate(Humming(), tmp_path)
    voicer = Voicer(SlowHumming(), ClipCache(tmp_path))
    stream, sound = perform(voicer, speed=60.0)
    assert stream.position == stream.plan.length
    assert stream.spent > stream.plan.length + 1000
    heard = []
    for cue in stream.plan.cues:
        if cue.kind == "say" and cue.utterance:
            clip = voicer.get(cue.utterance)
            assert clip is not None
            (start,) = places(sound[:, 0], clip)
            heard.append((start, start + len(clip)))
    assert heard == sorted(heard)
    for (_, before), (after, _) in itertools.pairwise(heard[:4]):  # the breath comes after the fourth
        assert 0 < np.abs(sound[before:after].astype(int)).max() <= ROOM


def test_a_jump_ahead_is_voiced_first(tmp_path: Path) -> None:
    """After "next" to a step not yet voiced, that step is made before those in between."""
    lines = "".join(f"- Line number {number} of this long routine. (60s)\n" for number in range(60))
    planner = Planner.of_routine(parse_routine(lines, Path("x.md")))
    there = threading.Event()

    class Waiting(Humming):
        def speak(self, words: str, speed: float) -> Speech:
            wait_for(there)
            return super().speak(words, speed)

    voice = Waiting()
    with Playback(planner, Voicer(voice, ClipCache(tmp_path)), SilentPlayer(1.0), attended=True) as playback:
        for _ in range(40):
            playback.stream.send("next")
        began = time.monotonic()
        while not any("number" in words for words in voice.said):
            if playback.stream.segment == 40:
                there.set()
            assert time.monotonic() - began < 60
            time.sleep(0.01)
        wanted = next(cue.text for cue in playback.stream.plan.cues if cue.segment == 40 and cue.text)
        assert next(words for words in voice.said if "number" in words) == wanted


def test_a_voice_that_fails_ends_the_session_with_its_reason(tmp_path: Path) -> None:
    """When no more can be voiced, the planner ends instead of waiting for ever, and says why."""

    class Broken(Humming):
        def speak(self, words: str, speed: float) -> Speech:
            if "Two" in words:
                raise VoiceError("The voice is gone.")
            return super().speak(words, speed)

    planner = Planner.of_routine(parse_routine(TEXT, Path("x.md")))
    voicer = Voicer(Broken(), ClipCache(tmp_path))
    with Playback(planner, voicer, SilentPlayer(50)) as playback:
        wait_for(playback.stream.ended)
        time.sleep(0.05)
    assert str(playback.trouble) == "The voice is gone."


def test_a_fit_is_kept_while_playing(tmp_path: Path) -> None:
    """Fitted to a length, a planner played lasts that long when its words fit their slots."""
    planner = Planner.of_routine(parse_routine("- One. (20s, 5-60s)\n- Two. (20s, 5-60s)", Path("x.md")), target=60_000)
    voicer = Voicer(Humming(), ClipCache(tmp_path))
    for utterance in planner.outline.utterances():
        voicer.make(utterance)
    with Playback(planner, voicer, SilentPlayer(20)) as playback:
        wait_for(playback.stream.ended)
    assert playback.stream.plan.length == 60_000
    assert playback.stream.spent == playback.stream.plan.length


AMID_A_CLIP = """
import sys, threading, time
from pathlib import Path
from coach.live.playback import Playback
from coach.output.players.silent import SilentPlayer
from coach.plan.planner import Planner
from coach.script.reader import parse_routine
from coach.speech.cache import ClipCache
from coach.speech.humming import Humming
from coach.speech.voice_rate import natural_rate
from coach.speech.voicing import Voicer

begun, measured = threading.Event(), False

class Slow(Humming):
    def speak(self, words, speed):
        if measured:
            begun.set()
            while threading.main_thread().is_alive():
                time.sleep(0.01)
            time.sleep(0.2)
            print("spoken", flush=True)
        return super().speak(words, speed)

voice, folder = Slow(), Path(sys.argv[1])
natural_rate(voice, folder)
measured = True
planner = Planner.of_routine(parse_routine("- One. (4s)\\n- Two. (4s)\\n- Three. (4s)", Path("x.md")))
Playback(planner, Voicer(voice, ClipCache(folder)), SilentPlayer(1.0)).__enter__()
begun.wait()
"""


def test_a_program_that_ends_lets_the_voice_finish_its_line(tmp_path: Path) -> None:
    """A program that ends amid a clip, even without closing the session, ends once that clip is made, and no later."""
    call = [sys.executable, "-c", AMID_A_CLIP, str(tmp_path)]
    done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["spoken"]
