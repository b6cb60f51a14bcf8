"""The text of a cover: the title and the length of a session, set within a circle."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from coach.units import MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

    from coach.output.formats.palette import Colour
    from coach.plan import Plan

# Lengths are fractions of the picture's width.
_CIRCLE = 0.205
"""The radius of the circle for the text."""
_SIZES = (0.064, 0.058, 0.052, 0.047, 0.042, 0.037, 0.032)
_SMALL = 0.031
"""The font size of the length."""
_LEADING = 1.15
_SPACE = 0.020
"""The gap above the length."""
_CAPITAL = 0.7
"""The height of a capital, as a fraction of the font size."""
_MOST_LETTERS, _MOST_LINES = 80, 4
_READABLE = 9
"""The smallest font size in pixels; smaller text is left out."""
_PLAIN = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212\u00a0", "------ ")
"""Characters that Pillow's own font lacks, and their replacements."""


def write(picture: Image, plan: Plan, colour: Colour) -> None:
    """Draw the title and the length in the middle; a title with letters that the font lacks is left out.

    All of it is left out of a small picture, and if Pillow was built without FreeType; its wheels have it.
    """
    from PIL import ImageDraw, features

    size = picture.width
    if _SMALL * size < _READABLE or not features.check("freetype2"):
        return
    small = _letters(_SMALL * size)
    title = " ".join(plan.title.translate(_PLAIN).split())
    if len(title) > _MOST_LETTERS:
        title = title[:_MOST_LETTERS].rpartition(" ")[0] + "…"
    readable = title not in ("", "…") and all(_has(small, letter) for letter in set(title))
    lines, font = _set(title, size) if readable else ([], small)
    draw = ImageDraw.Draw(picture)
    fill = tuple(round(part) for part in colour)
    length = f"{max(round(plan.length / MINUTE), 1)} min"
    if not lines:
        draw.text((size / 2, size / 2), length, fill, _letters(_SIZES[0] * size), "mm")
        return
    # The top of the first line's capitals is as far from the centre as the bottom of the length.
    height = _height(lines, font, size)
    y = (size - height) / 2 + font.size * _CAPITAL
    for line in lines:
        draw.text((size / 2, y), line, fill, font, "ms")
        y += font.size * _LEADING
    draw.text((size / 2, (size + height) / 2), length, fill, small, "ms")


def _height(lines: list[str], font: FreeTypeFont, size: int) -> float:
    """The height from the top of the title to the bottom of the length."""
    return (len(lines) - 1) * font.size * _LEADING + font.size * _CAPITAL + (_SPACE + _SMALL) * size


def _set(title: str, size: int) -> tuple[list[str], FreeTypeFont]:
    """The title in lines, and the largest font in which they fit; no lines if none fits."""
    ways = list(_breaks(title))
    for part in _SIZES:
        font = _letters(part * size)
        for lines in ways:
            if _fits(lines, font, size):
                return lines, font
    return [], font


def _breaks(title: str) -> Iterator[list[str]]:
    """Ways to break the title: few lines before many, even lines before uneven ones."""
    for hyphens in (False, True):
        ways = {
            tuple(textwrap.wrap(title, width, break_long_words=False, break_on_hyphens=hyphens))
            for width in range(1, len(title) + 1)
        }
        for lines in sorted(ways, key=lambda way: (len(way), max(map(len, way)), way)):
            if len(lines) <= _MOST_LINES:
                yield list(lines)


def _fits(lines: list[str], font: FreeTypeFont, size: int) -> bool:
    radius = _CIRCLE * size
    for number, line in enumerate(lines):
        top = number * font.size * _LEADING - _height(lines, font, size) / 2
        far = max(abs(top), abs(top + font.size * _CAPITAL))
        if far >= radius or font.getlength(line) > 2 * (radius**2 - far**2) ** 0.5:
            return False
    return True


def _has(font: FreeTypeFont, letter: str) -> bool:
    """Whether the font has a glyph for this letter, rather than a box."""
    mask, box = font.getmask(letter), font.getmask("\uffff")
    return mask.size != box.size or bytes(mask) != bytes(box)


def _letters(size: float) -> FreeTypeFont:
    """Aileron, which comes with Pillow: it has little more than the English letters."""
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # always so with FreeType
    return font
