"""The cover: the session's plan, drawn around a clock face."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.output.formats.palette import palette
from coach.units import SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.output.formats.palette import Colour, Palette
    from coach.plan import Plan

    Floats = NDArray[np.float32]

# Lengths are fractions of the picture's width; angles are fractions of a turn, from twelve o'clock.
MIDDLE, LEFT, RIGHT = 0.313, 0.268, 0.358
"""The radius at which an area is drawn: left sides inside the ring, right sides outside."""
BAND = 0.076

_GAP, _SEAM = 0.014, 0.005
"""The gap between sections, and between the areas of one section."""
_CORNER = 0.014
_INSET = 0.009
"""The least distance of words and chimes from the ends of their area."""
_SHORE = 0.010
"""The gap between an area and the breaths outside it."""
_HIGH, _LOW = 0.065, 0.014
"""The largest and the smallest height of breaths."""
_BREAK = 5 * SECOND
"""A pause that separates two groups of breaths."""
_SHOULDER = 0.020
"""Turns over which a group of breaths rises."""
_THREAD = 0.0020
"""Half the width of the line that shows words."""
_BEADS, _APART = (0.0026, 0.0055), 15 * SECOND
"""The smallest and the largest radius of a chime; and the milliseconds between chimes that must not touch."""
_RAKE = 0.0165
"""The distance between the raked lines."""
_STEPS = 1 << 14
"""Points around the clock: a quarter of a pixel apart at 1400 pixels."""
_ROWS = 64
"""Rows painted at a time, so that what is being painted stays in the processor's cache."""
_FINEST = 700
"""Smaller pictures are drawn at least this many pixels wide and then reduced, so that they look like large ones."""
_MOST = 0.1
"""The largest file, in bytes a pixel: 196 kB at 1400 pixels."""
_QUALITIES = (84, 76, 64, 48, 30)
"""JPEG qualities to try: the first whose file is not too large is used."""


