"""The routines as a page shows them: read in the background, and as they are now."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from coach.app import routine_reader
from coach.app.routine_reader import RoutineReader
from coach.settings import Settings


def test_a_studio_that_was_never_read_is_shown_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read so far is shown without waiting for the rest; a script that is added later appears."""
    monkeypatch.setattr(routine_reader, "FRESH", 0.0)
    (tmp_path / "scripts").mkdir()
    for number in range(100):
        (tmp_path / "scripts" / f"own-{number:02}.md").write_text(f"- Press number {number}. (20s)\n")
    reader = RoutineReader(Settings(studio=tmp_path))
    first = reader.shelf(patience=0)
    assert first.unread > 0
    deadline = time.monotonic() + 30
    while (shelf := reader.shelf()).unread:
        assert time.monotonic() < deadline
    names = [routine.name for routine in shelf.routines]
    assert names == sorted(names)
    assert sum(name.startswith("own-") for name in names) == 100
    (tmp_path / "scripts" / "own-99.md").unlink()
    (tmp_path / "scripts" / "zebra.md").write_text("- Stripes. (20s)\n")
    assert reader.search(["stripes"], []) == []  # not read yet: only its first look
    assert "zebra" in {routine.name for routine in reader.shelf().routines}
    assert reader.search(["stripes"], []) == ["zebra"]
    assert "own-99" not in {routine.name for routine in reader.shelf().routines}
