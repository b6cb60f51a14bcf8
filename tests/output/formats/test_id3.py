# mypy: allow-untyped-calls
from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import mutagen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.flac import Picture
from mutagen.id3 import ID3, CTOCFlags
from mutagen.mp4 import MP4Cover

from coach.output.formats.captions import lrc, lrc_text
from coach.output.formats.format import Caption, Chapter, Tags
from coach.output.formats.formats import write_sound
from coach.output.formats.id3 import id3
from coach.output.formats.text import clean, line
from coach.units import SAMPLE_RATE
from tests.output.formats.sounds import blocks, by_ffmpeg, by_libsndfile, chapters, noise, picture, probe, require_av

if TYPE_CHECKING:
    from pathlib import Path

TITLES = ("A long title that would be sorted last", "Left", "Right side", "Ω", "שחרור הירך", "End")


SUFFIXES = ("mp3", "flac", "opus", "m4b")
WORDS = (
    Caption(500, 1_500, "Lie down"),
    Caption(2_000, 3_000, "שחרור? 🧘", caution=True),
    Caption(4_321, 5_000, "Done"),
)


@pytest.fixture(autouse=True)
def _installed(request: pytest.FixtureRequest) -> None:
    """All but the audiobook can be written with what is always there."""
    if "m4b" in request.node.name:
        require_av()


def _seen(path: Path) -> dict[str, str]:
    """What ffprobe finds in the file, or, in Ogg, in its stream."""
    shown = probe(path)
    found = shown["streams"][0].get("tags", {}) | shown["format"].get("tags", {})
    return {name.lower(): text for name, text in found.items()}


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


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_chapters_as_ffprobe_sees_them(tmp_path: Path, suffix: str) -> None:
    """ffprobe finds every chapter at its time with its title."""
    shown = probe(_written(tmp_path / f"a.{suffix}", _tags()))["chapters"]
    assert [chapter["tags"]["title"] for chapter in shown] == list(TITLES)
    assert [float(chapter["start_time"]) for chapter in shown] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "text", ["Hips", "Épaule et cou", "שחרור עמוק של הירך", "深い股関節", "Hip 🧘 release", "long " * 2_000 + "end"]
)
def test_any_text(tmp_path: Path, suffix: str, text: str) -> None:
    """Text in any writing and of any length comes back as it was, from ffprobe and from mutagen."""
    tags = replace(_tags(text, titles=(text,)), comment=f"{text}\nmore", album=text, artist=text, genre=text)
    path = _written(tmp_path / f"a.{suffix}", tags, seconds=1)
    seen = _seen(path)
    assert {seen[name] for name in ("title", "album", "artist", "genre")} == {text}
    assert seen["comment"] == f"{text}\nmore"
    easy: Any = mutagen.File(path, easy=True)
    assert {easy[name][0] for name in ("title", "album", "artist", "genre")} == {text}
    (chapter,) = probe(path)["chapters"]
    assert chapter["tags"]["title"] == (text[:255] if suffix == "m4b" else text)


