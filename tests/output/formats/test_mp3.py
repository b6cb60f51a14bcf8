# mypy: allow-untyped-calls
from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import mutagen.mp3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import OutputError
from coach.output.formats.formats import write_sound
from coach.output.formats.info_frame import BITRATES, crc16
from coach.units import SAMPLE_RATE
from tests.output.formats.sounds import (
    DECODERS,
    TAGS,
    blocks,
    by_ffmpeg,
    by_libsndfile,
    by_miniaudio,
    noise,
    offset,
    probe,
    stereo,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("bitrate", "channels"), [(32, 1), (64, 1), (96, 1), (128, 2)])
@pytest.mark.parametrize("frames", [2_400, 24_001, 61 * SAMPLE_RATE + 7])
def test_exact(tmp_path: Path, frames: int, bitrate: int, channels: int) -> None:
    """Every decoder gives back exactly the samples that were written, none before, none after, each in its channel."""
    path, sound = tmp_path / "a.mp3", stereo(frames) if channels == 2 else noise(frames)
    write_sound(path, blocks(sound), frames, TAGS, bitrate, channels)
    for decode in DECODERS:
        decoded = decode(path)
        assert (decode.__name__, decoded.shape) == (decode.__name__, sound.shape)
        pairs = zip(decoded.T, sound.T, strict=True) if channels == 2 else [(decoded, sound)]
        for heard, original in pairs:
            # Half a minute tells as well as all of it, but from the end, where all faults have added up.
            assert (decode.__name__, offset(heard[-720_000:], original[-720_000:])) == (decode.__name__, 0)


@pytest.mark.parametrize("bitrate", BITRATES)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_bitrate(tmp_path: Path, bitrate: int, channels: int) -> None:
    """Impulses come back at the sample where they were, at every bit rate that is offered."""
    path, frames = tmp_path / "a.mp3", 3 * SAMPLE_RATE
    sound = np.zeros(frames, np.int16)
    sound[5_000::9_000] = 30_000
    written = np.stack([sound, np.roll(sound, 4_000)], 1) if channels == 2 else sound
    write_sound(path, blocks(written), frames, TAGS, bitrate, channels)
    for decode in DECODERS:
        decoded = decode(path)
        assert decoded.shape == written.shape
        if bitrate >= 32 * channels:  # below, an impulse drowns
            assert offset(decoded.reshape(frames, -1)[:, 0], sound) == 0