def cover(plan: Plan, size: int = 1400) -> bytes:
    """A square JPEG, `size` pixels wide: always the same for the same plan.

    One turn is the whole session. Each area is an arc, words are a line along it, chimes are holes in it, and breaths
    are a swell outside it. Every player shows baseline JPEG, and a PNG would be several times as large.
    """
    from PIL import Image

    from coach.output.formats.lettering import write

    colours = palette(plan.name)
    times = max(-(-_FINEST // size), 1)
    picture = Image.fromarray(_face(_around(plan, colours), colours, size * times)).reduce(times)
    write(picture, plan, colours.words)
    for quality in _QUALITIES:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= _MOST * max(size, 1400) ** 2:
            break
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class _Around:
    """What is drawn at each of `_STEPS` points around the clock; arrays of shape (_STEPS,)."""

    radius: Floats
    """The radius of the area's band."""
    inside: Floats
    """Turns to the nearer end of the area; below 0 between areas."""
    half: Floats
    """Turns from the middle of the area to its ends."""
    tone: Floats
    """The area's colour, shape (_STEPS, 3)."""
    voice: Floats
    """Turns to the nearest words; 0 within them."""
    chime: Floats
    """Turns to the nearest chime."""
    bead: float
    """The radius of a chime."""
    swell: Floats
    """The height of the breath."""
    slope: Floats
    """How much that height changes per turn."""
    tide: Floats
    """How far out areas and breaths reach, smoothed."""


def _around(plan: Plan, colours: Palette) -> _Around:
    total = max(plan.length, 1)
    at: Floats = (np.arange(_STEPS, dtype=np.float32) + np.float32(0.5)) / np.float32(_STEPS)
    radius = np.full(_STEPS, MIDDLE, np.float32)
    inside = np.full(_STEPS, -1, np.float32)
    half = np.zeros(_STEPS, np.float32)
    tone = np.zeros((_STEPS, 3), np.float32)
    rooms = []
    places = {"left": (LEFT, colours.left), "right": (RIGHT, colours.right), None: (MIDDLE, colours.middle)}
    titles = {title: number for number, title in enumerate(dict.fromkeys(span.title for span in plan.sections))}
    for number, span in enumerate(plan.sections):
        first, last = span.start / total, span.end / total
        here = slice(round(first * _STEPS), round(last * _STEPS))
        radius[here], colour = places[span.side]
        # Neighbours differ a little; an area has one tone on both sides.
        tone[here] = np.array(colour) * (0.93 if titles[span.title] % 2 else 1.0)
        before, after = plan.sections[number - 1], plan.sections[(number + 1) % len(plan.sections)]
        gaps = [_SEAM if other is not span and other.whole == span.whole else _GAP for other in (before, after)]
        early, late = (min(gap / (4 * np.pi * MIDDLE), (last - first) / 4) for gap in gaps)
        first, last = first + early, last - late
        inside[here], half[here] = np.minimum(at[here] - first, last - at[here]), (last - first) / 2
        inset = min(_INSET / (2 * np.pi * LEFT), (last - first) / 2)
        rooms.append((first + inset, last - inset))
    voice, chime = np.ones(_STEPS, np.float32), np.ones(_STEPS, np.float32)
    for cue in plan.cues:
        first, last = cue.start / total, cue.end / total
        least, most = rooms[cue.section]
        if cue.kind == "say" and first < most and last > least:
            first, last = max(first, least), min(last, most)
            np.minimum(voice, np.maximum(np.abs(at - (first + last) / 2) - (last - first) / 2, 0), out=voice)
        elif cue.kind == "chime":
            np.minimum(chime, np.abs(at - min(max(first, least), most)), out=chime)
    swell = _swell(plan, at)
    bead = 2 * np.pi * MIDDLE * _APART / total / 2
    slope = (np.roll(swell, -1) - np.roll(swell, 1)) * (_STEPS / 2)
    tide = _smooth(radius + BAND / 2 + swell, 0.006)
    return _Around(radius, inside, half, tone, voice, chime, min(max(bead, _BEADS[0]), _BEADS[1]), swell, slope, tide)


def _swell(plan: Plan, at: Floats) -> Floats:
    """The height of the breaths: one rounded shape for a group of them, and, if there is room, a hill for each."""
    total = max(plan.length, 1)
    breaths = [cue for cue in plan.cues if cue.kind == "breath"]
    longest = max((cue.end - cue.start for cue in breaths), default=0) / total
    # Narrow hills would look like a comb.
    single = min(max(120 * longest - 1, 0), 1)
    swell = np.zeros(_STEPS, np.float32)
    group = 0
    for number, cue in enumerate(breaths):
        here = slice(round(cue.start / total * _STEPS), round(cue.end / total * _STEPS))
        way = np.clip((at[here] * total - cue.start) / max(cue.end - cue.start, 1), 0, 1)
        before, after = cue.lungs
        wave = 1 - np.cos(np.pi * (before + (after - before) * way))
        swell[here] = single * min(1.2 * longest, _HIGH / 2) * wave
        if number + 1 < len(breaths) and breaths[number + 1].start - cue.end <= _BREAK:
            continue
        first, last = breaths[group].start / total, cue.end / total
        here = slice(round(first * _STEPS), round(last * _STEPS))
        ends = np.minimum(at[here] - first, last - at[here]) / min(_SHOULDER, (last - first) / 2 + 1e-9)
        shell = np.sqrt(1 - (1 - np.clip(ends, 0, 1)) ** 2)
        swell[here] += (1 - single) * shell * min(max(1.2 * (last - first), _LOW), _HIGH)
        group = number + 1
    return swell


def _smooth(values: Floats, width: float) -> Floats:
    """`values` around the clock, smoothed over about `width` turns."""
    waves = np.arange(_STEPS // 2 + 1)
    return np.fft.irfft(np.fft.rfft(values) * np.exp(-2 * (np.pi * waves * width) ** 2), _STEPS).astype(np.float32)


def _face(around: _Around, colours: Palette, size: int) -> NDArray[np.uint8]:
    """The picture without its text, shape (size, size, 3)."""
    across = ((np.arange(size, dtype=np.float32) + 0.5) / size - 0.5)[None, :]
    face = np.empty((size, size, 3), np.uint8)
    for top in range(0, size, _ROWS):
        down = across[0, top : top + _ROWS, None]
        step = (np.arctan2(across, -down) * (_STEPS / 2 / np.pi)).astype(np.int32) % _STEPS
        face[top : top + _ROWS] = _paint(np.hypot(across, down), step, around, colours, size)
    return face


def _paint(r: Floats, step: NDArray[np.int32], around: _Around, colours: Palette, size: int) -> NDArray[np.uint8]:
    """The colours of the points at radius `r` and at point `step` around the clock."""
    circle = 2 * np.pi * r
    glow = np.exp(-((r / 0.4) ** 2))[..., None]
    picture = np.asarray(colours.ground, np.float32) * (1 - glow) + np.asarray(colours.glow, np.float32) * glow

    def lay(colour: Colour | Floats, part: Floats) -> None:
        nonlocal picture
        picture += (np.asarray(colour, np.float32) - picture) * part[..., None]

    def within(distance: Floats) -> Floats:
        """How much of a pixel is inside an edge that is `distance` away."""
        part: Floats = np.clip(0.5 - distance * size, 0, 1)
        return part

    # Raked lines, which follow the outline of areas and breaths.
    tide = around.tide[step]
    beyond = r - tide
    level = MIDDLE + BAND / 2
    row = (r - level - (tide - level) * np.exp(-np.maximum(beyond, 0) / 0.14)) / _RAKE
    fade = np.clip(row - 0.7, 0, 1) * np.clip(1.2 - beyond / 0.28, 0, 1)
    lay(colours.line, within(np.abs(row - np.rint(row)) * _RAKE - 0.0012) * fade)

    swell, reach = around.swell[step], around.radius[step] + BAND / 2 + _SHORE
    steep = np.hypot(1, around.slope[step] / np.maximum(circle, 1e-3))
    lay(colours.breath, within((r - reach - swell) / steep) * within(reach - r) * (swell > 0))

    # An area is a box with round corners, bent around the centre.
    inside, out = around.inside[step] * circle, np.abs(r - around.radius[step])
    corner = np.minimum(_CORNER, around.half[step] * circle)
    x, y = corner - inside, out - BAND / 2 + corner
    box = np.hypot(np.maximum(x, 0), np.maximum(y, 0)) + np.minimum(np.maximum(x, y), 0) - corner
    band = within(box)
    lay(around.tone[step], band)
    thread = within(np.hypot(out, around.voice[step] * circle) - _THREAD) * 0.6
    hole = within(np.hypot(out, around.chime[step] * circle) - around.bead)
    lay(colours.ground, np.maximum(thread, hole) * band)
    painted: NDArray[np.uint8] = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    return painted
