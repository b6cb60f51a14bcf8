"""Hearing a part of a script that is being written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.app.editing.excerpt import excerpt, segment_of_line
from coach.app.editing.preview import Heard, Previews
from coach.errors import SessionConflict
from coach.plan import outline
from coach.plan.outline import Outline
from coach.script.reader import parse_routine
from coach.script.routine import Location
from coach.settings import Settings


def line_of(location: Location) -> int:
    """The line of a location."""
    return location.line


def part(text: str, line: int) -> Outline:
    """The words of one line."""
    whole = outline(parse_routine(text))
    return excerpt(whole, "line", segment_of_line(whole, line, line_of), line, line_of)


@pytest.fixture(scope="module")
def previews(shared_cache: Path, model: Path) -> Iterator[Previews]:
    """Previews by the packaged voice."""
    made = Previews(Settings(cache_dir=shared_cache, voice=f"piper:{model.stem}", client_voice="same", player="silent"))
    yield made
    made.close()


def ended(previews: Previews, seconds: float = 30) -> Heard:
    """What is left when it has ended."""
    deadline = time.monotonic() + seconds
    while previews.heard().state != "silent" and time.monotonic() < deadline:
        time.sleep(0.02)
    return previews.heard()


def test_a_line_is_played(previews: Previews) -> None:
    """A line is voiced, played, and over; meanwhile its place in the text is known."""
    first = previews.play(part("- Rest. (20s)\n- Ease off. (5s)\n", 2), line_of)
    assert (first.state, first.trouble) == ("voicing", None)
    lines = set()
    while (heard := previews.heard()).state != "silent":
        lines.add(heard.line)
        time.sleep(0.02)
    assert lines <= {None, 2}
    assert 2 in lines
    assert previews.heard() == Heard("silent", first.number)


def test_a_new_one_ends_the_one_before(previews: Previews) -> None:
    """Only one is heard at a time, and any can be stopped at once."""
    long = outline(parse_routine("- Rest. (90s)\n"))
    first = previews.play(long, line_of)
    second = previews.play(long, line_of)
    assert second.number == first.number + 1
    began = time.monotonic()
    previews.stop()
    assert time.monotonic() - began < 9
    assert ended(previews) == Heard("silent", second.number)


def test_a_session_goes_first(tmp_path: Path) -> None:
    """Nothing is played over a session."""
    previews = Previews(Settings(cache_dir=tmp_path, player="silent"), lambda: "Deep hip release")
    with pytest.raises(SessionConflict, match="Deep hip release"):
        previews.play(part("- Rest. (20s)\n", 1), line_of)
    previews.close()


def test_trouble_is_a_sentence(tmp_path: Path) -> None:
    """A voice that is not there is told, and the next line can be tried."""
    previews = Previews(Settings(cache_dir=tmp_path, voice="nobody", player="silent"))
    previews.play(part("- Rest. (20s)\n", 1), line_of)
    trouble = ended(previews).trouble
    previews.close()
    assert trouble is not None
    assert "nobody" in trouble
