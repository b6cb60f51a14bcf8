"""Music under a session."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from coach.errors import MusicError
from coach.sound.music.levels import measure
from coach.sound.music.music import PEAK, SOFT_START, Music, open_music
from coach.sound.music.playlist import CROSSFADE, LOUDNESS
from coach.units import SAMPLE_RATE, samples

CEILING = int(PEAK * 32767)


def hum(seconds: float, hertz: float) -> NDArray[np.float64]:
    """A smooth sound, different on either side."""
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return 0.4 * np.stack([np.sin(2 * np.pi * hertz * at), np.sin(2 * np.pi * (hertz + 3) * at)], 1)


def written(path: Path, sound: NDArray[np.float64]) -> Path:
    """A sound file."""
    soundfile.write(path, sound, SAMPLE_RATE, subtype="FLOAT")
    return path


def heard(tracks: list[Path], count: int) -> NDArray[np.int16]:
    """The beginning of the music of some tracks."""
    with Music(tracks, None, wait=True) as playing:
        sound = playing.read(count)
        assert playing.trouble is None
    return sound


def jump(sound: NDArray[np.int16]) -> int:
    """The greatest step from one sample to the next."""
    return int(np.abs(np.diff(sound.astype(int), axis=0)).max())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three short tracks."""
    folder = tmp_path_factory.mktemp("music")
    for name, seconds, hertz in (("1", 3, 210.0), ("2", 9.3, 330.0), ("10", 10.7, 150.0)):
        written(folder / f"{name}.wav", hum(seconds, hertz))
    return folder


@pytest.fixture(scope="module")
def forty_seconds(folder: Path) -> NDArray[np.int16]:
    """The beginning of their music."""
    with open_music(folder, None, wait=True) as playing:
        return playing.read(40 * SAMPLE_RATE)


@settings(max_examples=12)
@given(st.lists(st.integers(1, 200_000), min_size=1, max_size=12))
def test_block_sizes_do_not_matter(folder: Path, forty_seconds: NDArray[np.int16], sizes: list[int]) -> None:
    """Read in blocks of any size, and each time anew, the music is the same samples."""
    with open_music(folder, folder / "levels", wait=True) as playing:
        sound = np.concatenate([playing.read(size) for size in sizes])[: len(forty_seconds)]
    assert sound.shape[1] == 2
    assert np.array_equal(sound, forty_seconds[: len(sound)])


