"""Parts of a script to be heard by its writer."""

from __future__ import annotations

import pytest

from coach.app.editing.excerpt import Extent, excerpt, segment_of_line
from coach.errors import PlanError
from coach.plan import lay_out, outline
from coach.plan.outline import Outline
from coach.script.reader import parse_routine
from coach.script.routine import Location

SCRIPT = """\
# Hips

## Warm-up

- Rest both palms. (20s)

## Piriformis (each side)

> [!CAUTION]
> Tingling is the nerve.

- Find the edge. (20s)
- Rest there lightly,
  and let the weight build. (4 breaths)
  > Slow, deep breaths.

## Close

- Rest. (30s)
"""


def line_of(location: Location) -> int:
    """The line of a location."""
    return location.line


@pytest.fixture(scope="module")
def whole() -> Outline:
    """The outline of the script."""
    return outline(parse_routine(SCRIPT))


def words(whole: Outline, extent: Extent, line: int) -> list[str]:
    """The words that are heard of a line of the text."""
    part = excerpt(whole, extent, segment_of_line(whole, line, line_of), line, line_of)
    return [line.text for segment in part.segments for line in segment.lines]


def test_a_line(whole: Outline) -> None:
    """Of a line its words are heard, and nothing of the time that its step lasts."""
    assert words(whole, "line", 12) == ["Find the edge."]
    assert words(whole, "line", 13) == words(whole, "line", 14) == ["Rest there lightly, and let the weight build."]
    assert words(whole, "line", 15) == ["Slow, deep breaths."]
    part = excerpt(whole, "line", segment_of_line(whole, 12, line_of), 12, line_of)
    assert lay_out(part).length < 3000


def test_words_of_a_step(whole: Outline) -> None:
    """Of a step all words are heard, the client's too."""
    assert words(whole, "words", 13) == ["Rest there lightly, and let the weight build.", "Slow, deep breaths."]


def test_an_area(whole: Outline) -> None:
    """An area is heard on the side of the step, with its cautions and its times."""
    assert words(whole, "area", 13)[2:] == [
        "Tingling is the nerve.", "Find the edge.", "Rest there lightly, and let the weight build.",
        "Slow, deep breaths.",
    ]  # fmt: skip
    part = excerpt(whole, "area", segment_of_line(whole, 13, line_of), 13, line_of)
    assert lay_out(part).length > 60_000
    assert [section.name for section in lay_out(part).sections] == ["Piriformis, left side"]


def test_from_here_on(whole: Outline) -> None:
    """From a step on, the cautions that govern it are heard first, then all that follows."""
    heard = words(whole, "onwards", 13)
    assert heard[:2] == ["Tingling is the nerve.", "Rest there lightly, and let the weight build."]
    assert heard[-1] == "Rest."
    assert "Find the edge." in heard  # on the other side


def test_nothing_to_hear(whole: Outline) -> None:
    """Above all that is spoken there is nothing to hear, and that is said."""
    with pytest.raises(PlanError, match="Nothing is spoken"):
        segment_of_line(whole, 0, line_of)


@pytest.mark.parametrize("extent", ["line", "words", "step", "area", "onwards"])
def test_every_excerpt_has_a_plan(whole: Outline, extent: Extent) -> None:
    """Whatever is asked for of whatever step can be laid out on the clock, or is refused with a sentence."""
    for number, segment in enumerate(whole.segments):
        try:
            part = excerpt(whole, extent, number, segment.location.line, line_of)
        except PlanError:
            assert not segment.lines
        else:
            assert lay_out(part).length > 0
