"""What the tests of `coach remind` share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.remind.commands import Remind
from tests.conftest import Coach, Outcome


@pytest.fixture
def remind(coach: Coach, tmp_path: Path) -> Remind:
    """Runs `coach remind` in Berlin, with a data folder of its own."""

    def run(*arguments: str | Path, env: dict[str, str] | None = None, timeout: float = 240) -> Outcome:
        environ = {"COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "Europe/Berlin"} | (env or {})
        return coach("remind", *arguments, env=environ, timeout=timeout)

    return run
