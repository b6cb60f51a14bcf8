"""Documents as people have them become what their writers meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.intake import make_draft, read_document, write_script
from tests.intake.expectations import Script

DATA = Path(__file__).parent / "data"
EXPECTED = sorted(DATA.glob("*.expect.json"))


def imported(name: str) -> Script:
    """The script a document of the test data becomes."""
    return Script(write_script(make_draft(read_document((DATA / name).read_bytes(), name))))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.removesuffix(".expect.json"))
def test_every_expectation_holds(path: Path) -> None:
    """What is to be spoken, a caution, silent, timed, sided, repeated and kept is so; and the words fit their times."""
    script = imported(path.name.removesuffix(".expect.json"))
    assert script.fails(json.loads(path.read_text("utf-8"))) == []
    assert not script.overruns


def test_the_other_side_of_nothing_does_not_hide_what_follows() -> None:
    """A line that asks for the other side before there is any step leaves the later ones their steps."""
    text = (
        "# Legs\n\nRepeat on the other side.\n\n- Press the left heel.\n- Lift the toes.\n\nRepeat on the other side.\n"
    )
    script = write_script(make_draft(read_document(f"{text}\n- Roll the foot.\n".encode(), "a.md")))
    assert script.index("(each side)") < script.index("- Press the left heel") < script.index("- Roll the foot")
