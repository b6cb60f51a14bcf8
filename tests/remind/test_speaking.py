"""A reminder spoken: by a voice that hums, and by the real one in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.errors import NoDevice, VoiceError
from coach.output.player import Player
from coach.output.silent import SilentPlayer
from coach.remind import speaking
from coach.remind.clock import FakeClock
from coach.remind.rule import Once
from coach.remind.schedule import Due
from coach.remind.speaker import Patience, Speaker, _Other
from coach.remind.speaking import Press, Result, line_of, opening, speak
from coach.session import Session
from coach.settings import Settings
from coach.sound import Command
from coach.speech.cache import ClipCache
from coach.speech.humming import Humming
from coach.speech.pace import PASSAGE
from coach.speech.voice import Speech
from coach.speech.voicing import Voicer
from coach.store.reminders import Reminder
from tests.conftest import ROOT, SoundServer

if TYPE_CHECKING:
    from coach.output.player import Read

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DUE = Due(NOW, NOW.replace(tzinfo=None), Once(NOW.replace(tzinfo=None)))
ROUTINE = "# Neck\n\n- Let the head roll to one side. (6s)\n- And to the other. (6s)\n"


def reminder(routine: Path | str, nudge: bool = False, message: str = "", name: str = "neck") -> Reminder:
    """A reminder of a routine."""
    return Reminder(1, name, str(routine), ("at 11:00",), nudge, message, None, "u", 0, NOW)


@pytest.fixture
def routine(tmp_path: Path) -> Path:
    """A short routine."""
    path = tmp_path / "neck.md"
    path.write_text(ROUTINE, "utf-8")
    return path


class Ear:
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


def humming(folder: Path, voice: Humming) -> Callable[[Session], Voicer]:
    """Opens this voice for any session."""
    return lambda _session: Voicer(voice, ClipCache(folder / "cache"))


def guided(voice: Humming) -> list[str]:
    """What it said to the person, without what it is timed by."""
    return [words for words in voice.said if words not in PASSAGE]


def test_chime_line_routine(tmp_path: Path, routine: Path) -> None:
    """First a chime and one line, then the routine; with a nudge, and its own words, only those."""
    voice, ear = Humming(), Ear()
    result = speak(reminder(routine), Settings(), player=ear, voicer=humming(tmp_path, voice))
    assert (result.outcome, result.note) == ("done", "")
    assert guided(voice)[:2] == ["Time for Neck.", "Neck."]
    assert ear.seconds > 15
    heard = np.abs(np.concatenate(ear.blocks).astype(int))
    began = int(np.argmax(heard > 500))  # before it, with an empty cache, the voice finds its words
    assert 500 < heard[began : began + 24_000].max() < 0.2 * 32767  # the chime is softer than any voice
    voice = Humming()
    nudge = reminder(routine, nudge=True, message="Stand up.")
    assert speak(nudge, Settings(), player=Ear(), voicer=humming(tmp_path, voice)) == Result("nudged")
    assert guided(voice) == ["Stand up."]


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


@pytest.mark.parametrize("text", [None, "nothing to say", "- One. (0 parsecs)\n"])
def test_a_routine_that_cannot_be_guided(tmp_path: Path, text: str | None) -> None:
    """Where the script is gone or invalid the line is spoken, and the result says what is wrong."""
    path, voice = tmp_path / "neck.md", Humming()
    if text is not None:
        path.write_text(text, "utf-8")
    result = speak(reminder(path), Settings(), player=Ear(), voicer=humming(tmp_path, voice))
    assert result.outcome == "failed"
    assert "neck.md" in result.note
    assert guided(voice) == ["Time for neck."]
    assert speak(reminder(path, nudge=True), Settings(), player=Ear(), voicer=humming(tmp_path, voice)).note == ""


def test_no_voice(tmp_path: Path, routine: Path) -> None:
    """Without a voice the chime is heard all the same, and the result says why nothing was said."""

    def missing(session: Session) -> Voicer:
        raise VoiceError("There is no voice on this computer.")

    ear = Ear()
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

    result = speak(reminder(routine), Settings(cache_dir=tmp_path), player=Ear(), voicer=humming(tmp_path, Broken()))
    assert (result.outcome, result.note) == ("failed", "The voice is gone.")


def test_no_sound_device(tmp_path: Path, routine: Path) -> None:
    """Without a sound device nothing hangs, and the result says so."""

    class Absent(SilentPlayer):
        def open(self, read: Read) -> None:
            raise NoDevice("There is no sound device on this machine.")

    result = speak(reminder(routine), Settings(), player=Absent, voicer=humming(tmp_path, Humming()))
    assert result == Result("failed", "There is no sound device on this machine.")


def test_unplugged_in_the_middle(tmp_path: Path, routine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that takes no more sound is given up, and the time guided until then is kept."""
    monkeypatch.setattr(speaking, "HANG", 0.5)
    opened = []

    class Unplugged(SilentPlayer):
        def open(self, read: Read) -> None:
            opened.append(self)
            blocks = 0

            def some(count: int) -> NDArray[np.int16]:
                nonlocal blocks
                blocks += 1
                if len(opened) == 2 and blocks > 8:
                    self._closing.wait()
                return read(count)

            super().open(some)

    result = speak(reminder(routine), Settings(), player=lambda: Unplugged(20.0), voicer=humming(tmp_path, Humming()))
    assert result.outcome == "failed"
    assert "takes no more sound" in result.note


