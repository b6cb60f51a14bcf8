from __future__ import annotations

import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coach.errors import OutputError
from coach.output.formats.formats import write_sound
from coach.storage.atomic import create, replace, replacing, sweep
from tests.output.formats.sounds import TAGS, blocks, noise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.output.formats.sounds import Sound


class Failed(Exception):
    pass


def test_replaced_only_at_the_end(tmp_path: Path) -> None:
    """Until the block ends the old file is there; then the new one, and nothing else."""
    target = tmp_path / "a.mp3"
    target.write_bytes(b"old")
    with replacing(target) as temporary:
        assert (temporary.parent, temporary.name[0], temporary.suffix) == (tmp_path, ".", ".mp3")
        temporary.write_bytes(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_two_at_once(tmp_path: Path) -> None:
    """Two that write the same file at once do not disturb each other, and the last wins."""
    target = tmp_path / "a.mp3"
    with replacing(target) as first:
        with replacing(target) as second:
            first.write_bytes(b"first")
            second.write_bytes(b"second")
        assert target.read_bytes() == b"second"
    assert target.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("raised", [Failed, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("suffix", ["mp3", "flac", "wav"])
def test_half_way(tmp_path: Path, suffix: str, raised: type[BaseException]) -> None:
    """A stream that fails or is interrupted half-way leaves the old file and nothing else."""
    target = tmp_path / f"a.{suffix}"
    target.write_bytes(b"old")

    def failing() -> Iterator[Sound]:
        yield from blocks(noise(100_000))
        raise raised

    with pytest.raises(raised):
        write_sound(target, failing(), 200_000, TAGS, 64)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_folder_missing(tmp_path: Path) -> None:
    """A folder that is not there is named."""
    target = tmp_path / "no such" / "a.mp3"
    with pytest.raises(OutputError, match=re.escape(f"{target}: the folder {target.parent} does not exist.")):
        _write(target)


def test_folder_is_a_file(tmp_path: Path) -> None:
    """A file where the folder should be is named."""
    (tmp_path / "file").touch()
    target = tmp_path / "file" / "a.mp3"
    with pytest.raises(OutputError, match=re.escape(f"Cannot write {target}: ")):
        _write(target)


def test_target_is_a_folder(tmp_path: Path) -> None:
    """A folder is not written over."""
    (tmp_path / "a.mp3").mkdir()
    with pytest.raises(OutputError, match=r"a\.mp3: it is a folder\."):
        _write(tmp_path / "a.mp3")
    assert list((tmp_path / "a.mp3").iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_target_is_a_device(tmp_path: Path) -> None:
    """A device or a pipe is not replaced by a file."""
    os.mkfifo(tmp_path / "a.mp3")
    with pytest.raises(OutputError, match=r"a\.mp3: it is a device"):
        _write(tmp_path / "a.mp3")
    assert (tmp_path / "a.mp3").is_fifo()


@pytest.mark.skipif(sys.platform == "win32", reason="its folders have no such permission")
def test_not_allowed(tmp_path: Path) -> None:
    """A folder one may not write to is told before any sound is drawn."""
    # The superuser may write to any folder of ours, but not to the kernel's.
    folder = Path("/sys") if os.geteuid() == 0 else tmp_path
    tmp_path.chmod(0o500)

    def unwanted() -> Iterator[Sound]:
        pytest.fail("sound was drawn")
        yield

    with pytest.raises(OutputError, match=r"Cannot write .*\. Choose a folder that you can write to\."):
        write_sound(folder / "a.mp3", unwanted(), 10, TAGS, 64)
    tmp_path.chmod(0o700)


def test_name_too_long(tmp_path: Path) -> None:
    """The longest name the system allows can be written; a longer one is one sentence."""
    _write(tmp_path / f"{'a' * 251}.mp3")
    with pytest.raises(OutputError, match=r"aaa\.mp3: file name too long\."):
        _write(tmp_path / f"{'a' * 252}.mp3")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_link(tmp_path: Path) -> None:
    """Of a symbolic link, the file it names is replaced and the link stays."""
    (tmp_path / "real").mkdir()
    (tmp_path / "a.mp3").symlink_to(tmp_path / "real" / "b.mp3")
    _write(tmp_path / "a.mp3")
    assert (tmp_path / "a.mp3").is_symlink()
    assert (tmp_path / "real" / "b.mp3").stat().st_size > 1000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells only by age")
def test_strays(tmp_path: Path) -> None:
    """Left-overs of dead or day-old runs for this file go; those of running ones and of other files stay."""
    target = tmp_path / "a.mp3"
    start, key, _, end = _temporary_name(target).split("-")
    other_key = _temporary_name(tmp_path / "b.mp3").split("-")[1]
    running, dead = os.getppid(), 2**22 + 1  # above the most processes Linux has
    names = {
        "dead": f"{start}-{key}-{dead}-{end}",
        "running": f"{start}-{key}-{running}-{end}",
        "old": f"{start}-{key}-{running}-old-{end}",
        "not ours": f"{start}-{other_key}-{dead}-{end}",
    }
    for name in names.values():
        (tmp_path / name).touch()
    yesterday = time.time() - 25 * 3600
    os.utime(tmp_path / names["old"], (yesterday, yesterday))
    _write(target)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"a.mp3", names["running"], names["not ours"]}


def test_rights(tmp_path: Path) -> None:
    """The file has the rights that new files have."""
    _write(tmp_path / "a.mp3")
    (tmp_path / "plain").touch()
    assert (tmp_path / "a.mp3").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_replace(tmp_path: Path) -> None:
    """Data written whole takes the place of what was there, in a folder made if need be, and leaves nothing else."""
    target = tmp_path / "new" / "folder" / "a.json"
    for data in (b"old", b"", b"new"):
        replace(target, data)
        assert target.read_bytes() == data
    assert list(target.parent.iterdir()) == [target]


def test_create(tmp_path: Path) -> None:
    """Of those who write one file at once, exactly one is told that it did, and its data stay."""
    target = tmp_path / "new" / "a.wav"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: create(target, bytes([number]) * 10_000), range(40)))
    assert made.count(True) == 1
    assert target.read_bytes() == bytes([made.index(True)]) * 10_000
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.skipif(sys.platform == "win32", reason="its folders have no such permission")
@pytest.mark.parametrize("write", [replace, create])
def test_data_that_cannot_be_written(tmp_path: Path, write: Callable[[Path, bytes], object]) -> None:
    """Where nothing can be written, the system's own error passes through, and nothing is left."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "kept").touch()
    (tmp_path / "file").touch()
    for target in (tmp_path / "file" / "b", tmp_path / ("x" * 300)):
        with pytest.raises(OSError, match=r"File exists|Not a directory|name too long"):
            write(target, b"data")
    with pytest.raises(IsADirectoryError):
        replace(tmp_path / "a", b"data")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "file"]


def test_swept(tmp_path: Path) -> None:
    """What a run that died left is deleted once it is old; younger left-overs, and files of other kinds, stay."""
    for name in (".coach-old.part", ".coach-young.part", ".draft.part", ".coach-1-2.mp3"):
        (tmp_path / name).touch()
    os.utime(tmp_path / ".coach-old.part", (1_000_000, 1_000_000))
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {".coach-young.part", ".draft.part", ".coach-1-2.mp3"}
    sweep(tmp_path, older_than=0)
    assert {path.name for path in tmp_path.iterdir()} == {".draft.part", ".coach-1-2.mp3"}
    sweep(tmp_path / "none")


def _write(target: Path) -> None:
    write_sound(target, blocks(noise(1000)), 1000, TAGS, 64)


def _temporary_name(target: Path) -> str:
    with replacing(target) as temporary:
        name = temporary.name
    target.unlink()
    return name
