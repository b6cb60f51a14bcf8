"""Tracks: finding a person's sound files, and reading them in pieces."""

from __future__ import annotations

import contextlib
import math
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import MusicError, reason
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from numpy.typing import NDArray

    StereoBlock = NDArray[np.float32]
    """Stereo, shape (frames, 2), at `SAMPLE_RATE`."""


_SUFFIXES = (
    *(".aif", ".aifc", ".aiff", ".au", ".caf", ".flac", ".mp3", ".oga", ".ogg", ".opus", ".snd", ".w64", ".wav"),
    *(".aac", ".ac3", ".amr", ".ape", ".m4a", ".m4b", ".mka", ".mp2", ".mp4", ".webm", ".wma", ".wv"),
)
"""The suffixes of music files in a folder. A file that is named directly may have any suffix."""
_RATES = range(4_000, 800_000)
_WILD = 16.0
"""The highest sample that is accepted; a damaged file may contain anything."""


def find_tracks(path: Path) -> list[Path]:
    """The file itself, or the sound files of a folder by name: `2` before `10`, no folders in it, nothing hidden.

    Raises MusicError if there are none. The files are not opened.
    """
    if not path.is_dir():
        check_file(path)
        return [path]
    try:
        tracks = [
            file
            for file in path.iterdir()
            if file.suffix.lower() in _SUFFIXES and not file.name.startswith(".") and file.is_file()
        ]
    except OSError as error:
        raise MusicError(f"The folder {path} cannot be read ({reason(error)}).") from error
    if not tracks:
        raise MusicError(f"There are no sound files in the folder {path}.")
    return sorted(tracks, key=_natural)


def read_track(path: Path) -> Generator[StereoBlock]:
    """The sound of a file in pieces of about a second, read one at a time; the same each time.

    A damaged file ends where the damage begins. Raises MusicError if nothing of it can be read.
    """
    check_file(path)
    readers: list[Callable[[Path], Generator[StereoBlock]]] = [_by_libsndfile, _by_ffmpeg]
    if path.suffix.lower() == ".mp3" and find_ffmpeg() and _is_doubtful(path):
        readers.remove(_by_libsndfile)
    for reader in readers:
        heard = False
        with contextlib.closing(reader(path)) as pieces:
            for piece in pieces:
                if len(piece):
                    heard = True
                    yield piece
        if heard:
            return
    if find_ffmpeg():
        raise MusicError(f"{path} is not a sound file, or it is damaged.")
    raise MusicError(
        f"{path} is not a WAV, FLAC, OGG, MP3 or AIFF file, or it is damaged. To play other kinds, install ffmpeg."
    )


def find_ffmpeg() -> str | None:
    """The full path of ffmpeg, if it is installed. One in the current folder is not trusted, and not run."""
    name = "ffmpeg.exe" if sys.platform == "win32" else "ffmpeg"
    for folder in os.get_exec_path():
        # On Windows `which` looks in the current folder first, unless it is told where to look.
        if Path(folder).is_absolute() and (found := shutil.which(str(Path(folder) / name))):
            return found
    return None


def _by_libsndfile(path: Path) -> Generator[StereoBlock]:
    """Yields nothing if libsndfile cannot read this kind of file."""
    import soundfile
    import soxr

    try:
        with soundfile.SoundFile(path) as file:
            if file.samplerate not in _RATES:
                return
            resampled = soxr.ResampleStream(file.samplerate, SAMPLE_RATE, 2, dtype="float32")
            count = max(1, 2 * file.samplerate // max(2, file.channels))
            while len(block := file.read(count, dtype="float32", always_2d=True)):
                yield resampled.resample_chunk(_stereo(block))
            yield resampled.resample_chunk(np.zeros((0, 2), np.float32), last=True)
    except (soundfile.SoundFileError, TypeError):  # a TypeError: a file named .raw, of which nothing is known
        return


def _by_ffmpeg(path: Path) -> Generator[StereoBlock]:
    """Yields nothing if ffmpeg is not installed or cannot read the file.

    pydub uses ffmpeg too, but in parts, and for each part ffmpeg decodes everything before it.
    """
    ffmpeg = find_ffmpeg()
    if ffmpeg is None:
        return
    command = [
        ffmpeg, "-nostdin", "-v", "quiet", "-protocol_whitelist", "file", "-i", str(path.absolute()),
        "-map", "0:a:0", "-ac", "2", "-ar", str(SAMPLE_RATE), "-f", "f32le", "-",
    ]  # fmt: skip
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
    except OSError:
        return
    with process:
        assert process.stdout is not None
        try:
            while len(raw := process.stdout.read(8 * SAMPLE_RATE)) >= 8:
                yield _tame(np.frombuffer(raw[: len(raw) // 8 * 8], "<f4").reshape(-1, 2))
        finally:
            process.kill()


def _stereo(block: NDArray[np.float32]) -> StereoBlock:
    """Mono goes to both channels; channels beyond two go to both, 3 dB softer."""
    block = _tame(block)
    if block.shape[1] == 1:
        return np.repeat(block, 2, axis=1)
    if block.shape[1] == 2:
        return block
    return np.asarray(block[:, :2] + math.sqrt(0.5) * block[:, 2:].sum(axis=1, keepdims=True))


def _tame(block: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.clip(np.nan_to_num(block), -_WILD, _WILD)


def _is_doubtful(path: Path) -> bool:
    """Whether an MP3 does not state its length, or states a wrong one.

    libsndfile then guesses the length, reads no further, and prints to standard error.
    """
    from mutagen import MutagenError
    from mutagen.mp3 import MP3, BitrateMode

    try:
        file = MP3(path)
        sound = path.stat().st_size - getattr(file.tags, "size", 0)
    except (MutagenError, OSError):
        return True
    if file.info is None or file.info.bitrate_mode == BitrateMode.UNKNOWN:
        return True
    return bool(abs(file.info.bitrate * file.info.length / 8 - sound) > 0.01 * sound + 1000)


def check_file(path: Path) -> None:
    """Raises MusicError if the file does not exist or is empty."""
    try:
        if not path.is_file():
            raise MusicError(f"{path} is not a sound file." if path.exists() else f"There is no file or folder {path}.")
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise MusicError(f"{path} cannot be read ({reason(error)}).") from error
    if empty:
        raise MusicError(f"{path} is empty.")


def _natural(path: Path) -> list[tuple[int, str]]:
    return [
        (int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", path.name.casefold()) if part
    ]
