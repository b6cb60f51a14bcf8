"""A planner running, with a player that keeps time without a loudspeaker."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.errors import VoiceError
from coach.live.look_ahead import LookAhead
from coach.live.playback import Playback
from coach.output.players.silent import SilentPlayer
from coach.plan.planner import Planner
from coach.script.reader import parse_routine
from coach.sound import Stream
from coach.speech.cache import ClipCache
from coach.speech.humming import Humming
from coach.speech.voice import Speech
from coach.speech.voicing import Voicer

TEXT = (
    "- One small step here. (4s)\n- Two steps that are a little longer. (4s)\n- Breathe. (1 breath)\n- Last words. (2s)"
)


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
    """Takes its time for each line."""

    def speak(self, words: str, speed: float) -> Speech:
        """Hum, after a while."""
        time.sleep(0.05)
        return super().speak(words, speed)


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
    voice = SlowHumming()
    lines = "".join(f"- Line number {number} of this long routine. (5s)\n" for number in range(200))
    recorder = Recorder()
    planner = Planner.of_routine(parse_routine(lines, Path("x.md")))
    voicer = Voicer(voice, ClipCache(tmp_path))
    with Playback(planner, voicer, SilentPlayer(1.0, recorder.hear)):
        began = time.monotonic()
        while not any(np.abs(block.astype(int)).max() > 1000 for block in list(recorder.blocks)):
            assert time.monotonic() - began < 20
            time.sleep(0.01)
        assert voicer.made < 60


def test_a_slow_voice_holds_the_clock_and_repeats_nothing(tmp_path: Path) -> None:
    """When the planner outruns the voice, it waits over the bed, and every line is still heard once, whole."""
    stream, sound = perform(Voicer(SlowHumming(), ClipCache(tmp_path)), speed=200.0)
    loud = np.abs(sound.astype(int)) > 1000
    total = sum(cue.end - cue.start for cue in stream.plan.cues if cue.kind == "say")
    assert stream.position == stream.plan.length
    assert len(sound) / 24 >= stream.plan.length
    assert loud.sum() / 24 > 0.3 * total


def test_a_jump_ahead_is_voiced_first(tmp_path: Path) -> None:
    """After "next" to a step not yet voiced, that step is made before those in between."""
    lines = "".join(f"- Line number {number} of this long routine. (60s)\n" for number in range(60))
    planner = Planner.of_routine(parse_routine(lines, Path("x.md")))
    voice = SlowHumming()
    with Playback(planner, Voicer(voice, ClipCache(tmp_path)), SilentPlayer(1.0), attended=True) as playback:
        for _ in range(40):
            playback.stream.send("next")
        began = time.monotonic()
        while not any("number 38" in words or "number 39" in words for words in voice.said):
            assert time.monotonic() - began < 20
            time.sleep(0.01)
        assert len(voice.said) < 50


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
    assert playback.stream.plan.length == pytest.approx(60_000, abs=2)
    assert playback.stream.spent == playback.stream.plan.length
