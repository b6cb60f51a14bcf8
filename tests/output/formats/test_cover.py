"""Covers, drawn from real routines."""

from __future__ import annotations

import io
import math
from dataclasses import astuple, replace
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from coach.output.formats.cover import _STEPS, BAND, LEFT, MIDDLE, RIGHT, _swell, cover
from coach.output.formats.palette import palette
from coach.plan import Plan, lay_out, outline
from coach.script import parse_routine, read_routine
from tests.conftest import ROOT

ROUTINES = sorted((ROOT / "scripts").glob("*.md"))
LARGEST = 200_000


@cache
def plan(name: str) -> Plan:
    """The plan of a routine that is shipped."""
    return lay_out(outline(read_routine(ROOT / "scripts" / f"{name}.md")))


def pixels(picture: bytes) -> NDArray[np.float64]:
    """Red, green and blue of each pixel."""
    with Image.open(io.BytesIO(picture)) as image:
        return np.asarray(image.convert("RGB"), float)


def test_a_cover_is_a_plain_jpeg_and_always_the_same() -> None:
    """The longest routine's cover is a baseline JPEG of 1400 pixels under 200 kB, byte for byte the same each time."""
    picture = cover(plan("complete-session"))
    with Image.open(io.BytesIO(picture)) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", (1400, 1400), "RGB")
        assert not image.info.get("progressive")
    assert len(picture) < LARGEST
    assert picture == cover(plan("complete-session"))


def test_no_two_routines_look_alike() -> None:
    """Any two of the routines shipped differ as a listener sees them in a list: shrunk, and without their titles."""
    shown = {path.stem: pixels(cover(plan(path.stem), 64)) for path in ROUTINES}
    for one, other in combinations(shown, 2):
        assert shown[one].shape == (64, 64, 3)
        assert np.abs(shown[one] - shown[other]).mean() > 8, (one, other)


@pytest.mark.parametrize("name", ["deep-hip-release", "complete-session", "breath-break"])
def test_every_area_is_seen_at_its_time_and_on_its_side(name: str) -> None:
    """At the middle of each area's time, the ring has its side's colour at its side's place and is empty elsewhere."""
    it = plan(name)
    ink, shown = palette(it.name), pixels(cover(it))
    places = {"left": (LEFT, ink.left), "right": (RIGHT, ink.right), None: (MIDDLE, ink.middle)}

    def at(time: float, radius: float) -> NDArray[np.float64]:
        angle = 2 * math.pi * time / it.length
        x, y = (round(1400 * (0.5 + radius * part)) for part in (math.sin(angle), -math.cos(angle)))
        colour: NDArray[np.float64] = shown[y, x]
        return colour

    for span in it.sections:
        middle, (radius, colour) = (span.start + span.end) / 2, places[span.side]
        for aside in (-0.3, 0.3):  # in the middle there may be a chime
            assert np.abs(at(middle, radius + aside * BAND) - colour).max() < 40, span.name
        if span.side:
            beyond = RIGHT + 0.4 * BAND if span.side == "left" else LEFT - 0.4 * BAND
            assert np.abs(at(middle, beyond) - colour).max() > 40, span.name


def test_a_breath_is_drawn_as_full_as_the_lungs_are() -> None:
    """Its hill climbs through both breaths in, falls with the breath out, and is flat in the rest after it."""
    text = "---\nbreath: 6 in, 3 in, 9 out, 9 rest\n---\n- Sigh. (3 breaths)"
    it = lay_out(outline(parse_routine(text, Path("x.md"))))
    at = (np.arange(_STEPS, dtype=np.float32) + np.float32(0.5)) / np.float32(_STEPS)
    swell = _swell(it, at)
    first, second, out, rest, *_ = (
        swell[(at * it.length >= cue.start) & (at * it.length < cue.end)] for cue in it.cues if cue.kind == "breath"
    )
    rising = np.concatenate((first, second))
    assert (np.diff(rising) >= 0).all()
    assert (np.diff(out) <= 0).all()
    assert 0.6 < first.max() / rising.max() < 0.9
    assert rest.max() < 0.01 * rising.max()


def test_breaths_are_seen() -> None:
    """Without its breaths a session has another cover."""
    it = plan("breath-break")
    still = replace(it, cues=tuple(replace(cue, kind="rest") if cue.kind == "breath" else cue for cue in it.cues))
    difference = np.abs(pixels(cover(it, 64)) - pixels(cover(still, 64))).max(axis=2)
    assert (difference > 48).mean() > 0.04


@pytest.mark.parametrize("title", ["", " ", "漢字", "سلام", "Hips 💆", "a\0b\n\tc", "\ud800", "W" * 300, "word " * 99])
def test_odd_titles_are_left_out_or_set(title: str) -> None:
    """No title raises; one in letters that the font has not leaves the same cover as none at all."""
    it = replace(plan("scalp-rub"), title=title)
    picture = cover(it, 400)
    bare = cover(replace(it, title=""), 400)
    assert (picture == bare) == (not title.startswith("word"))


def test_dashes_are_set_as_the_font_can() -> None:
    """A dash or a hard space, which Pillow's letters have not, does not cost the title."""
    dashed, plain = (cover(replace(plan("scalp-rub"), title=title), 400) for title in ("A\u00a0–\u2011b", "A --b"))
    assert dashed == plain


def test_a_name_from_anywhere_has_colours() -> None:
    """A routine's name may be half a character, as from a broken file name, or empty: its colours can be shown."""
    inks = [palette(name) for name in ("", "\udcff", "нога/🦶", "x" * 300)]
    assert len(set(inks)) == len(inks)
    assert all(0 <= part <= 255 for ink in inks for colour in astuple(ink) for part in colour)
