"""What the tests of the store share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is to be; its folder is not there yet."""
    return tmp_path / "data" / "coach.db"