@settings(max_examples=25)
@given(
    frames=st.integers(600, 30_000),  # ffmpeg takes some of a few milliseconds for no MP3
    bitrate=st.sampled_from(BITRATES),
    block=st.integers(1, 5_000),
    channels=st.integers(1, 2),
)
def test_any_length(
    tmp_path_factory: pytest.TempPathFactory, frames: int, bitrate: int, block: int, channels: int
) -> None:
    """Whatever the length, the bit rate, the channels and the blocks, the decoders agree on length and samples."""
    path, sound = tmp_path_factory.mktemp("any") / "a.mp3", stereo(frames) if channels == 2 else noise(frames)
    write_sound(path, blocks(sound, max(block, frames // 500)), frames, TAGS, bitrate, channels)
    first, second = by_libsndfile(path).astype(int), by_miniaudio(path).astype(int)
    assert len(first) == len(second) == frames
    assert np.abs(first - second).max() <= 1
    # Its samples of loud noise differ from the others' a little, of files it made itself too.
    assert len(by_ffmpeg(path)) == frames


def test_blocks_do_not_matter(tmp_path: Path) -> None:
    """The same samples make the same file, however they are cut."""
    sound = noise(50_001)
    contents = set()
    for size in (1, 7, 960, 24_000, 50_001):
        write_sound(tmp_path / "a.mp3", blocks(sound, size), len(sound), TAGS, 64)
        contents.add((tmp_path / "a.mp3").read_bytes())
    assert len(contents) == 1


def test_empty(tmp_path: Path) -> None:
    """A file of no samples is a file of no samples."""
    write_sound(tmp_path / "a.mp3", [], 0, TAGS, 64)
    assert len(by_libsndfile(tmp_path / "a.mp3")) == 0


@pytest.mark.parametrize(("bitrate", "channels"), [(32, 1), (64, 1), (128, 2)])
def test_reported(tmp_path: Path, bitrate: int, channels: int) -> None:
    """ffprobe and mutagen report the file's length, rate, bit rate and a constant bit rate by LAME."""
    path, frames = tmp_path / "a.mp3", 61 * SAMPLE_RATE
    write_sound(path, blocks(stereo(frames) if channels == 2 else noise(frames)), frames, TAGS, bitrate, channels)
    stream = probe(path)["streams"][0]
    assert (stream["sample_rate"], stream["channels"]) == ("24000", channels)
    assert int(stream["bit_rate"]) == bitrate * 1000
    assert float(stream["duration"]) == pytest.approx(61, abs=0.1)
    info: Any = mutagen.mp3.MP3(path).info
    assert info.length == pytest.approx(61, abs=0.001)
    assert info.bitrate == bitrate * 1000
    assert info.bitrate_mode == mutagen.mp3.BitrateMode.CBR
    modes = {1: mutagen.mp3.MONO, 2: mutagen.mp3.JOINTSTEREO}
    assert (info.channels, info.mode) == (channels, modes[channels])
    assert info.encoder_info.startswith("LAME")


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("bitrate", [8, 32, 64, 96, 160])
def test_info_frame(tmp_path: Path, bitrate: int, channels: int) -> None:
    """The counts, the seek table and the checksums of the Info frame are those of the file, in several segments too."""
    path, frames = tmp_path / "a.mp3", 61 * SAMPLE_RATE if bitrate == 64 else 40_001
    write_sound(path, blocks(stereo(frames) if channels == 2 else noise(frames)), frames, TAGS, bitrate, channels)
    content = path.read_bytes()
    sizes = content[6:10]
    audio = content[10 + sum(size << shift for size, shift in zip(sizes, (21, 14, 7, 0), strict=True)) :]
    sizes_of_frames = _frame_sizes(audio)
    music = audio[sizes_of_frames[0] :]
    assert audio[3] == audio[sizes_of_frames[0] + 3] & 0b1100_1111  # the mode is that of all frames
    xing = audio[13 if channels == 1 else 21 :]
    name, flags, frame_count, byte_count = struct.unpack(">4sIII", xing[:16])
    assert (name, flags, frame_count, byte_count) == (b"Info", 15, len(sizes_of_frames) - 1, len(audio))
    table = xing[16:116]
    for percent, place in enumerate(table):
        true = (sizes_of_frames[0] + percent / 100 * len(music)) / len(audio) * 256
        assert true - 1 < place <= true
    lame = xing[120:156]
    assert lame[:4] == b"LAME"
    delays = int.from_bytes(lame[21:24], "big")
    delay, padding = delays >> 12, delays & 0xFFF
    assert delay + frames + padding == frame_count * 576
    length, music_crc, tag_crc = struct.unpack(">IHH", lame[28:36])
    assert (length, music_crc, tag_crc) == (
        len(audio),
        _slow_crc(music),
        _slow_crc(audio[: -len(music)][: (13 if channels == 1 else 21) + 154]),
    )


@given(st.binary(max_size=9_000), st.binary(max_size=100))
@settings(max_examples=30)
def test_crc(first: bytes, second: bytes) -> None:
    """The checksum is that of the plain definition, in one piece or two."""
    assert crc16(second, crc16(first)) == _slow_crc(first + second)


def test_crc_check_value() -> None:
    """The checksum is the one catalogued as CRC-16/ARC."""
    assert crc16(b"123456789") == 0xBB3D


def test_wrong_bitrate(tmp_path: Path) -> None:
    """A bit rate that MP3 does not have at this rate is refused, the ones it has are named, nothing is left."""
    with pytest.raises(OutputError, match=r"65 kbit/s\. Choose one of 8, 16, .*, 160\."):
        write_sound(tmp_path / "a.mp3", blocks(noise(100)), 100, TAGS, 65)
    assert list(tmp_path.iterdir()) == []


def _frame_sizes(audio: bytes) -> list[int]:
    """The sizes of the frames, by their own headers."""
    sizes, place = [], 0
    while place < len(audio):
        sync, rates = audio[place : place + 2], audio[place + 2]
        assert (sync, rates >> 2 & 3) == (b"\xff\xf3", 1)
        sizes.append(3 * BITRATES[(rates >> 4) - 1] + (rates >> 1 & 1))
        place += sizes[-1]
    assert place == len(audio)
    return sizes


def _slow_crc(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
