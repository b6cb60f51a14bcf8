from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mutagen.oggopus
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.output.formats.formats import write_sound
from coach.output.formats.opus import Opus
from coach.units import SAMPLE_RATE
from tests.output.formats.sounds import (
    TAGS,
    blocks,
    bursts,
    by_ffmpeg,
    by_libsndfile,
    lags,
    noise,
    offset,
    probe,
    stereo,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("frames", [1, 959, 2_400, 24_001, 11 * SAMPLE_RATE + 7])
def test_exact(tmp_path: Path, frames: int, channels: int) -> None:
    """Both decoders give back as many samples as were written, at their places."""
    path, sound = tmp_path / "a.opus", noise(frames) if channels == 1 else stereo(frames)
    write_sound(path, blocks(sound), frames, TAGS, channels=channels)
    for decoded in (by_libsndfile(path), by_ffmpeg(path)[::2]):  # ffmpeg decodes at 48 kHz
        assert decoded.shape == sound.shape
        if frames >= 2_400:
            lag = offset(decoded.reshape(frames, -1)[:, 0], sound.reshape(frames, -1)[:, 0])
            assert abs(lag) <= channels % 2  # on one channel speech is coded in a way that may come a sample early


@pytest.mark.parametrize(
    ("bitrate", "channels"), [*((rate, 1) for rate in Opus().facts.bitrates), (64, 2), (96, 2), (128, 2)]
)
def test_every_bitrate(tmp_path: Path, bitrate: int, channels: int) -> None:
    """Every cue comes within a sample of its place, and the bit rate is about what was asked for."""
    frames = 5 * SAMPLE_RATE
    sound, places = bursts(frames, channels)
    path = tmp_path / "a.opus"
    write_sound(path, blocks(sound), frames, TAGS, bitrate, channels)
    for decoded in (by_libsndfile(path), by_ffmpeg(path)[::2]):
        assert len(decoded) == frames
        assert all(abs(lag) <= 1 for lag in lags(decoded, sound, places))
    assert path.stat().st_size * 8 / 5_000 < 1.35 * bitrate + 4


@settings(max_examples=25)
@given(frames=st.integers(1, 20_000), channels=st.integers(1, 2), block=st.integers(1, 5_000))
def test_any_length(tmp_path_factory: pytest.TempPathFactory, frames: int, channels: int, block: int) -> None:
    """Whatever the length, the channels and the blocks, the file is as long as what was written."""
    path, sound = tmp_path_factory.mktemp("any") / "a.ogg", noise(frames) if channels == 1 else stereo(frames)
    write_sound(path, blocks(sound, max(block, frames // 500)), frames, TAGS, 64, channels)
    assert by_libsndfile(path).shape == sound.shape
    info: Any = mutagen.oggopus.OggOpus(path).info
    assert info.length == pytest.approx(frames / SAMPLE_RATE, abs=1e-4)


def test_reported(tmp_path: Path) -> None:
    """It is Opus in Ogg, and ffprobe, mutagen and libsndfile report its length."""
    path, frames = tmp_path / "a.opus", 5 * SAMPLE_RATE
    write_sound(path, blocks(noise(frames)), frames, TAGS)
    shown = probe(path)
    assert (shown["format"]["format_name"], shown["streams"][0]["codec_name"]) == ("ogg", "opus")
    assert float(shown["format"]["duration"]) == pytest.approx(5, abs=0.01)
    info: Any = mutagen.oggopus.OggOpus(path).info
    assert info.length == pytest.approx(5, abs=1e-4)
    assert soundfile.info(path).frames == frames
