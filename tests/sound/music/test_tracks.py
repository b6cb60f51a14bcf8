"""Sound files of a person's own: found, and read in pieces."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from coach.errors import MusicError
from coach.sound.music.levels import measure
from coach.sound.music.tracks import find_ffmpeg, find_tracks, read_track
from coach.units import SAMPLE_RATE
from tests.conftest import require


def tone(seconds: float, rate: int = SAMPLE_RATE, hertz: float = 440.0, channels: int = 2) -> NDArray[np.float32]:
    """A tone at a quarter of full scale, the same in all channels."""
    wave = 0.25 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)
    return np.repeat(wave.astype(np.float32)[:, None], channels, axis=1)


def written(path: Path, sound: NDArray[np.float32], rate: int = SAMPLE_RATE, **kind: str) -> Path:
    """A sound file."""
    soundfile.write(path, sound, rate, **kind)
    return path


def whole(path: Path) -> NDArray[np.float32]:
    """All of a track."""
    return np.concatenate(list(read_track(path)))


def test_a_folder_is_its_sound_files_in_order(tmp_path: Path) -> None:
    """A folder's sound files come by name as people count; what is hidden, a folder or no sound does not."""
    for name in ("10 Rain.wav", "2 Sea.MP3", "1 wind.flac", ".3.wav", "._2 Sea.MP3", "cover.jpg", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "4.wav").mkdir()
    assert [track.name for track in find_tracks(tmp_path)] == ["1 wind.flac", "2 Sea.MP3", "10 Rain.wav"]
    assert find_tracks(tmp_path / "notes.txt") == [tmp_path / "notes.txt"]


@pytest.mark.parametrize(
    ("name", "rate", "channels", "kind"),
    [
        ("a.wav", 44_100, 2, {"subtype": "PCM_24"}),
        ("a.wav", 8_000, 1, {"subtype": "PCM_U8"}),
        ("a.wav", 96_000, 6, {"subtype": "FLOAT"}),
        ("a.wav", SAMPLE_RATE, 2, {"subtype": "PCM_16"}),
        ("a.flac", 48_000, 2, {}),
        ("a.aiff", 22_050, 1, {}),
        ("a.ogg", 44_100, 2, {}),
        ("a.mp3", 44_100, 2, {}),
        ("a.opus", 48_000, 1, {"format": "OGG", "subtype": "OPUS"}),
    ],
)
def test_any_kind_becomes_stereo_at_the_house_s_rate(
    tmp_path: Path, name: str, rate: int, channels: int, kind: dict[str, str]
) -> None:
    """Of whatever kind, rate and number of channels, a file is as long as it was and sounds as high, on both sides."""
    sound = whole(written(tmp_path / name, tone(3, rate, channels=channels), rate, **kind))
    assert len(sound) == pytest.approx(3 * SAMPLE_RATE, abs=2500 if name == "a.mp3" else 2)
    for channel in sound[SAMPLE_RATE : 2 * SAMPLE_RATE].T:
        assert np.argmax(np.abs(np.fft.rfft(channel))) == 440
        assert np.abs(channel).max() > 0.2


def test_other_kinds_are_read_through_ffmpeg(tmp_path: Path) -> None:
    """What libsndfile does not read, or guesses the length of, ffmpeg reads whole."""
    require(shutil.which("ffmpeg"), "ffmpeg is not installed")
    source = written(tmp_path / "a.wav", np.concatenate([tone(1) * 0.001, tone(9)]))
    for name, options in {"a.m4a": [], "b.mp3": ["-q:a", "2", "-write_xing", "0", "-id3v2_version", "0"]}.items():
        target = tmp_path / name
        subprocess.run(["ffmpeg", "-v", "error", "-i", source, *options, target], check=True, timeout=30)
        assert len(whole(target)) == pytest.approx(10 * SAMPLE_RATE, abs=3000)


def test_without_ffmpeg_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ffmpeg, other kinds are refused with what to do; an ffmpeg in the current folder is not run."""
    (tmp_path / "ffmpeg").write_text("#!/bin/sh\ntouch ran\n")
    (tmp_path / "ffmpeg").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin"]))
    (tmp_path / "a.m4a").write_bytes(b"\0\0\0\x1cftypM4A ")
    assert find_ffmpeg() is None
    with pytest.raises(MusicError, match=r"a\.m4a is not a WAV, .* install ffmpeg\."):
        whole(tmp_path / "a.m4a")
    assert not (tmp_path / "ran").exists()


def test_what_is_no_music_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Nothing, a folder of nothing, an empty file, words, silence and a snippet are each refused for what they are."""
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "words.mp3").write_text("These are words, not sounds. " * 400)
    (tmp_path / "head.flac").write_bytes(b"fLaC\0\0\0\x22" + b"\0" * 40)
    (tmp_path / "none").mkdir()
    written(tmp_path / "silent.wav", tone(3) * 0)
    written(tmp_path / "short.wav", tone(0.9))
    for name, sentence in {
        "missing.mp3": "There is no file or folder", "none": "There are no sound files in", "empty.mp3": "is empty",
        "words.mp3": "or it is damaged", "head.flac": "or it is damaged", "silent.wav": "is silent",
        "short.wav": "too short",
    }.items():  # fmt: skip
        with pytest.raises(MusicError, match=sentence) as caught:
            [measure(track, None) for track in find_tracks(tmp_path / name)]
        assert str(tmp_path / name) in str(caught.value)
    if Path("/dev/zero").exists():
        with pytest.raises(MusicError, match="is not a sound file"):
            find_tracks(Path("/dev/zero"))


def test_a_damaged_file_is_played_as_far_as_it_goes(tmp_path: Path) -> None:
    """A download that broke off is played to within a second of there; numbers that are none do no harm."""
    noise = np.random.default_rng(1).uniform(-0.2, 0.2, (5 * SAMPLE_RATE, 2)).astype(np.float32)
    flac = written(tmp_path / "a.flac", noise)
    flac.write_bytes(flac.read_bytes()[: flac.stat().st_size * 3 // 5])
    assert 1.9 * SAMPLE_RATE < len(whole(flac)) < 3.1 * SAMPLE_RATE
    sound = tone(2)
    sound[1000:1010] = np.nan, np.inf
    wild = written(tmp_path / "a.wav", sound, subtype="FLOAT")
    assert np.isfinite(measure(wild, None).lufs)
