"""The colours of a cover: one hue for each routine, and the others in harmony with it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from hashlib import blake2b

Colour = tuple[float, float, float]
"""Red, green and blue as sRGB from 0 to 255."""

_SALT = b"68385"
"""Chosen so that the built-in routines have clearly different colours."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one cover."""

    ground: Colour
    """The paper at the edge."""
    glow: Colour
    """The paper in the middle."""
    words: Colour
    middle: Colour
    """Areas of no side, or of both sides at once."""
    left: Colour
    right: Colour
    breath: Colour
    line: Colour
    """The raked lines around the areas."""


def palette(name: str) -> Palette:
    """The colours of a routine, by its name: always the same, on a dark or a light background."""
    digest = blake2b(name.encode("utf-8", "surrogatepass"), salt=_SALT).digest()
    hue, turn = digest[0] / 256 * 360, digest[1] / 256 * 30 - 15
    # Left is warm and right is cool on every cover, as the program's own voice and breath are.
    left, right = 50 + turn, 180 + turn
    if digest[2] % 3:
        return Palette(
            ground=oklch(0.27, 0.05, hue), glow=oklch(0.36, 0.065, hue), words=oklch(0.96, 0.02, 85),
            middle=oklch(0.93, 0.03, 85), left=oklch(0.70, 0.13, left), right=oklch(0.76, 0.09, right),
            breath=oklch(0.67, 0.085, hue), line=oklch(0.46, 0.06, hue),
        )  # fmt: skip
    return Palette(
        ground=oklch(0.90, 0.033, hue), glow=oklch(0.97, 0.014, hue), words=oklch(0.30, 0.06, hue),
        middle=oklch(0.38, 0.07, hue), left=oklch(0.60, 0.135, left), right=oklch(0.60, 0.085, right),
        breath=oklch(0.70, 0.095, hue), line=oklch(0.80, 0.06, hue),
    )  # fmt: skip


def oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """A colour in OKLCH; a colour outside sRGB is made paler. https://bottosson.github.io/posts/oklab/"""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long, middle, short = (
        (lightness + x * a + y * b) ** 3
        for x, y in ((0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.2914855480))
    )
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    if not all(-1e-4 <= part <= 1.0001 for part in linear) and chroma > 0:
        return oklch(lightness, max(chroma - 0.005, 0.0), hue)
    red, green, blue = (255 * _curve(min(max(part, 0.0), 1.0)) for part in linear)
    return red, green, blue


def _curve(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
