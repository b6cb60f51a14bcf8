"""What the tests of reminders share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.remind.day import Day


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    """A Monday in November, nine in the morning in Berlin."""
    made = Day(tmp_path)
    yield made
    made.db.close()


@pytest.fixture
def routine(tmp_path: Path) -> Path:
    """A short routine."""
    path = tmp_path / "neck.md"
    path.write_text("# Neck\n\n- Let the head roll to one side. (6s)\n- And to the other. (6s)\n", "utf-8")
    return path
