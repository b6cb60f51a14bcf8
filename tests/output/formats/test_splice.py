# mypy: allow-untyped-calls
from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.output.formats.chunks import encoded
from coach.output.formats.info_frame import FRAME_SAMPLES, crc16, frame_bytes, info_frame, side_info_bytes
from coach.output.formats.lame import Lame
from coach.output.formats.splice import WARM_UP
from coach.units import SAMPLE_RATE
from tests.output.formats.sounds import DECODERS, blocks, by_libsndfile, by_miniaudio, noise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Sound = NDArray[np.int16]


def silence(frames: int) -> Sound:
    """Nothing at all."""
    return np.zeros(frames, np.int16)


def music(frames: int) -> Sound:
    """Plucked chords: sudden beginnings, long tones."""
    seconds = np.arange(frames) / SAMPLE_RATE
    tones = (220.0, 277.2, 329.6, 440.0, 554.4, 880.0)
    fading = [np.exp(-4 * ((2 * seconds + 0.37 * each) % 1)) for each in range(len(tones))]
    plucked = [np.sin(2 * np.pi * hertz * seconds) * fade for hertz, fade in zip(tones, fading, strict=True)]
    sound: Sound = np.rint(np.sum(plucked, axis=0) * 4000).astype(np.int16)
    return sound


def speech(frames: int) -> Sound:
    """What speech has: syllables of a voice and of hissing, words, and quiet between them."""
    seconds = np.arange(frames) / SAMPLE_RATE
    voice = sum(np.sin(2 * np.pi * 120 * n * seconds + np.sin(5 * seconds)) / n for n in range(1, 20))
    hiss = np.random.default_rng(3).standard_normal(frames)
    syllables = np.sin(2 * np.pi * 3.1 * seconds).clip(0) * (np.sin(2 * np.pi * 0.21 * seconds) > -0.2)
    hissing = np.sin(2 * np.pi * 3.1 * seconds + 2).clip(0) ** 4 * (np.sin(2 * np.pi * 0.21 * seconds) > -0.2)
    sound: Sound = np.rint(voice * syllables * 5000 + hiss * (hissing * 3000 + 10)).astype(np.int16)
    return sound


def clicks(frames: int) -> Sound:
    """Short windows, everywhere."""
    sound = noise(frames) // 100
    sound[777::5_000] = 30_000
    return sound


KINDS = (noise, silence, music, speech, clicks)


