from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from coach.errors import OutputError
from coach.output.formats.formats import check_target, file_format, write_sound
from tests.output.formats.sounds import TAGS, blocks, by_ffmpeg, noise, require_av, stereo

SUFFIXES = ("mp3", "flac", "wav", "opus", "m4b")


@pytest.fixture(autouse=True)
def _installed(request: pytest.FixtureRequest) -> None:
    """All but the audiobook can be written with what is always there."""
    if "m4b" in request.node.name:
        require_av()


@pytest.mark.parametrize(
    ("name", "suffix"), [("a.mp3", ".mp3"), ("A.FLAC", ".flac"), ("x/b.c.Wav", ".wav"), ("a.ogg", ".ogg")]
)
def test_by_suffix(name: str, suffix: str) -> None:
    """The suffix is the format, in capitals or not."""
    assert file_format(Path(name)).facts.suffix == suffix


@pytest.mark.parametrize("name", ["a", "a.aac", "mp3", ".mp3"])
def test_unknown_suffix(name: str) -> None:
    """A name of no known format is refused with the known ones."""
    with pytest.raises(OutputError, match=r"must end in \.mp3, \.m4b, \.opus, \.ogg, \.flac or \.wav\."):
        file_format(Path(name))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_two_channels(tmp_path: Path, suffix: str) -> None:
    """What is on the left stays on the left, and what is on the right on the right."""
    path, sound = tmp_path / f"a.{suffix}", stereo(60_000)
    write_sound(path, blocks(sound), len(sound), TAGS, channels=2)
    decoded = by_ffmpeg(path)[:: 2 if suffix == "opus" else 1]
    assert decoded.shape == sound.shape
    likeness = np.corrcoef(decoded.T, sound.T)[:2, 2:]
    assert likeness[0, 0] > 0.8 < likeness[1, 1]
    assert abs(likeness[0, 1]) < 0.2 > abs(likeness[1, 0])


@pytest.mark.parametrize("suffix", ["opus", "m4b"])
def test_unknown_bitrate(tmp_path: Path, suffix: str) -> None:
    """A bit rate that the format does not offer is refused before the work, with those it has."""
    with pytest.raises(OutputError, match=rf"\.{suffix} files cannot have 65 kbit/s\. Choose one of .*, 128\."):
        check_target(tmp_path / f"a.{suffix}", 65)
    with pytest.raises(OutputError, match=r"with two channels cannot have 48 kbit/s\. Choose one of 64, 96, 128\."):
        check_target(tmp_path / f"a.{suffix}", 48, channels=2)
    check_target(tmp_path / f"a.{suffix}", 48)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("frames", [999, 1001])
def test_not_as_long_as_planned(tmp_path: Path, suffix: str, frames: int) -> None:
    """A stream that is not as long as its plan makes no file."""
    with pytest.raises(ValueError, match="1000 samples were drawn"):
        write_sound(tmp_path / f"a.{suffix}", blocks(noise(1000)), frames, TAGS, 64)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to set")
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("room", [0, 100, 50_000])
def test_disk_full(tmp_path: Path, suffix: str, room: int) -> None:
    """A disk that is full makes one sentence with the path; the old file stays whole, nothing else is left."""
    path = tmp_path / f"a.{suffix}"
    write_sound(path, blocks(noise(1000)), 1000, TAGS, 64)
    before = path.read_bytes()
    said = _run(
        f"""
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, resource.RLIM_INFINITY))
        try:
            write_sound(Path({str(path)!r}), blocks(noise(480_000)), 480_000, TAGS, 64)
        except OutputError as error:
            print(error)
        """
    )
    assert said == f"Cannot write {path}: file too large. Free some room or choose another folder.\n"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to set")
@pytest.mark.parametrize("suffix", ["flac", "opus", "m4b"])
def test_disk_full_at_the_tags(tmp_path: Path, suffix: str) -> None:
    """A disk that is full only when the title is written, after the sound, is told the same way."""
    path = tmp_path / f"a.{suffix}"
    write_sound(path, blocks(noise(48_000)), 48_000, TAGS, 64)
    room = path.stat().st_size - 1
    path.unlink()
    said = _run(
        f"""
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, resource.RLIM_INFINITY))
        try:
            write_sound(Path({str(path)!r}), blocks(noise(48_000)), 48_000, TAGS, 64)
        except OutputError as error:
            print(error)
        """
    )
    assert said.startswith(f"Cannot write {path}: file too large.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells only by age")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_killed(tmp_path: Path, suffix: str) -> None:
    """A run that is killed leaves the old file whole, and the next run removes what it left."""
    path = tmp_path / f"a.{suffix}"
    write_sound(path, blocks(noise(1000)), 1000, TAGS, 64)
    before = path.read_bytes()
    killed = subprocess.run(
        _program(
            f"""
            import os, signal
            def until_killed():
                for block in blocks(noise(480_000)):
                    yield block
                os.kill(os.getpid(), signal.SIGKILL)
            write_sound(Path({str(path)!r}), until_killed(), 480_001, TAGS, 64)
            """
        ),
        check=False,
    )
    assert killed.returncode == -9
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 2
    write_sound(path, blocks(noise(2000)), 2000, TAGS, 64)
    assert list(tmp_path.iterdir()) == [path]
    assert len(by_ffmpeg(path)) == (4000 if suffix == "opus" else 2000)  # at 48 kHz


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such count")
@pytest.mark.parametrize(
    ("suffix", "long", "short", "most"),
    # Minutes, and mebibytes: what is slow to encode is measured on less.
    [("mp3", 20, 5, 20), ("flac", 60, 10, 20), ("wav", 60, 10, 20), ("opus", 3, 1, 4), ("m4b", 3, 1, 4)],
)
def test_flat_memory(tmp_path: Path, suffix: str, long: int, short: int, most: int) -> None:
    """A long file takes as much memory as a short one: an hour as much as ten minutes."""

    def peak(minutes: int) -> int:
        """Kibibytes."""
        said = _run(
            f"""
            import resource
            minute = noise(60 * 24_000)
            stream = (block for _ in range({minutes}) for block in blocks(minute))
            path = Path({str(tmp_path / f"a.{suffix}")!r})
            write_sound(path, stream, {minutes} * len(minute), TAGS, 64)
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
            """
        )
        return int(said) // (1024 if sys.platform == "darwin" else 1)

    assert peak(long) - peak(short) < most * 1024


def _run(program: str) -> str:
    return subprocess.run(_program(program), check=True, capture_output=True, text=True).stdout


def _program(program: str) -> list[str]:
    imports = """
        from pathlib import Path
        from coach.errors import OutputError
        from coach.output.formats.formats import write_sound
        from tests.output.formats.sounds import TAGS, blocks, noise
        """
    return [sys.executable, "-c", textwrap.dedent(imports) + textwrap.dedent(program)]
