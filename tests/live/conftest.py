"""What the tests of running sessions share."""

from __future__ import annotations

import pytest

from coach.output.players import ring


@pytest.fixture(autouse=True)
def _patient_player(monkeypatch: pytest.MonkeyPatch) -> None:
    """A player in this process waits for what is rendered, however long a busy machine lets that stand still."""
    monkeypatch.setattr(ring, "PATIENCE", 30)
