"""What the formats say about themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coach.output.formats.format import Caption
from coach.output.formats.formats import FORMATS, check_target, write_sound
from tests.output.formats.sounds import TAGS, blocks, chapters, noise, picture, probe, require_av

if TYPE_CHECKING:
    from coach.output.formats.format import SoundFormat

EVERY_FORMAT = pytest.mark.parametrize("form", FORMATS, ids=[form.facts.suffix for form in FORMATS])


@EVERY_FORMAT
def test_what_a_file_carries(tmp_path: Path, form: SoundFormat) -> None:
    """A file holds the chapters, the words and the cover that its format says it carries, and none that it does not."""
    if form.facts.extra:
        require_av()
    path, frames = tmp_path / f"a{form.facts.suffix}", 24_000
    titles = chapters("Left", "Right", milliseconds=1000)
    tags = replace(TAGS, chapters=titles, words=(Caption(100, 900, "Lie down"),), cover=picture(8))
    write_sound(path, blocks(noise(frames)), frames, tags)
    shown, raw = probe(path), path.read_bytes()
    found = {
        "chapters": [chapter["tags"]["title"] for chapter in shown["chapters"]] == ["Left", "Right"],
        "words": b"[00:00.10]Lie down" in raw,
        "cover": any(stream["codec_name"] == "png" for stream in shown["streams"]),
    }
    assert {part for part, there in found.items() if there} == set(form.facts.carries)


@EVERY_FORMAT
def test_bit_rates(tmp_path: Path, form: SoundFormat) -> None:
    """The usual bit rate is one that can be asked for, on one channel and on two; lossless formats have none."""
    if form.facts.extra:
        require_av()
    for channels in (1, 2):
        rates, usual = form.facts.bitrates_on(channels), form.facts.usual_bitrate(channels)
        assert (usual in rates) if form.facts.bitrates else (rates, usual) == ((), 0)
        check_target(tmp_path / f"a{form.facts.suffix}", usual or None, channels)


def test_the_page_about_phones() -> None:
    """The table of formats in docs/phone.md names every format, with its usual bit rates and what it carries."""
    page = (Path(__file__).parents[3] / "docs" / "phone.md").read_text("utf-8")
    table = page.partition("## Which format")[2].partition("\n## ")[0]
    told = {}
    for names, when, rates, carries in re.findall(r"^\| (`\..*?) \| (.*?) \| (.*?) \| (.*?) \|$", table, re.MULTILINE):
        for suffix in re.findall(r"`(\.\w+)`", names):
            told[suffix] = (rates, carries, re.findall(r"needs the extra `(\w+)`", when))
    assert told == {
        form.facts.suffix: (
            ", ".join(map(str, form.facts.usual_bitrates)) if form.facts.bitrates else "all of the sound",
            ", ".join(form.facts.carries) or "nothing",
            [form.facts.extra.name] if form.facts.extra else [],
        )
        for form in FORMATS
    }
