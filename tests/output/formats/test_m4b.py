from __future__ import annotations

import importlib.util
import re
import sys
from typing import TYPE_CHECKING, Any

import mutagen.mp4
import numpy as np
import pytest

from coach.errors import OutputError
from coach.extras import install_extra
from coach.output.formats.format import Tags
from coach.output.formats.formats import check_target, write_sound
from coach.output.formats.m4b import M4b
from coach.units import SAMPLE_RATE
from tests.output.formats.sounds import (
    TAGS,
    blocks,
    bursts,
    by_ffmpeg,
    chapters,
    lags,
    noise,
    offset,
    probe,
    require_av,
    stereo,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.output.formats.sounds import Sound


@pytest.fixture(autouse=True)
def _installed() -> None:
    require_av()


def by_av(path: Path) -> Sound:
    """Through PyAV, which has a newer ffmpeg within it."""
    import av

    with av.open(path) as file:
        parts = [frame.to_ndarray() for frame in file.decode(file.streams.audio[0])]
    sound = (np.concatenate(parts, 1).T * 32767).astype(np.int16)
    return sound[:, 0] if sound.shape[1] == 1 else sound


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("frames", [1_000, 2_400, 24_001, 24_576, 24_577, 61 * SAMPLE_RATE + 7])
def test_exact(tmp_path: Path, frames: int, channels: int) -> None:
    """Decoders that keep to the edit list give back as many samples as were written, at their places."""
    path, sound = tmp_path / "a.m4b", noise(frames) if channels == 1 else stereo(frames)
    write_sound(path, blocks(sound), frames, TAGS, channels=channels)
    for decode in (by_av, by_ffmpeg):
        decoded = decode(path)
        assert decoded.shape == sound.shape
        assert offset(decoded.reshape(frames, -1)[:, 0], sound.reshape(frames, -1)[:, 0]) == 0


@pytest.mark.parametrize("bitrate", M4b.facts.bitrates)
def test_every_bitrate(tmp_path: Path, bitrate: int) -> None:
    """Every cue comes within a sample of its place, at every bit rate that is offered."""
    frames = 10 * SAMPLE_RATE
    for channels in (1, 2) if bitrate >= 64 else (1,):
        sound, places = bursts(frames, channels)
        write_sound(tmp_path / "a.m4b", blocks(sound), frames, TAGS, bitrate, channels)
        decoded = by_ffmpeg(tmp_path / "a.m4b")
        assert len(decoded) == frames
        assert all(abs(lag) <= 1 for lag in lags(decoded, sound, places))
        assert (tmp_path / "a.m4b").stat().st_size * 8 / 10_000 < 1.2 * bitrate + 4


def test_reported(tmp_path: Path) -> None:
    """It says it is an audiobook in AAC; ffprobe tells its exact length, mutagen within a tenth of a second."""
    path = tmp_path / "a.m4b"
    for frames in range(5 * SAMPLE_RATE, 5 * SAMPLE_RATE + 1024, 240):
        write_sound(path, blocks(noise(frames)), frames, TAGS)
        shown = probe(path)
        assert (shown["streams"][0]["codec_name"], shown["format"]["tags"]["major_brand"]) == ("aac", "M4B ")
        assert shown["streams"][0]["tags"]["language"] == "eng"
        assert float(shown["streams"][0]["duration"]) == pytest.approx(frames / SAMPLE_RATE, abs=1e-5)
        file: Any = mutagen.mp4.MP4(path)
        assert file.info.length == pytest.approx(frames / SAMPLE_RATE, abs=0.1)
        assert file["stik"] == [2]
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_both_kinds_of_chapters(tmp_path: Path) -> None:
    """Chapters are there as Apple's track of text and as Nero's list, titles of any writing and length."""
    titles = ("One", "שחרור עמוק", "深い股関節 🧘", "é" * 200)
    tags = Tags("Hips", "", "eng", chapters(*titles, milliseconds=6_000))
    write_sound(tmp_path / "a.m4b", blocks(noise(6 * SAMPLE_RATE)), 6 * SAMPLE_RATE, tags)
    seen = (*titles[:3], "é" * 127)
    file: Any = mutagen.mp4.MP4(tmp_path / "a.m4b")
    assert [(chapter.start, chapter.title) for chapter in file.chapters] == [
        (start, title) for start, title in zip((0, 1.5, 3, 4.5), seen, strict=True)
    ]
    shown = probe(tmp_path / "a.m4b")
    assert [chapter["tags"]["title"] for chapter in shown["chapters"]] == list(seen)
    assert shown["streams"][1]["codec_tag_string"] == "text"


def test_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PyAV one sentence says, before the work, what to install; other formats need it not."""
    monkeypatch.setitem(sys.modules, "av", None)
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "av" else find(name))
    with pytest.raises(OutputError, match=re.escape(f"Choose .mp3, or install it: {install_extra('m4b')}")):
        check_target(tmp_path / "a.m4b")
    write_sound(tmp_path / "a.opus", blocks(noise(100)), 100, TAGS)
    assert list(tmp_path.iterdir()) == [tmp_path / "a.opus"]