def test_stopped(tmp_path: Path, routine: Path) -> None:
    """Told to quit, it ends at once, in the line or in the routine, and knows how long it guided."""
    orders: SimpleQueue[Command] = SimpleQueue()
    orders.put("quit")
    ear = Ear(1.0)

    def order() -> Command | None:
        return None if orders.empty() else orders.get()

    began = time.monotonic()
    assert (
        speak(reminder(routine), Settings(), order, player=ear, voicer=humming(tmp_path, Humming())).outcome
        == "stopped"
    )
    assert time.monotonic() - began < 5


# In a process of its own


@pytest.fixture
def settings(tmp_path: Path, shared_cache: Path) -> Settings:
    """The computer's own voice, and no loudspeaker."""
    return Settings(cache_dir=shared_cache, data_dir=tmp_path, voice="system:en-us", player="silent")


def speaker(settings: Settings, stop: threading.Event | None = None, **more: Any) -> tuple[Speaker, list[str]]:
    """One who speaks, and what is told meanwhile."""
    told: list[str] = []
    made = Speaker(settings, FakeClock(NOW), stop or threading.Event(), tell=told.append, **more)
    return made, told


def worker(code: str) -> Any:
    """A process that does this instead of speaking."""
    return {"worker": ("-c", code)}


def test_spoken_by_another_process(settings: Settings, routine: Path) -> None:
    """A reminder is spoken by a real voice in another process, which tells what came of it."""
    speak_, told = speaker(settings)
    assert speak_(reminder(routine, nudge=True, message="Stand up."), DUE, True) == Result("nudged")
    assert told == ["10:00 (late)  Stand up."]
    speak_, _ = speaker(settings)
    failed = speak_(reminder("no-such-routine"), DUE, False)
    assert failed.outcome == "failed"
    assert "no-such-routine" in failed.note


