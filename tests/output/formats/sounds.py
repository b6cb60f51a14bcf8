"""Sound to write, and three independent decoders to read it back with."""

from __future__ import annotations

import importlib.util
import json
import shutil
import struct
import subprocess
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import soundfile

from coach.output.formats.format import Chapter, Tags
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
    """`sound`, of one channel or several, in pieces of shape (n, channels), as the stream gives it."""
    shaped = sound.reshape(len(sound), -1)
    for start in range(0, len(sound), size):
        yield shaped[start : start + size]


def stereo(frames: int) -> Sound:
    """Noise on two channels that have little in common."""
    return np.stack([noise(frames, 1), noise(frames, 2)], 1)


def by_libsndfile(path: Path) -> Sound:
    """Through libsndfile, which decodes MP3 with mpg123; of two channels an array of shape (n, 2)."""
    sound, rate = soundfile.read(path, dtype="int16")
    assert rate == SAMPLE_RATE
    return np.asarray(sound)


def by_miniaudio(path: Path) -> Sound:
    """Through miniaudio, which decodes MP3 with dr_mp3."""
    require(importlib.util.find_spec("miniaudio"), "miniaudio is not installed")
    import miniaudio

    read = {
        ".mp3": miniaudio.mp3_read_file_s16, ".flac": miniaudio.flac_read_file_s16, ".wav": miniaudio.wav_read_file_s16,
    }  # fmt: skip
    decoded = read[path.suffix](str(path))
    assert decoded.sample_rate == SAMPLE_RATE
    sound = np.array(decoded.samples, np.int16)
    return sound if decoded.nchannels == 1 else sound.reshape(-1, decoded.nchannels)


def by_ffmpeg(path: Path) -> Sound:
    """Through ffmpeg and its own decoders, at the rate they give: Opus is always decoded at 48 kHz."""
    require(shutil.which("ffmpeg"), "ffmpeg is not installed")
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "au", "-c:a", "pcm_s16be", "-"]
    run = subprocess.run(command, check=True, capture_output=True)
    assert run.stderr == b""
    _, begin, _, _, _, channels = struct.unpack(">6I", run.stdout[:24])
    sound = np.frombuffer(run.stdout, ">i2", offset=begin).astype(np.int16)
    return sound if channels == 1 else sound.reshape(-1, channels)


DECODERS = (by_libsndfile, by_miniaudio, by_ffmpeg)


def offset(decoded: Sound, original: Sound) -> int:
    """How many samples later `decoded` is than `original`: where their cross-correlation is highest."""
    size = 1 << (2 * len(original)).bit_length()  # a power of two, or it takes seconds
    spectra = np.fft.rfft(decoded, size) * np.fft.rfft(original, size).conj()
    lag = int(np.argmax(np.fft.irfft(spectra, size)))
    return lag if lag < len(original) else lag - size


def bursts(frames: int, channels: int = 1) -> tuple[Sound, list[int]]:
    """Quiet with short bursts of noise in it, each of its own, and the samples at which they begin."""
    sound = (noise(frames, 99) // 300).astype(np.int16)
    places = list(range(4_321, frames - 4_000, 23_456))
    for seed, place in enumerate(places):
        sound[place : place + 2_400] = noise(2_400, seed)
    return np.repeat(sound[:, None], channels, 1) if channels > 1 else sound, places


def lags(decoded: Sound, original: Sound, places: list[int]) -> list[int]:
    """How many samples later each burst comes than it should."""
    first, second = (sound.reshape(len(sound), -1)[:, 0] for sound in (decoded, original))
    return [offset(first[place : place + 3_000], second[place : place + 3_000]) for place in places]


def require_av() -> None:
    """Skip where there is no PyAV."""
    require(importlib.util.find_spec("av"), "av is not installed")


def chapters(*titles: str, milliseconds: int) -> tuple[Chapter, ...]:
    """`titles` one after the other, of equal length, over a file of `milliseconds`."""
    edges = [milliseconds * place // len(titles) for place in range(len(titles) + 1)]
    return tuple(Chapter(title, start, end) for title, start, end in zip(titles, edges, edges[1:], strict=False))


def picture(side: int) -> bytes:
    """A square PNG of noise, three bytes a pixel."""
    rows = np.random.default_rng(0).integers(0, 256, (side, 1 + 3 * side), np.uint8)
    rows[:, 0] = 0  # no filter
    size = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(rows.tobytes(), 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big") for name, data in parts
    )


def probe(path: Path) -> Any:
    """What ffprobe says about the file."""
    require(shutil.which("ffprobe"), "ffprobe is not installed")
    shown = ("-show_format", "-show_streams", "-show_chapters")
    command = ["ffprobe", "-v", "error", *shown, "-of", "json", str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
