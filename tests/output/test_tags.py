# mypy: allow-untyped-calls
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from mutagen.id3 import ID3, CTOCFlags

from coach.output.file import Tags
from coach.output.files import write_sound
from coach.units import SAMPLE_RATE
from tests.output.sounds import blocks, by_ffmpeg, by_libsndfile, chapters, noise, probe

if TYPE_CHECKING:
    from pathlib import Path

TITLES = ("A long title that would be sorted last", "Left", "Right side", "Ω", "שחרור הירך", "End")


def _written(path: Path, tags: Tags, seconds: int = 6) -> Path:
    frames = seconds * SAMPLE_RATE
    write_sound(path, blocks(noise(frames)), frames, tags, 64)
    return path


def _tags(title: str = "Hips", titles: tuple[str, ...] = TITLES) -> Tags:
    return Tags(title, "About it", "eng", chapters(*titles, milliseconds=6_000))


def test_chapters_in_time_order(tmp_path: Path) -> None:
    """Chapters stand in the file in time order, for players show them as they stand."""
    content = _written(tmp_path / "a.mp3", _tags()).read_bytes()
    places = [content.index(f"chp{number}\0".encode(), content.index(b"CHAP")) for number in range(6)]
    assert places == sorted(places)
    assert content.count(b"CHAP") == 6


def test_table_of_contents(tmp_path: Path) -> None:
    """One table of contents, top-level and ordered, lists every chapter in time order."""
    tag = ID3(_written(tmp_path / "a.mp3", _tags()))
    (table,) = tag.getall("CTOC")
    assert table.flags == CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    listed = [tag[f"CHAP:{name}"] for name in table.child_element_ids]
    assert [chapter.sub_frames["TIT2"].text[0] for chapter in listed] == list(TITLES)
    assert [(chapter.start_time, chapter.end_time) for chapter in listed] == [
        (start, start + 1000) for start in range(0, 6000, 1000)
    ]


@pytest.mark.parametrize("suffix", ["mp3", "flac"])
def test_chapters_as_ffprobe_sees_them(tmp_path: Path, suffix: str) -> None:
    """ffprobe finds every chapter at its time with its title."""
    shown = probe(_written(tmp_path / f"a.{suffix}", _tags()))["chapters"]
    assert [chapter["tags"]["title"] for chapter in shown] == list(TITLES)
    assert [float(chapter["start_time"]) for chapter in shown] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("suffix", ["mp3", "flac"])
@pytest.mark.parametrize("title", ["Hips", "Épaule et cou", "שחרור עמוק של הירך", "深い股関節", "Hip 🧘 release"])
def test_title(tmp_path: Path, suffix: str, title: str) -> None:
    """A title in any writing comes back as it was."""
    shown = probe(_written(tmp_path / f"a.{suffix}", _tags(title)))["format"]["tags"]
    assert {name.lower(): text for name, text in shown.items()}["title"] == title


def test_other_frames(tmp_path: Path) -> None:
    """The tag is version 2.3 and tells the length, language, kind, comment and encoder."""
    tag = ID3(_written(tmp_path / "a.mp3", _tags()), translate=False)
    assert tag.version == (2, 3, 0)
    assert str(tag["TLEN"]) == "6000"
    assert str(tag["TLAN"]) == "eng"
    assert str(tag["TCON"]) == "Speech"
    assert str(tag["COMM::eng"]) == "About it"
    assert str(tag["TSSE"]).startswith("LAME")


def test_nothing_to_say(tmp_path: Path) -> None:
    """Without title, comment and chapters there are no empty frames, and the sound is still there."""
    for suffix in ("mp3", "flac", "wav"):
        path = _written(tmp_path / f"a.{suffix}", Tags("", "", "eng", ()))
        assert len(by_libsndfile(path)) == len(by_ffmpeg(path)) == 6 * SAMPLE_RATE
    assert set(ID3(tmp_path / "a.mp3")) == {"TLEN", "TLAN", "TCON", "TSSE"}


def test_more_chapters_than_a_table_holds(tmp_path: Path) -> None:
    """Of 300 chapters, every one is in the file and the table lists as many as it can."""
    titles = tuple(f"Part {number}" for number in range(300))
    path = _written(tmp_path / "a.mp3", _tags(titles=titles))
    assert [chapter["tags"]["title"] for chapter in probe(path)["chapters"]] == list(titles)
    assert len(ID3(path).getall("CTOC")[0].child_element_ids) == 255


@pytest.mark.parametrize("suffix", ["mp3", "flac"])
def test_broken_title(tmp_path: Path, suffix: str) -> None:
    """A title from a file name that is not valid text does not stop the export."""
    shown = probe(_written(tmp_path / f"a.{suffix}", _tags("hip\udcff\0s")))["format"]["tags"]
    assert {name.lower(): text for name, text in shown.items()}["title"] == "hip? s"
