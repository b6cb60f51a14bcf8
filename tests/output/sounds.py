"""Sound to write, and three independent decoders to read it back with."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import soundfile

from coach.output.file import Chapter, Tags
from coach.units import SAMPLE_RATE
from tests.conftest import require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Sound = NDArray[np.int16]

TAGS = Tags("Deep hip release", "Made by a test", "eng", ())


def noise(frames: int, seed: int = 0) -> Sound:
    """Noise that an MP3 encoder keeps: low frequencies, no two stretches alike."""
    rough = np.random.default_rng(seed).standard_normal(frames + 8)
    smooth = np.convolve(rough, np.ones(9) / 3, "valid")[:frames]
    return (smooth * 6000).clip(-32000, 32000).astype(np.int16)


def blocks(sound: Sound, size: int = 960) -> Iterator[Sound]:
    """`sound` in pieces, as the stream gives it."""
    for start in range(0, len(sound), size):
        yield sound[start : start + size]


def by_libsndfile(path: Path) -> Sound:
    """Through libsndfile, which decodes MP3 with mpg123."""
    sound, rate = soundfile.read(path, dtype="int16")
    assert rate == SAMPLE_RATE
    return np.asarray(sound)


def by_miniaudio(path: Path) -> Sound:
    """Through miniaudio, which decodes MP3 with dr_mp3."""
    require(importlib.util.find_spec("miniaudio"), "miniaudio is not installed")
    import miniaudio

    decoded = miniaudio.mp3_read_file_s16(str(path))
    assert (decoded.nchannels, decoded.sample_rate) == (1, SAMPLE_RATE)
    return np.array(decoded.samples, np.int16)


def by_ffmpeg(path: Path) -> Sound:
    """Through ffmpeg and its own MP3 decoder."""
    require(shutil.which("ffmpeg"), "ffmpeg is not installed")
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-"]
    run = subprocess.run(command, check=True, capture_output=True)
    assert run.stderr == b""
    return np.frombuffer(run.stdout, np.int16)


DECODERS = (by_libsndfile, by_miniaudio, by_ffmpeg)


def offset(decoded: Sound, original: Sound) -> int:
    """How many samples later `decoded` is than `original`: where their cross-correlation is highest."""
    size = 1 << (2 * len(original)).bit_length()  # a power of two, or it takes seconds
    spectra = np.fft.rfft(decoded, size) * np.fft.rfft(original, size).conj()
    lag = int(np.argmax(np.fft.irfft(spectra, size)))
    return lag if lag < len(original) else lag - size


def chapters(*titles: str, milliseconds: int) -> tuple[Chapter, ...]:
    """`titles` one after the other, of equal length, over a file of `milliseconds`."""
    edges = [milliseconds * place // len(titles) for place in range(len(titles) + 1)]
    return tuple(Chapter(title, start, end) for title, start, end in zip(titles, edges, edges[1:], strict=False))


def probe(path: Path) -> Any:
    """What ffprobe says about the file."""
    require(shutil.which("ffprobe"), "ffprobe is not installed")
    shown = ("-show_format", "-show_streams", "-show_chapters")
    command = ["ffprobe", "-v", "error", *shown, "-of", "json", str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
