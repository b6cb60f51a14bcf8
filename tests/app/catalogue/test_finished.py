"""Finished sessions, as they are read by whoever publishes them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from coach.app.catalogue.catalogue import Catalogue
from coach.app.catalogue.finished import finished_sessions
from coach.app.catalogue.job import Workplace
from coach.app.timeline import timeline
from coach.errors import ObjectStoreError
from coach.script import read_routine
from coach.session import Session
from tests.app.catalogue.workshop import outcomes, requests, settings
from tests.object_server import ObjectServer


@pytest.mark.parametrize("kind", ["folder", "s3"])
def test_a_catalogue_is_read_as_it_was_made(kind: str, s3: ObjectServer, tmp_path: Path) -> None:
    """Each session comes with its files, whole, and the timeline of its plan; what has no record is left out."""
    given = settings(tmp_path)
    out = str(tmp_path / "out") if kind == "folder" else f"s3://bucket/{tmp_path.name}"
    place = Workplace(out, "flac", captions=True)
    outcomes(Catalogue(place, requests(16, None)), given)
    sessions = {session.file: session for session in finished_sessions(out)}
    assert set(sessions) == {f"{name}{length}.flac" for name in ("one", "two") for length in ("", "-0-min-16-s")}
    short = sessions["one-0-min-16-s.flac"]
    assert (short.routine, short.minutes, short.guidance) == ("one", 16 / 60, "learn")
    assert short.voices["guide"] == "hibari:heart"
    assert short.timeline["length"] == 16_000
    assert set(short.files) == {f"one-0-min-16-s.{suffix}" for suffix in ("flac", "lrc", "vtt")}
    for name, told in short.files.items():
        short.copy(name, tmp_path / "copy")
        assert hashlib.sha256((tmp_path / "copy").read_bytes()).hexdigest() == told["sha256"]
    plan = Session(read_routine(tmp_path / "scripts" / "two.md"), None, given).plan()
    assert plan.exact
    assert sessions["two.flac"].timeline == timeline(plan, "self")
    for path in (tmp_path / "out").glob("one.*"):
        path.unlink()
    if kind == "folder":
        assert "one.flac" not in {session.file for session in finished_sessions(out)}
        with pytest.raises(ObjectStoreError, match=r"one\.flac is no longer in .*/out\. Make the catalogue again"):
            sessions["one.flac"].copy("one.flac", tmp_path / "copy")


def test_there_is_nothing_in_an_empty_folder(tmp_path: Path) -> None:
    """A folder without a catalogue has no sessions."""
    assert list(finished_sessions(str(tmp_path / "none"))) == []