def test_heard_at_the_loudspeaker(
    settings: Settings, routine: Path, sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a real sound server, the chime and the line come out of the loudspeaker."""
    for name, value in sound_server.env.items():
        monkeypatch.setenv(name, value)
    recording = sound_server.record(tmp_path / "heard")
    speak_, _ = speaker(Settings(cache_dir=settings.cache_dir, voice=settings.voice, player="miniaudio"))
    result = speak_(reminder(routine, nudge=True), DUE, False)
    recording.kill()
    recording.wait()
    assert result == Result("nudged")
    heard = np.fromfile(tmp_path / "heard", "<i2")[::2].astype(int)
    assert (np.abs(heard) > 1000).sum() > 4800


@pytest.mark.parametrize("seconds", [None, 0.2])
def test_ended_while_it_speaks(
    settings: Settings, routine: Path, monkeypatch: pytest.MonkeyPatch, seconds: float | None
) -> None:
    """When the program is ended while the voice loads, or after some seconds of a routine, it is over within two."""
    stop = threading.Event()
    ended: list[float] = []
    hear = _Other.hear

    def heard(other: _Other, wait: float) -> dict[str, Any] | None:
        told = hear(other, wait)
        if not ended and (told is None if seconds is None else told is not None and told["seconds"] > seconds):
            ended.append(time.monotonic())
            stop.set()
        return told

    monkeypatch.setattr(_Other, "hear", heard)
    speak_, _ = speaker(settings, stop)
    result = speak_(reminder(routine, message="Up."), DUE, False)
    assert time.monotonic() - ended[0] < 2
    assert (result.outcome, result.note) == ("stopped", "Coach was ended")
    assert result.seconds > (seconds or -1)


@pytest.mark.parametrize(
    ("code", "outcome", "note"),
    [
        ("import time; time.sleep(600)", "failed", "The voice or the sound device does not answer."),
        ("raise SystemExit(3)", "failed", "The voice ended by itself."),
        (
            "import time\nprint('{\"seconds\": 3.5}', flush=True)\ntime.sleep(600)",
            "failed",
            "The voice or the sound device does not answer.",
        ),
    ],
)
def test_a_process_that_hangs_or_dies(settings: Settings, code: str, outcome: str, note: str) -> None:
    """A device that hangs for good, or takes the process with it, is given up, and the reminder has failed."""
    speak_, _ = speaker(settings, **worker(code), patience=Patience(1.5, 0.5, 0.5))
    result = speak_(reminder("breath-break"), DUE, False)
    assert (result.outcome, result.note) == (outcome, note)
    assert result.seconds == (3.5 if "3.5" in code else 0.0)


LISTENER = """
import json, sys
sys.stdin.readline()
print(json.dumps({"seconds": 20.0}), flush=True)
for line in sys.stdin:
    if line.strip() == "quit":
        print(json.dumps({"outcome": "stopped", "note": "", "seconds": 21.0}), flush=True)
        break
"""


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        ("  n s", Result("snoozed", seconds=21.0)),
        ("xk", Result("stopped", "by hand", 21.0)),
        ("q", Result("stopped", "by hand", 21.0)),
    ],
)
def test_keys(settings: Settings, keys: str, result: Result) -> None:
    """While it speaks, s puts it off and k skips it; what had begun by then is stopped, with its length."""
    typed = list(keys)

    @contextmanager
    def keyboard() -> Iterator[Callable[[], str]]:
        heard = 0

        def key() -> str:
            nonlocal heard
            heard += 1
            return typed.pop(0) if typed and heard > 10 else ""

        yield key

    speak_, told = speaker(settings, **worker(LISTENER), keys=keyboard)
    assert speak_(reminder("breath-break"), DUE, False) == result
    assert "s snooze 5 min" in told[0]


def test_buttons(settings: Settings) -> None:
    """A button pressed while it speaks does what it says; that of an earlier reminder is left for later."""
    presses: SimpleQueue[Press] = SimpleQueue()
    presses.put(Press(7, timedelta(minutes=5)))
    presses.put(Press(1, timedelta(minutes=30)))
    speak_, _ = speaker(settings, **worker(LISTENER), presses=presses)
    result = speak_(reminder("breath-break"), DUE, False)
    assert (result.outcome, result.snooze) == ("snoozed", timedelta(minutes=30))
    assert presses.get() == Press(7, timedelta(minutes=5))


def test_the_other_process_does_not_outlive_us(tmp_path: Path, settings: Settings) -> None:
    """When the one who waits is killed, the process that speaks ends by itself."""
    code = f"""
import sys, threading
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from tests.remind.test_speaking import DUE, NOW, reminder
from coach.remind import speaker
from coach.remind.clock import FakeClock
from coach.settings import Settings
begin = speaker._Other.__init__
def told(self, *more):
    begin(self, *more)
    print(self._process.pid, flush=True)
speaker._Other.__init__ = told
settings = Settings(cache_dir=Path({str(settings.cache_dir)!r}), voice="system:en-us", player="silent")
speaker.Speaker(settings, FakeClock(NOW), threading.Event())(reminder("breath-break"), DUE, False)
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        other = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{other}/stat").exists() and Path(f"/proc/{other}/stat").read_text().split(")")[1][1] != "Z":
        assert time.monotonic() < deadline
        time.sleep(0.05)