def test_round_and_round_without_a_seam(folder: Path, forty_seconds: NDArray[np.int16]) -> None:
    """Tracks follow one another by name and begin anew; no step is greater than √2 of the greatest within a track.

    That is what two sounds can do that cross at equal power.
    """
    within = max(jump(heard([folder / f"{name}.wav"], samples(5000))) for name in ("1", "2", "10"))
    assert jump(forty_seconds) <= np.sqrt(2) * within + 2
    assert np.abs(forty_seconds[:100]).max() < 10
    # What is heard: where each track is alone, its own tone. A track of 3 s crosses over half of itself.
    first, second, third = 3 * SAMPLE_RATE, round(9.3 * SAMPLE_RATE), round(10.7 * SAMPLE_RATE)
    lead = first // 2
    for at, hertz in (
        (lead + (second - CROSSFADE) // 2, 330),
        (lead + second - CROSSFADE + third // 2, 150),
    ):
        piece = forty_seconds[at - SAMPLE_RATE // 2 :][:SAMPLE_RATE, 0]
        assert np.argmax(np.abs(np.fft.rfft(piece))) == hertz
    period = (first - lead) + (second - CROSSFADE) + (third - lead)
    again = forty_seconds[SOFT_START + period + samples(3000) :]
    assert np.array_equal(again, forty_seconds[SOFT_START + samples(3000) :][: len(again)])


def test_one_track_meets_itself(tmp_path: Path) -> None:
    """One track, even one shorter than the crossfade, goes on without an end, a gap or a click."""
    for seconds in (1.0, 1.7, 6.1, 9.9):
        sound = heard([written(tmp_path / f"{seconds}.wav", hum(seconds, 203.3))], samples(30_000))[SOFT_START:]
        assert jump(sound) <= np.sqrt(2) * jump(sound[: samples(400)]) * 1.1 + 2
        loud = np.abs(sound[: len(sound) // 2400 * 2400].reshape(-1, 2400, 2)).max(axis=(1, 2))
        assert loud.min() > 0


def test_different_tracks_are_equally_loud_and_never_over_the_peak(tmp_path: Path) -> None:
    """Soft noise, plucked strings and something mastered loud all come to one loudness, and under one ceiling."""
    rng, at = np.random.default_rng(3), np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE
    plucked = sum(np.exp(-6 * (at % gap)) * np.sin(2 * np.pi * hertz * at) for gap, hertz in ((1.3, 220), (1.7, 392)))
    for name, sound in {
        "noise": 0.003 * np.cumsum(rng.normal(0, 0.1, len(at))) / 30 + 0.002 * rng.normal(0, 1, len(at)),
        "plucked": 0.3 * plucked,
        "loud": np.clip(3 * np.sin(2 * np.pi * 110 * at) + rng.normal(0, 0.3, len(at)), -1, 1),
    }.items():
        track = written(tmp_path / f"{name}.wav", np.stack([sound, np.roll(sound, 40)], 1))
        result = heard([track], len(at))
        assert np.abs(result).max() <= CEILING
        level = measure(written(tmp_path / "result.wav", result[SOFT_START:-CROSSFADE] / 32767), None)
        assert level.lufs == pytest.approx(LOUDNESS, abs=1), name


def test_the_ceiling_holds_for_anything(tmp_path: Path) -> None:
    """Not even strikes out of near silence, or two of them in a crossfade, come over the ceiling; nor do they tear."""
    rng = np.random.default_rng(5)
    sound = rng.normal(0, 0.002, (8 * SAMPLE_RATE, 2))
    strikes = rng.integers(0, len(sound) - 2000, 40)
    for strike in strikes:
        sound[strike : strike + 2000] += np.sin(np.arange(2000) / 20)[:, None] * np.hanning(2000)[:, None]
    result = heard([written(tmp_path / "a.wav", sound)], samples(20_000))
    assert np.abs(result).max() <= CEILING
    assert np.abs(result).max() > 0.9 * CEILING
    assert jump(result[SOFT_START:]) < CEILING / 5


@pytest.mark.alone
def test_live_what_is_not_there_yet_is_silence_and_nothing_is_lost(tmp_path: Path) -> None:
    """Read faster than it is made, live music never waits, goes and comes softly, and skips not a sample."""
    noise = np.random.default_rng(8).normal(0, 0.1, (90 * SAMPLE_RATE + 400, 2)).cumsum(axis=0)
    track = written(tmp_path / "a.wav", 0.2 * (noise[400:] - noise[:-400]))
    whole = heard([track], 60 * SAMPLE_RATE)
    with open_music(track, None, wait=False) as playing:
        blocks, slowest, loud, deadline = [], 0.0, 0, time.monotonic() + 20
        while loud < 3 and time.monotonic() < deadline:
            began = time.perf_counter()
            blocks.append(playing.read(samples(14_000)))
            slowest = max(slowest, time.perf_counter() - began)
            loud += bool(blocks[-1].any())
            time.sleep(0.1)
        while playing._frames < 4 * SAMPLE_RATE and time.monotonic() < deadline:
            time.sleep(0.05)
        blocks += [playing.read(1200) for _ in range(40)]
    assert loud == 3
    assert slowest < 0.5
    sound = np.concatenate(blocks)
    assert jump(sound) <= jump(whole) + 2
    tail = sound[-12_000:]
    [at] = [at for at in np.flatnonzero((whole == tail[0]).all(axis=1)) if np.array_equal(whole[at:][:99], tail[:99])]
    assert np.array_equal(whole[at : at + len(tail)], tail)
    quiet = ~sound.any(axis=1)
    silent = sum(len(run) for run in np.split(quiet, np.flatnonzero(np.diff(quiet)) + 1) if run[0] and len(run) > 200)
    assert silent > 10 * SAMPLE_RATE
    # Where it comes and goes, a few samples more are rounded to nothing.
    assert len(sound) - silent == pytest.approx(at + len(tail), abs=samples(200))


def test_a_bad_file_is_left_out_and_named(folder: Path, tmp_path: Path) -> None:
    """A file that cannot be read does not stop the others; where all are bad there is silence, and a sentence."""
    (tmp_path / "0.mp3").write_text("no sound")
    (tmp_path / "5.wav").touch()
    with open_music(tmp_path, None, wait=True) as playing:
        assert not playing.read(5 * SAMPLE_RATE).any()
        assert "0.mp3" in str(playing.trouble)
        assert "another file too" in str(playing.trouble)
    for name in ("1.wav", "10.wav"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    with open_music(tmp_path, None, wait=True) as playing:
        sound = playing.read(12 * SAMPLE_RATE)
        assert "0.mp3" in str(playing.trouble)
    assert np.array_equal(sound, heard([folder / "1.wav", folder / "10.wav"], len(sound)))


@pytest.mark.parametrize("name", ["missing", "words.mp3", "empty"])
def test_what_can_be_known_at_once_is_said_at_once(tmp_path: Path, name: str) -> None:
    """A path that leads nowhere, a file that is no sound and a folder without any are refused before it begins."""
    (tmp_path / "words.mp3").write_text("words")
    (tmp_path / "empty").mkdir()
    with pytest.raises(MusicError, match=name):
        open_music(tmp_path / name, None, wait=False)


@pytest.mark.alone
def test_closing_is_prompt(tmp_path: Path) -> None:
    """Closed while a long file is being measured, the music ends at once, and so does who waits for it."""
    with soundfile.SoundFile(tmp_path / "long.wav", "w", 8000, 1, subtype="PCM_U8") as file:
        for _ in range(30):
            file.write(np.sin(np.arange(60 * 8000) / 9))
    playing = open_music(tmp_path / "long.wav", None, wait=False)
    began = time.monotonic()
    assert not playing.read(1200).any()
    playing.close()
    assert time.monotonic() - began < 1
    assert not playing._thread.is_alive()


def test_a_program_may_end_without_closing_it(tmp_path: Path) -> None:
    """A program that ends while a file is being measured ends well, and at once."""
    with soundfile.SoundFile(tmp_path / "long.wav", "w", 8000, 1, subtype="PCM_U8") as file:
        for _ in range(30):
            file.write(np.sin(np.arange(60 * 8000) / 9))
    code = (
        "import sys, time; from pathlib import Path; from coach.sound.music.music import open_music\n"
        "music = open_music(Path(sys.argv[1]), None, wait=False); time.sleep(0.3)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "long.wav")], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
