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
