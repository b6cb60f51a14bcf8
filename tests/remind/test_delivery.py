"""A reminder spoken: the chime, the line and the routine, by a voice that hums."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.audio.loudness import loudness
from coach.errors import NoDevice, VoiceError
from coach.output.players.player import Player
from coach.output.players.silent import SilentPlayer
from coach.plan.planner import Planner
from coach.plan.tone_lengths import TONE
from coach.remind import delivery as speaking
from coach.remind.delivery import Result, opening, speak
from coach.remind.reminder_line import line_of
from coach.session_commands import Command
from coach.settings import Settings
from coach.sound.lead_in import lead_in
from coach.speech.cache import ClipCache
from coach.speech.humming import Humming
from coach.speech.voice import Speech
from coach.speech.voice_rate import PASSAGE
from coach.speech.voicing import Voicer
from coach.units import samples

if TYPE_CHECKING:
    from coach.output.players.player import Read
from tests.conftest import SoundServer, lag
from tests.remind.spoken import reminder


class HeardPlayer:
    """Makes players that play fast and are listened to."""

    def __init__(self, speed: float = 100.0) -> None:
        self.blocks: list[NDArray[np.int16]] = []
        self._speed = speed

    def __call__(self) -> Player:
        """One more player."""
        return SilentPlayer(self._speed, self.blocks.append)

    @property
    def seconds(self) -> float:
        """How much was heard."""
        return sum(map(len, self.blocks)) / 24_000


def humming(folder: Path, voice: Humming) -> Callable[[Planner], Voicer]:
    """Opens this voice for any session."""
    return lambda _session: Voicer(voice, ClipCache(folder / "cache"))


def guided(voice: Humming) -> list[str]:
    """What it said to the person, without what it is timed by."""
    return [words for words in voice.said if words not in PASSAGE]


def test_chime_line_routine(tmp_path: Path, routine: Path) -> None:
    """First a chime and one line, then the routine; with a nudge, and its own words, only those."""
    voice, ear = Humming(), HeardPlayer()
    result = speak(reminder(routine), Settings(), player=ear, voicer=humming(tmp_path, voice))
    assert (result.outcome, result.note) == ("done", "")
    assert guided(voice)[:2] == ["Time for Neck.", "Neck."]
    assert ear.seconds > 15
    heard = np.concatenate(ear.blocks)[:, 0]
    began = int(np.argmax(np.abs(heard.astype(int)) > 500))  # before it, with an empty cache, the voice finds its words
    line = began + samples(TONE["chime"])
    chime, words = (loudness(heard[start : start + samples(1000)]) for start in (began, line))
    assert words - 20 < chime < words - 2  # to be heard, but softer than any voice
    voice = Humming()
    nudge = reminder(routine, nudge=True, message="Stand up.")
    assert speak(nudge, Settings(), player=HeardPlayer(), voicer=humming(tmp_path, voice)) == Result("nudged")
    assert guided(voice) == ["Stand up."]


def test_kept_guidance_holds(tmp_path: Path) -> None:
    """With `guidance = "know"` in the settings, a reminder's routine leaves out the words that teach."""
    path = tmp_path / "neck.md"
    path.write_text(
        "---\nfor: self\n---\n# Neck\n\n- Feel the bone behind the ear. (1s, learn)\n- Turn. (1s)\n", "utf-8"
    )
    voice = Humming()
    known = Settings(guidance="know")
    assert speak(reminder(path), known, player=HeardPlayer(), voicer=humming(tmp_path, voice)).outcome == "done"
    assert guided(voice)[-1] == "Turn."
    assert not any("behind the ear" in words for words in voice.said)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Stand up (2 min) {side} <b>now</b>\x1b[2J!", ["Stand up (2 min) now [2J!"]),
        ("## - [x](y) (each side", ["## - [x](y) (each side"]),
        ("🧘", []),
        ("", []),
    ],
)
def test_a_line_is_only_words(line: str, words: list[str]) -> None:
    """Whatever stands in a line is spoken as words or not at all; it is neither a script nor markup."""
    session = opening(line)
    plan = session.plan()
    assert [cue.sound for cue in plan.cues if cue.kind == "chime"] == ["chime"]
    spoken = [" ".join((cue.text or "").split()) for cue in plan.cues if cue.kind == "say"]
    assert spoken == words


def test_the_line(tmp_path: Path, routine: Path) -> None:
    """The line is the reminder's own, else names the routine by its title, else by what the reminder is called."""
    assert line_of(reminder(routine, message="Up!"), Settings()) == "Up!"
    assert line_of(reminder(routine), Settings()) == "Time for Neck."
    assert line_of(reminder(tmp_path / "gone.md"), Settings()) == "Time for neck."


