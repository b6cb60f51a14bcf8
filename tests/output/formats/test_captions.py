from __future__ import annotations

import html
import importlib.util
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from coach.output.formats.captions import lrc, vtt
from coach.output.formats.format import Caption
from coach.output.formats.text import line
from tests.conftest import require

if TYPE_CHECKING:
    from pathlib import Path

WORDS = (
    Caption(0, 900, "Lie on your back, & breathe <out> -->", to="client"),
    Caption(1_000, 2_500, "שחרור עמוק של הירך", "left", "therapist"),
    Caption(2_500, 4_000, "Stop if\nit hurts 🧘", caution=True),
    Caption(3_723_456, 3_724_000, "[00:01.00] The end", to="self"),
)

many_words = st.lists(
    st.builds(
        Caption,
        start=st.integers(0, 10_000_000),
        end=st.integers(0, 10_000_000),
        text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
        side=st.sampled_from([None, "left", "right"]),
        to=st.sampled_from([None, "therapist", "client", "self"]),
        caution=st.booleans(),
    ),
    max_size=8,
)  # fmt: skip


def test_lrc() -> None:
    """LRC has the title and the length, then a line for each thing said, with nothing that looks like a time."""
    assert lrc(WORDS, 3_725_999, "Hips [deep]\n") == (
        "[ti:Hips (deep)]\n"
        "[length:62:05.99]\n"
        "[00:00.00]Lie on your back, & breathe ‹out› --›\n"
        "[00:01.00]שחרור עמוק של הירך\n"
        "[00:02.50]⚠ Stop if it hurts 🧘\n"
        "[62:03.45](00:01.00) The end\n"
    )


def test_vtt() -> None:
    """WebVTT tells who it is said to, the side and what is a caution; what means something to it is escaped."""
    assert vtt(WORDS) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:00.900\n"
        "<v Client>Lie on your back, &amp; breathe &lt;out&gt; --&gt;</v>\n\n"
        "00:00:01.000 --> 00:00:02.500\n"
        "<v Therapist><c.left>שחרור עמוק של הירך</c></v>\n\n"
        "00:00:02.500 --> 00:00:04.000\n"
        "<c.caution>⚠ Stop if it hurts 🧘</c>\n\n"
        "01:02:03.456 --> 01:02:04.000\n"
        "[00:01.00] The end\n"
    )


def test_nothing_said() -> None:
    """Where nothing is said there is a file all the same, with nothing in it."""
    assert (vtt([]), lrc([Caption(0, 1, " \n")], 1_000)) == ("WEBVTT\n", "[length:00:01.00]\n")


@given(words=many_words, length=st.integers(0, 10_000_000), title=st.text(max_size=20))
def test_lrc_reads_back(words: list[Caption], length: int, title: str) -> None:
    """Any words come back in order of time, a hundredth of a second exact, one line each."""
    rows = lrc(words, length, title).splitlines()
    timed = [row for row in rows if not row.startswith(("[ti:", "[length:"))]
    said = sorted((word for word in words if line(word.text)), key=lambda word: word.start)
    assert len(rows) - len(timed) <= 2
    assert len(timed) == len(said)
    for row, word in zip(timed, said, strict=True):
        found = re.fullmatch(r"\[(\d\d+):([0-5]\d)\.(\d\d)\]([^\[\]<>]+)", row)
        assert found is not None
        time = int(found[1]) * 60_000 + int(found[2]) * 1_000 + int(found[3]) * 10
        assert 0 <= word.start - time < 10
        assert ("⚠ " if word.caution else "") + line(word.text).translate(_LIKE_LRC) == found[4]


@given(words=many_words)
def test_vtt_reads_back(words: list[Caption]) -> None:
    """Any words come back at the millisecond, each cue longer than nothing and none over the next."""
    head, *cues = vtt(words).split("\n\n")
    said = sorted((word for word in words if line(word.text)), key=lambda word: word.start)
    assert head.strip() == "WEBVTT"
    end, texts = 0, list[str]()
    for cue in cues:
        times, *rows = cue.strip("\n").split("\n")
        begin, after = (_milliseconds(time) for time in times.split(" --> "))
        assert end <= begin < after
        assert {word.start for word in said[len(texts) : len(texts) + len(rows)]} == {begin}
        texts += [html.unescape(re.sub(r"<[^>]*>", "", row)) for row in rows]
        end = after
    assert texts == [("⚠ " if word.caution else "") + line(word.text) for word in said]


def test_other_parser() -> None:
    """A parser of WebVTT that is not ours reads the times, the voices and the text."""
    require(importlib.util.find_spec("webvtt"), "webvtt-py is not installed")
    import webvtt

    captions = webvtt.from_string(vtt(WORDS)).captions
    assert [(caption.start, caption.end) for caption in captions] == [
        ("00:00:00.000", "00:00:00.900"),
        ("00:00:01.000", "00:00:02.500"),
        ("00:00:02.500", "00:00:04.000"),
        ("01:02:03.456", "01:02:04.000"),
    ]
    assert [caption.voice for caption in captions] == ["Client", "Therapist", None, None]
    assert captions[1].text == "שחרור עמוק של הירך"


def test_ffmpeg_reads_it(tmp_path: Path) -> None:
    """ffmpeg finds every cue of both files at its time."""
    require(shutil.which("ffprobe"), "ffprobe is not installed")
    for name, text in (("a.vtt", vtt(WORDS)), ("a.lrc", lrc(WORDS, 3_725_000))):
        (tmp_path / name).write_text(text, "utf-8")
        command = ["ffprobe", "-v", "error", "-show_packets", "-of", "json", str(tmp_path / name)]
        run = subprocess.run(command, check=True, capture_output=True)
        starts = [float(packet["pts_time"]) for packet in json.loads(run.stdout)["packets"]]
        assert starts == [0, 1, 2.5, 3723.456 if name == "a.vtt" else 3723.45]


_LIKE_LRC = str.maketrans("[]<>", "()‹›")


def _milliseconds(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1_000)
