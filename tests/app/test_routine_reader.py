"""The routines as a page shows them: read in the background, and as they are now."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from coach.app import routine_reader
from coach.app.routine_reader import RoutineReader
from coach.app.routines import Routines
from coach.settings import Settings


def test_a_studio_that_was_never_read_is_shown_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read so far is shown without waiting for the rest; a script that is added later appears."""
    monkeypatch.setattr(routine_reader, "FRESH", 0.0)
    go_on, read = threading.Event(), routine_reader._read

    def read_later(routines: Routines) -> None:
        assert go_on.wait(60)
        read(routines)

    monkeypatch.setattr(routine_reader, "_read", read_later)
    (tmp_path / "scripts").mkdir()
    for number in range(100):
        (tmp_path / "scripts" / f"own-{number:02}.md").write_text(f"- Press number {number}. (20s)\n")
    reader = RoutineReader(Settings(studio=tmp_path))
    first = reader.shelf(patience=0)
    assert first.unread > 0
    go_on.set()
    shelf = reader.shelf(patience=60)
    assert shelf.unread == 0
    names = [routine.name for routine in shelf.routines]
    assert names == sorted(names)
    assert sum(name.startswith("own-") for name in names) == 100
    (tmp_path / "scripts" / "own-99.md").unlink()
    (tmp_path / "scripts" / "zebra.md").write_text("- Stripes. (20s)\n")
    go_on.clear()
    assert reader.search(["stripes"], []) == []  # not read yet: only its first look
    go_on.set()
    assert "zebra" in {routine.name for routine in reader.shelf(patience=60).routines}
    assert reader.search(["stripes"], []) == ["zebra"]
    assert "own-99" not in {routine.name for routine in reader.shelf().routines}