@pytest.mark.parametrize("text", [None, "nothing to say", "- One. (1 fortnight)\n"])
def test_a_routine_that_cannot_be_guided(tmp_path: Path, text: str | None) -> None:
    """Where the script is gone or invalid the line is spoken, and the result says what is wrong."""
    path, voice = tmp_path / "neck.md", Humming()
    if text is not None:
        path.write_text(text, "utf-8")
    result = speak(reminder(path), Settings(), player=HeardPlayer(), voicer=humming(tmp_path, voice))
    assert result.outcome == "failed"
    assert "neck.md" in result.note
    assert guided(voice) == ["Time for neck."]
    assert (
        speak(reminder(path, nudge=True), Settings(), player=HeardPlayer(), voicer=humming(tmp_path, voice)).note == ""
    )


def test_no_voice(tmp_path: Path, routine: Path) -> None:
    """Without a voice the chime is heard all the same, and the result says why nothing was said."""

    def missing(planner: Planner) -> Voicer:
        raise VoiceError("There is no voice on this computer.")

    ear = HeardPlayer()
    settings = Settings(cache_dir=tmp_path / "cache")
    result = speak(reminder(routine), settings, player=ear, voicer=missing)
    assert result == Result("failed", "There is no voice on this computer.")
    assert np.abs(np.concatenate(ear.blocks).astype(int)).max() > 500


def test_a_voice_that_fails_in_the_middle(tmp_path: Path, routine: Path) -> None:
    """A voice that fails in the middle of the routine ends it, and the result says so."""

    class Broken(Humming):
        def speak(self, words: str, speed: float) -> Speech:
            if "other" in words:
                raise VoiceError("The voice is gone.")
            return super().speak(words, speed)

    result = speak(
        reminder(routine), Settings(cache_dir=tmp_path), player=HeardPlayer(), voicer=humming(tmp_path, Broken())
    )
    assert (result.outcome, result.note) == ("failed", "The voice is gone.")


def test_no_sound_device(tmp_path: Path, routine: Path) -> None:
    """Without a sound device nothing hangs, and the result says so."""

    class Absent(SilentPlayer):
        def open(self, read: Read, channels: int = 1) -> None:
            raise NoDevice("There is no sound device on this machine.")

    result = speak(reminder(routine), Settings(), player=Absent, voicer=humming(tmp_path, Humming()))
    assert result == Result("failed", "There is no sound device on this machine.")


def test_it_speaks_on_the_chosen_device(
    tmp_path: Path, routine: Path, sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reminder looks for the device of the settings, as a session does, and wakes it with soft air first."""
    monkeypatch.setenv("PULSE_SERVER", sound_server.address)
    nudge = reminder(routine, nudge=True)
    result = speak(nudge, Settings(player="pulse", device="headset"), voicer=humming(tmp_path, Humming()))
    assert result.outcome == "failed"
    assert "no sound device 'headset'" in result.note
    ear = HeardPlayer()
    speak(nudge, Settings(lead_in=1500), player=ear, voicer=humming(tmp_path, Humming()))
    air, heard = lead_in(1500).astype(np.float32), np.concatenate(ear.blocks)[:, 0].astype(np.float32)
    begun = lag(heard, air)
    assert np.corrcoef(heard[begun : begun + len(air)], air)[0, 1] > 0.9


def test_unplugged_in_the_middle(tmp_path: Path, routine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that takes no more sound is given up, and the time guided until then is kept."""
    monkeypatch.setattr(speaking, "HANG", 0.5)
    opened = []

    class Unplugged(SilentPlayer):
        def open(self, read: Read, channels: int = 1) -> None:
            opened.append(self)
            blocks = 0

            def some(count: int) -> NDArray[np.int16]:
                nonlocal blocks
                blocks += 1
                if len(opened) == 2 and blocks > 8:
                    self._closing.wait()
                return read(count)

            super().open(some, channels)

    result = speak(reminder(routine), Settings(), player=lambda: Unplugged(20.0), voicer=humming(tmp_path, Humming()))
    assert result.outcome == "failed"
    assert "takes no more sound" in result.note


def test_paused_and_gone_on_with(tmp_path: Path, routine: Path) -> None:
    """Asked to pause, and asked the same once more, it goes on and is done."""
    orders: list[Command | None] = ["toggle", *[None] * 5, "toggle"]
    result = speak(
        reminder(routine), Settings(), lambda: orders.pop(0) if orders else None, player=HeardPlayer(),
        voicer=humming(tmp_path, Humming()),
    )  # fmt: skip
    assert (result.outcome, orders) == ("done", [])


def test_stopped(tmp_path: Path, routine: Path) -> None:
    """Told to quit, it ends at once, in the line or in the routine, and knows how long it guided."""
    orders: SimpleQueue[Command] = SimpleQueue()
    orders.put("quit")
    ear = HeardPlayer(1.0)

    def order() -> Command | None:
        return None if orders.empty() else orders.get()

    began = time.monotonic()
    assert (
        speak(reminder(routine), Settings(), order, player=ear, voicer=humming(tmp_path, Humming())).outcome
        == "stopped"
    )
    assert time.monotonic() - began < 12  # the routine takes longer
