# mypy: allow-untyped-calls
from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from coach.audio.loudness import loudness
from coach.speech.clip import make_clip
from coach.units import SAMPLE_RATE
from tests.conftest import require

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from coach.speech.piper import Piper
    from coach.speech.system import System


def by_ffmpeg(sound: NDArray[np.int16], folder: Path) -> float:
    """The integrated loudness that an independent meter finds."""
    require(shutil.which("ffmpeg"), "ffmpeg is not installed")
    path = folder / "sound.wav"
    soundfile.write(path, sound, SAMPLE_RATE)
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    found = re.search(r"I:\s+(\S+) LUFS", said.split("Summary")[1])
    assert found
    return float(found[1])


def sine(hertz: float, level: float, seconds: float) -> NDArray[np.int16]:
    """A tone; `level` is its peak in dBFS."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    wave = 10 ** (level / 20) * np.sin(2 * np.pi * hertz * time)
    return np.rint(wave * 32767).astype(np.int16)


def test_the_standards_own_tone() -> None:
    """A 997 Hz tone at full scale in one channel reads -3.01 LUFS, as BS.1770 says."""
    assert loudness(sine(997, 0, 5)) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize("hertz", [40, 100, 300, 997, 3000, 8000])
def test_tones(hertz: float, tmp_path: Path) -> None:
    """At every pitch the meter agrees with ffmpeg's."""
    sound = sine(hertz, -10, 4)
    assert loudness(sound) == pytest.approx(by_ffmpeg(sound, tmp_path), abs=0.1)


@pytest.mark.parametrize("quiet", [-12, -30, -80])
def test_gates(quiet: float, tmp_path: Path) -> None:
    """Quiet passages count as far as the gates let them: the meter agrees with ffmpeg's."""
    sound = np.concatenate([sine(997, -10, 2), sine(997, quiet, 6), sine(300, -14, 2)])
    assert loudness(sound) == pytest.approx(by_ffmpeg(sound, tmp_path), abs=0.1)


def test_speech(natural: Piper, system: System, tmp_path: Path) -> None:
    """On what both voices say, the meter agrees with ffmpeg's."""
    for voice in (natural, system):
        clip = make_clip(voice.speak("Rest your elbow on it: deep, still pressure. Slow, deep breaths.", 0.6))
        for sound in (clip, clip // 8):
            assert loudness(sound) == pytest.approx(by_ffmpeg(sound, tmp_path), abs=0.1)


def test_short_sound() -> None:
    """A sound shorter than a block of the standard is measured whole."""
    assert loudness(sine(997, -20, 0.15)) == pytest.approx(-23.01, abs=0.2)


def test_scale() -> None:
    """The same sound as whole numbers and as fractions of one is as loud."""
    sound = sine(997, -20, 1)
    assert loudness(sound) == pytest.approx(loudness(sound / 32768))


@pytest.mark.parametrize("frames", [0, 1, 100, 100_000])
def test_silence(frames: int) -> None:
    """Silence of any length is infinitely quiet, and no error."""
    assert loudness(np.zeros(frames, np.int16)) == -np.inf
