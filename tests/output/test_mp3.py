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
from coach.output.files import write_sound
from coach.output.info_frame import BITRATES, crc16
from coach.units import SAMPLE_RATE
from tests.output.sounds import DECODERS, TAGS, blocks, by_ffmpeg, by_libsndfile, by_miniaudio, noise, offset, probe

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("bitrate", [32, 64, 96])
@pytest.mark.parametrize("frames", [2_400, 24_000, 24_001, 33_333, 61 * SAMPLE_RATE, 61 * SAMPLE_RATE + 7])
def test_exact(tmp_path: Path, frames: int, bitrate: int) -> None:
    """Every decoder gives back exactly the samples that were written, none before, none after."""
    path, sound = tmp_path / "a.mp3", noise(frames)
    write_sound(path, blocks(sound), frames, TAGS, bitrate)
    for decode in DECODERS:
        decoded = decode(path)
        assert (decode.__name__, len(decoded)) == (decode.__name__, frames)
        assert (decode.__name__, offset(decoded, sound)) == (decode.__name__, 0)


@pytest.mark.parametrize("bitrate", BITRATES)
def test_every_bitrate(tmp_path: Path, bitrate: int) -> None:
    """Impulses come back at the sample where they were, at every bit rate that is offered."""
    path, frames = tmp_path / "a.mp3", 3 * SAMPLE_RATE
    sound = np.zeros(frames, np.int16)
    sound[5_000::9_000] = 30_000
    write_sound(path, blocks(sound), frames, TAGS, bitrate)
    for decode in DECODERS:
        decoded = decode(path)
        assert len(decoded) == frames
        if bitrate >= 32:  # below, an impulse drowns
            assert offset(decoded, sound) == 0


@settings(deadline=None, max_examples=40)
@given(frames=st.integers(60, 30_000), bitrate=st.sampled_from(BITRATES), block=st.integers(1, 5_000))
def test_any_length(tmp_path_factory: pytest.TempPathFactory, frames: int, bitrate: int, block: int) -> None:
    """Whatever the length, the bit rate and the blocks, the decoders agree on the length and the samples."""
    path, sound = tmp_path_factory.mktemp("any") / "a.mp3", noise(frames)
    write_sound(path, blocks(sound, max(block, frames // 500)), frames, TAGS, bitrate)
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


@pytest.mark.parametrize("bitrate", [32, 64, 96])
def test_reported(tmp_path: Path, bitrate: int) -> None:
    """ffprobe and mutagen report the file's length, rate, bit rate and a constant bit rate by LAME."""
    path, frames = tmp_path / "a.mp3", 61 * SAMPLE_RATE
    write_sound(path, blocks(noise(frames)), frames, TAGS, bitrate)
    stream = probe(path)["streams"][0]
    assert (stream["sample_rate"], stream["channels"]) == ("24000", 1)
    assert int(stream["bit_rate"]) == bitrate * 1000
    assert float(stream["duration"]) == pytest.approx(61, abs=0.1)
    info: Any = mutagen.mp3.MP3(path).info
    assert info.length == pytest.approx(61, abs=0.001)
    assert info.bitrate == bitrate * 1000
    assert info.bitrate_mode == mutagen.mp3.BitrateMode.CBR
    assert info.encoder_info.startswith("LAME")


@pytest.mark.parametrize("bitrate", [8, 32, 64, 96, 160])
def test_info_frame(tmp_path: Path, bitrate: int) -> None:
    """The counts, the seek table and the checksums of the Info frame are those of the file."""
    path, frames = tmp_path / "a.mp3", 40_001
    write_sound(path, blocks(noise(frames)), frames, TAGS, bitrate)
    content = path.read_bytes()
    sizes = content[6:10]
    audio = content[10 + sum(size << shift for size, shift in zip(sizes, (21, 14, 7, 0), strict=True)) :]
    sizes_of_frames = _frame_sizes(audio)
    music = audio[sizes_of_frames[0] :]
    name, flags, frame_count, byte_count = struct.unpack(">4sIII", audio[13:29])
    assert (name, flags, frame_count, byte_count) == (b"Info", 15, len(sizes_of_frames) - 1, len(audio))
    table = audio[29:129]
    for percent, place in enumerate(table):
        true = (sizes_of_frames[0] + percent / 100 * len(music)) / len(audio) * 256
        assert true - 1 < place <= true
    lame = audio[133:169]
    assert lame[:4] == b"LAME"
    delays = int.from_bytes(lame[21:24], "big")
    delay, padding = delays >> 12, delays & 0xFFF
    assert delay + frames + padding == frame_count * 576
    length, music_crc, tag_crc = struct.unpack(">IHH", lame[28:36])
    assert (length, music_crc, tag_crc) == (len(audio), _slow_crc(music), _slow_crc(audio[:167]))


@given(st.binary(max_size=9_000), st.binary(max_size=100))
@settings(deadline=None, max_examples=30)
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