@st.composite
def sounds(draw: st.DrawFn) -> Sound:
    """Sound of one kind, or one after the other, on one channel or two."""
    frames = draw(st.integers(400 * FRAME_SAMPLES, 700 * FRAME_SAMPLES))
    first, second = draw(st.sampled_from(KINDS))(frames), draw(st.sampled_from(KINDS))(frames)
    both: list[Sound] = [np.concatenate([first[: frames // 2], second[frames // 2 :]])]
    if draw(st.booleans()):
        both.append(draw(st.sampled_from([both[0], both[0] // 2, np.roll(first, 5_000)])))
    return np.stack(both, 1)


@settings(max_examples=20)
@given(
    sound=sounds(),
    bitrate=st.sampled_from((8, 16, 24, 32, 64, 112, 160)),
    segment=st.integers(100, 200),
    overlap=st.integers(WARM_UP + 4, 100),
)
def test_sound(
    tmp_path_factory: pytest.TempPathFactory, sound: Sound, bitrate: int, segment: int, overlap: int
) -> None:
    """Wherever it is cut, the sound is as long as it was; at a fair bit rate it is as good as one encoder's."""
    path = tmp_path_factory.mktemp("splice") / "a.mp3"
    channels = sound.shape[1]
    joined = _joined(sound, bitrate, segment, overlap)
    _check_reservoir(joined, bitrate, channels)
    decoded = _decoded(path, joined, sound, bitrate)
    if overlap < 64 or bitrate < 32 * channels:
        return  # where bits are few, it is chance which frame gets them
    alone = _decoded(path, _alone(sound, bitrate), sound, bitrate)
    theirs, ours = _errors(alone, sound), _errors(decoded, sound)
    for start in range(segment, len(ours), segment):
        around = slice(max(start - 20, 0), start + overlap + 20)
        assert ours[around].max() <= 1.25 * theirs[around].max() + 4
    assert ours.sum() <= 1.05 * theirs.sum() + len(ours)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_decoders(tmp_path: Path, kind: Callable[[int], Sound], channels: int) -> None:
    """Three decoders find nothing wrong, and hear the same."""
    sound = np.stack([kind(500 * FRAME_SAMPLES + 99)] * channels, 1)
    sound[:, -1] //= 2
    joined = _joined(sound, 64, 120, 60)
    _check_reservoir(joined, 64, channels)
    path = tmp_path / "a.mp3"
    heard = {decode: _decoded(path, joined, sound, 64, decode).astype(int) for decode in DECODERS}
    # ffmpeg's samples differ from the others', of files of one encoder as much.
    assert np.abs(heard[by_libsndfile] - heard[by_miniaudio]).max() <= 1


def test_settled() -> None:
    """From a splice where both encoders make the same frames, the frames are those one encoder makes."""
    sound = speech(1_000 * FRAME_SAMPLES).reshape(-1, 1)
    joined, alone = _frames(_joined(sound, 64, 300, 96), 64), _frames(_alone(sound, 64), 64)
    assert len(joined) == len(alone)
    same = [_without_reservoir(one) == _without_reservoir(other) for one, other in zip(joined, alone, strict=True)]
    assert sum(same) >= 0.97 * len(same)


@settings(max_examples=5)
@given(sound=sounds(), bitrate=st.sampled_from((8, 64, 160)), overlap=st.integers(8, WARM_UP))
def test_no_splice(sound: Sound, bitrate: int, overlap: int) -> None:
    """Where nothing fits, one encoder goes on."""
    assert _joined(sound, bitrate, 150, overlap) == _alone(sound, bitrate)


def test_cores() -> None:
    """The same sound makes the same file on one core or on many, in blocks of any size."""
    sound = speech(900 * FRAME_SAMPLES).reshape(-1, 1)
    files = {_joined(sound, 64, 200, 60, cores=cores, size=size) for cores, size in ((1, 960), (2, 24_000), (5, 7_777))}
    assert len(files) == 1


def test_lengths() -> None:
    """No length is special, not even one that ends where a segment does."""
    for frames in (120, 160, 220, 260):
        for more in (-1, 0, 1):
            sound = noise(frames * FRAME_SAMPLES + more).reshape(-1, 1)
            assert len(_joined(sound, 64, 100, 60)) == len(_alone(sound, 64))


def test_little_is_held() -> None:
    """Sound is drawn no further ahead than the cores need, and nothing works on once nobody listens."""
    drawn = 0

    def endless() -> Iterator[Sound]:
        nonlocal drawn
        while True:
            drawn += 1
            yield noise(20 * FRAME_SAMPLES).reshape(-1, 1)

    pieces = encoded(endless(), 64, 1, segment=100, overlap=40, cores=2)
    for number in range(1, 8):
        next(pieces)
        assert drawn * 20 <= (number + 5) * 100 + 40
    pieces.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("mp3")]


def test_trouble_passes() -> None:
    """What goes wrong with the sound is told to whoever writes it."""

    def broken() -> Iterator[Sound]:
        yield noise(500 * FRAME_SAMPLES).reshape(-1, 1)
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(encoded(broken(), 64, 1, segment=100, overlap=40))


def _joined(
    sound: Sound, bitrate: int, segment: int, overlap: int, cores: int | None = None, size: int = 24_000
) -> bytes:
    pieces = encoded(blocks(sound, size), bitrate, sound.shape[1], segment=segment, overlap=overlap, cores=cores)
    return b"".join(pieces)


def _alone(sound: Sound, bitrate: int) -> bytes:
    """By one encoder."""
    lame = Lame(bitrate, sound.shape[1])
    return bytes(lame.encode(sound.tobytes()) + lame.end())


def _decoded(
    path: Path, frames: bytes, sound: Sound, bitrate: int, decode: Callable[[Path], Sound] = by_libsndfile
) -> Sound:
    count, channels = sound.shape
    path.write_bytes(info_frame(count, bitrate, frames[3] >> 6, "LAME3.100", len(frames), crc16(frames)) + frames)
    decoded = decode(path).reshape(-1, channels)
    assert len(decoded) == count
    return decoded


def _errors(decoded: Sound, sound: Sound) -> NDArray[np.float64]:
    """The mean square of what is wrong in each frame."""
    wrong = ((decoded.astype(float) - sound) ** 2).mean(axis=1)
    each: NDArray[np.float64] = wrong[: len(wrong) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES).mean(1)
    return each


def _frames(frames: bytes, bitrate: int) -> list[bytes]:
    size = frame_bytes(bitrate)
    return [frames[start : start + size] for start in range(0, len(frames), size)]


def _without_reservoir(frame: bytes) -> bytes:
    """Header and side information of a mono frame, all but where its data begin."""
    return frame[:4] + frame[5:13]


def _check_reservoir(frames: bytes, bitrate: int, channels: int) -> None:
    """The data of every frame are there, and no byte belongs to two frames."""
    side = side_info_bytes(channels)
    room = frame_bytes(bitrate) - 4 - side
    used = 0
    for number, frame in enumerate(_frames(frames, bitrate)):
        assert frame[:2] == b"\xff\xf3"
        bits = int.from_bytes(frame[4 : 4 + side], "big")
        lengths = [bits >> 8 * side - (8 + channels + 63 * channel) - 12 & 0xFFF for channel in range(channels)]
        begin = number * room - frame[4]
        assert begin >= used
        used = begin + (sum(lengths) + 7) // 8
        assert used <= (number + 1) * room
