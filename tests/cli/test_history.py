"""`coach history` tells what was done, how far it came, and how to go on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coach.cli.history import history
from coach.remind.do_not_disturb import guided_session
from coach.storage.database import Database
from coach.storage.session_records import begin, finish, keep, leave


@pytest.fixture(autouse=True)
def _zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")


def run(folder: Path, *arguments: str) -> Result:
    """What the command does with that data folder."""
    return CliRunner().invoke(history, [*arguments, "--data-dir", str(folder)], catch_exceptions=False)


def sat(folder: Path, routine: str, ago: timedelta, outcome: str, played: float = 754.0) -> None:
    """Keep a session."""
    with Database(folder / "coach.db") as db:
        at = datetime.now(UTC) - ago
        number = begin(db, routine, f"/scripts/{routine}.md", routine.title(), at, options={}, alone=True)
        keep(db, number, at, segment=4, words="Lean in.", past=0, section="Piriformis, left side", edits={},
             played=played, length=1800.0)  # fmt: skip
        if outcome != "playing":
            (finish if outcome == "finished" else leave)(db, number, at)


def test_nothing_done_is_a_sentence(tmp_path: Path) -> None:
    """Without a session there is a sentence, not an empty table; as data an empty list."""
    assert "No session yet" in run(tmp_path).stderr
    assert "No session of 'hips' yet" in run(tmp_path, "hips").stderr
    assert json.loads(run(tmp_path, "--json").stdout) == []


def test_what_was_done_is_told(tmp_path: Path) -> None:
    """When, what, how long, how it ended and how to go on, newest first; by the beginning of a name, by number."""
    sat(tmp_path, "deep-hip-release", timedelta(days=1), "left")
    sat(tmp_path, "neck", timedelta(minutes=9), "finished", 40.0)
    sat(tmp_path, "breath-break", timedelta(minutes=2), "playing")
    lines = run(tmp_path).stdout.splitlines()
    assert [line.split("  ", 1)[1].split() for line in lines[:3]] == [
        ["breath-break", "13", "min", "cut", "off", "at", "Piriformis,", "left", "side"],
        ["neck", "40", "s", "finished"],
        ["deep-hip-release", "13", "min", "left", "at", "Piriformis,", "left", "side"],
    ]
    assert lines[-2:] == ["  coach play breath-break --resume", "  coach play deep-hip-release --resume"]
    assert "--resume" not in run(tmp_path, "ne").stdout
    assert len(run(tmp_path, "deep").stdout.splitlines()) == 4
    assert len(run(tmp_path, "/scripts/neck.md").stdout.splitlines()) == 1
    rows = json.loads(run(tmp_path, "--json", "--limit", "2").stdout)
    assert [(row["routine"], row["outcome"], row["seconds"], row["resumable"]) for row in rows] == [
        ("breath-break", "cut", 754.0, True), ("neck", "finished", 40.0, False)
    ]  # fmt: skip


def test_what_plays_now_is_told_so(tmp_path: Path) -> None:
    """A session heard of a moment ago plays while somebody holds the lock, and was cut off where nobody does."""
    sat(tmp_path, "neck", timedelta(0), "playing")
    with guided_session(tmp_path):
        assert "playing now, Piriformis" in run(tmp_path).stdout
        assert "--resume" not in run(tmp_path).stdout
    assert "cut off at Piriformis" in run(tmp_path).stdout
