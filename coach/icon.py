"""The program's icon: the ring of a session's areas around a breath, as a drawing and as pixels."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

GROUND, SAND, LEFT, RIGHT = "#0a1716", "#d9d2be", "#d4844a", "#6cc7bd"
"""The colours: the ground, areas of no side, left sides, right sides."""
BREATH = ("#12302c", "#1f4a44", "#3a7a70")
"""The breath, from its outermost ring inwards."""

_AREAS = ((1, SAND), (2, LEFT), (2, RIGHT), (1, SAND), (1.5, LEFT), (1.5, RIGHT), (1, SAND))
"""Areas around the clock, from twelve o'clock: how long each lasts, and its colour."""
_GAP = 9
"""Degrees between two areas."""

# Lengths are fractions of the icon's width.
_CORNER, _RING, _BAND = 0.225, 0.335, 0.105
_BREATHS = (0.215, 0.175, 0.13)

_SIZES = (16, 24, 32, 48, 64, 128, 256)
"""The sizes within a Windows icon, in pixels."""


def icon_svg() -> str:
    """The icon as an SVG drawing."""
    size = 128.0
    ring = "".join(f'<path d="{_arc(begin, end, size)}" stroke="{colour}"/>' for begin, end, colour in _arcs())
    circles = "".join(
        f'<circle cx="64" cy="64" r="{radius * size:.4g}" fill="{colour}"/>'
        for radius, colour in zip(_BREATHS, BREATH, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128">'
        f'<rect width="128" height="128" rx="{_CORNER * size:.4g}" fill="{GROUND}"/>'
        f'<g fill="none" stroke-width="{_BAND * size:.4g}">{ring}</g>{circles}</svg>\n'
    )


def icon_ico() -> bytes:
    """The icon for Windows."""
    file = io.BytesIO()
    _drawn(_SIZES[-1]).save(file, "ICO", sizes=[(size, size) for size in _SIZES])
    return file.getvalue()


def icon_icns() -> bytes:
    """The icon for macOS."""
    file = io.BytesIO()
    _drawn(512).save(file, "ICNS")
    return file.getvalue()


def _arcs() -> list[tuple[float, float, str]]:
    """Where each area begins and ends, in degrees clockwise from twelve o'clock, and its colour."""
    whole = sum(length for length, _ in _AREAS)
    free = 360 - _GAP * len(_AREAS)
    arcs, at = [], _GAP / 2
    for length, colour in _AREAS:
        arcs.append((at, at + free * length / whole, colour))
        at += free * length / whole + _GAP
    return arcs


def _arc(begin: float, end: float, size: float) -> str:
    """The path of an arc in the middle of the ring."""
    points = [
        (size * (0.5 + _RING * math.sin(math.radians(at))), size * (0.5 - _RING * math.cos(math.radians(at))))
        for at in (begin, end)
    ]
    (x, y), (to_x, to_y) = points
    radius = size * _RING
    return f"M{x:.4g} {y:.4g}A{radius:.4g} {radius:.4g} 0 {int(end - begin > 180)} 1 {to_x:.4g} {to_y:.4g}"


def _drawn(size: int) -> Image:
    from PIL import Image, ImageDraw

    wide = size * 4  # drawn larger and reduced, for smooth edges
    picture = Image.new("RGBA", (wide, wide), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, wide - 1, wide - 1), _CORNER * wide, GROUND)
    for begin, end, colour in _arcs():
        draw.arc(_box(_RING + _BAND / 2, wide), begin - 90, end - 90, colour, round(_BAND * wide))
    for radius, colour in zip(_BREATHS, BREATH, strict=True):
        draw.ellipse(_box(radius, wide), colour)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def _box(radius: float, wide: int) -> tuple[float, float, float, float]:
    near, far = (0.5 - radius) * wide, (0.5 + radius) * wide
    return near, near, far, far