@settings(max_examples=80)
@given(text=st.text(max_size=40), words=st.lists(st.text(max_size=20), max_size=4))
def test_whatever_is_said(text: str, words: list[str]) -> None:
    """Whatever the text, mutagen reads from an ID3 tag what is left of it when it is cleaned."""
    said = tuple(Caption(10 * number, 10 * number + 10, word) for number, word in enumerate(words))
    tags = Tags(text, text, "eng", (Chapter(f"1 {text}", 0, 100),), said, album=text, artist=text)
    tag = ID3(io.BytesIO(id3(tags, SAMPLE_RATE, "LAME")))
    assert {str(tag[name]) for name in ("TIT2", "TALB", "TPE1") if name in tag} == (
        {line(text)} if line(text) else set()
    )
    assert str(tag.get("COMM::eng", "")) == clean(text)
    assert str(tag["CHAP:chp0"].sub_frames["TIT2"]) == line(f"1 {text}")
    shown = [(lrc_text(word), word.start) for word in said if lrc_text(word)]
    assert (tag["SYLT::eng"].text if "SYLT::eng" in tag else []) == shown
    assert (tag["USLT::eng"].text if "USLT::eng" in tag else "") == (lrc(said, 1_000, text) if shown else "")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_cover(tmp_path: Path, suffix: str) -> None:
    """The cover is in the file byte for byte, as its front cover; the sound is as long as without it."""
    cover = picture(200)
    path = _written(tmp_path / f"a.{suffix}", replace(_tags(), cover=cover))
    file: Any = mutagen.File(path)
    if suffix == "mp3":
        (frame,) = file.tags.getall("APIC")
        assert (frame.type, frame.mime, frame.data) == (3, "image/png", cover)
    elif suffix == "m4b":
        assert (bytes(file["covr"][0]), file["covr"][0].imageformat) == (cover, MP4Cover.FORMAT_PNG)
    else:
        within = suffix == "opus"
        front = Picture(base64.b64decode(file["METADATA_BLOCK_PICTURE"][0])) if within else file.pictures[0]
        assert (front.type, front.mime, front.data) == (3, "image/png", cover)
    shown = [stream for stream in probe(path)["streams"] if stream["codec_name"] == "png"]
    assert [(stream["width"], stream["disposition"]["attached_pic"]) for stream in shown] == [(200, 1)]
    assert len(by_ffmpeg(path)) == 6 * SAMPLE_RATE * (2 if suffix == "opus" else 1)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_words(tmp_path: Path, suffix: str) -> None:
    """What is said is in the file as LRC, where players look for it; in an MP3 with its times beside it too."""
    path = _written(tmp_path / f"a.{suffix}", replace(_tags(), words=WORDS))
    text = lrc(WORDS, 6_000, "Hips")
    file: Any = mutagen.File(path)
    if suffix == "mp3":
        assert file["USLT::eng"].text == text
        timed = file["SYLT::eng"]
        assert (timed.format, timed.type) == (2, 1)
        assert timed.text == [("Lie down", 500), ("⚠ שחרור? 🧘", 2_000), ("Done", 4_321)]
    else:
        assert file[{"m4b": "©lyr"}.get(suffix, "LYRICS")] == [text]
    seen = _seen(path)
    assert text in (seen.get("lyrics"), seen.get("lyrics-eng"))


@pytest.mark.parametrize("text", ["Plain", "Ünicode 🧘"])
def test_bytes_of_timed_words(tmp_path: Path, text: str) -> None:
    """Timed words are stored as ID3v2.3 has them: plain text in one byte a letter, other as UTF-16 with its mark."""
    content = _written(tmp_path / "a.mp3", replace(_tags(), words=(Caption(1_234, 2_000, text),))).read_bytes()
    start = content.index(b"SYLT")
    frame = content[start + 10 : start + 10 + int.from_bytes(content[start + 4 : start + 8], "big")]
    plain = text.isascii()
    letters = text.encode("latin-1") + b"\0" if plain else b"\xff\xfe" + text.encode("utf-16-le") + b"\0\0"
    empty = b"\0" if plain else b"\xff\xfe\0\0"
    assert frame == bytes([not plain]) + b"eng\x02\x01" + empty + letters + (1_234).to_bytes(4, "big")


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


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_hostile_text(tmp_path: Path, suffix: str) -> None:
    """Zeros, halves of characters, line breaks and marks of byte order are cleaned away and stop no export."""
    bad = "\ufeffhip\udcff\0s\r\nand\u2028more\x1b"
    words = (Caption(0, 1, bad), Caption(10, 20, "\0\n"))
    tags = replace(_tags(bad, titles=(bad,)), comment=bad, album=bad, artist="\0", genre="", words=words)
    path = _written(tmp_path / f"a.{suffix}", tags)
    seen = _seen(path)
    assert (seen["title"], seen["album"]) == ("hip? s and more", "hip? s and more")
    assert seen["comment"] == "hip? s\nand\nmore"
    assert not {"artist", "genre"} & seen.keys()
    assert probe(path)["chapters"][0]["tags"]["title"] == "hip? s and more"
    assert lrc(words, 6_000) == "[length:00:06.00]\n[00:00.00]hip? s and more\n"
