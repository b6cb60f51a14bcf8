"""What a person sees first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.app.home import home
from coach.app.routine_reader import RoutineReader
from coach.app.routines import listed
from coach.session_request import SessionRequest
from coach.settings import Settings
from coach.storage import session_records
from coach.storage.database import Database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with one script of one's own that can be read, and one that cannot."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "hips.md").write_text("- Press. (20s)\n")
    (tmp_path / "scripts" / "broken.md").write_text("- Press. (-20s)\n")
    made = Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", scripts_dir=tmp_path / "scripts")
    listed(made, lambda _: None)  # all is read
    return made


def record(db: Database, path: str, began: datetime, *, outcome: str) -> None:
    """Store a session."""
    number = session_records.begin(
        db, Path(path).stem, path, "A title", began, options=SessionRequest().as_values(), alone=True, length=100.0
    )
    session_records.keep(
        db, number, began, segment=3, words="x", past=0, section="Hips, left side", edits={}, played=50.0, length=100.0
    )
    if outcome != "playing":
        end = session_records.finish if outcome == "finished" else session_records.leave
        end(db, number, began)


def test_what_was_left_comes_first(settings: Settings) -> None:
    """A session that was left, or cut off with its process, can be gone on with, newest first; one that was finished
    is among the last ones only."""
    now = datetime.now(UTC)
    with Database(settings.database_path()) as db:
        record(db, "/a/left.md", now - timedelta(hours=3), outcome="left")
        record(db, "/a/done.md", now - timedelta(hours=2), outcome="finished")
        record(db, "/a/cut.md", now - timedelta(hours=1), outcome="playing")
        record(db, "/a/old.md", now - timedelta(days=30), outcome="left")
    seen = home(settings, RoutineReader(settings))
    assert [each.routine for each in seen.resumable] == ["cut", "left"]
    assert [(each.record.routine, each.outcome) for each in seen.last] == [
        ("old", "left"), ("cut", "cut"), ("done", "finished"), ("left", "left"),
    ]  # fmt: skip
    assert "hips" in {routine.name for routine in seen.shelf.routines}
    assert [sentence.startswith(f"{settings.scripts_dir}/broken.md:1:") for sentence in seen.troubles] == [True]
    assert seen.coming is None


def test_without_its_database_the_routines_are_still_there(settings: Settings) -> None:
    """Where sessions and reminders cannot be read, that is told, and the routines are shown."""
    settings.database_path().mkdir(parents=True)
    seen = home(settings, RoutineReader(settings))
    assert "hips" in {routine.name for routine in seen.shelf.routines}
    assert (seen.resumable, seen.last, seen.coming) == ((), (), None)
    assert any(str(settings.database_path()) in sentence for sentence in seen.troubles)
