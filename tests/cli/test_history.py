"""`coach history` tells what was done, how far it came, and how to go on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coach.cli.app import coach
from coach.errors import CoachError
from coach.remind.do_not_disturb import guided_session
from coach.storage.database import Database
from coach.storage.session_records import begin, finish, keep, leave


@pytest.fixture(autouse=True)
def _zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")


def run(folder: Path, *arguments: str) -> Result:
    """What the command does with that data folder."""
    words = ["history", *arguments, "--data-dir", str(folder)]
    return CliRunner().invoke(coach, words, prog_name="coach", catch_exceptions=False)


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
    assert [line.split("  ", 2)[2].split() for line in lines[:3]] == [
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


def test_a_note_is_kept_with_its_session(tmp_path: Path) -> None:
    """A note and how it was stay with the last session, or with the one that is named; empty texts remove them."""
    sat(tmp_path, "neck", timedelta(days=2), "finished")
    sat(tmp_path, "hips", timedelta(days=1), "finished")
    assert "Kept with Hips, yesterday" in run(tmp_path, "--note", "Left hip softer.\n\n\n\nMore next time. ").stdout
    run(tmp_path, "neck", "--rating", "7")
    run(tmp_path, "--session", "1", "--note", "Aß <b>x</b> \u05d0 🙂")
    rows = {row["routine"]: row for row in json.loads(run(tmp_path, "--json").stdout)}
    assert (rows["hips"]["note"], rows["hips"]["rating"]) == ("Left hip softer.\n\nMore next time.", None)
    assert (rows["neck"]["note"], rows["neck"]["rating"], rows["neck"]["id"]) == ("Aß <b>x</b> \u05d0 🙂", 7, 1)
    shown = run(tmp_path).stdout
    assert "finished, 7 of 10\n   " in shown
    assert "      Left hip softer." in shown
    assert "Removed from" in run(tmp_path, "--session", "1", "--note", "", "--rating", "").stdout
    assert json.loads(run(tmp_path, "--session", "1", "--json").stdout)[0]["rating"] is None


REFUSED = [
    (["--rating", "11"], "from 0 to 10, not '11'"),
    (["--rating", "-1"], "from 0 to 10, not '-1'"),
    (["--rating", "7.5"], "from 0 to 10, not '7.5'"),
    (["--note", "x" * 5001], "5001 letters; 5000 is the most"),
    (["--note", "a\x1b[31m"], "cannot be seen"),
    (["--note", "a", "--session", "99"], "no session 99 in the history"),
    (["--note", "a", "--forget"], "use one of them"),
    (["--before", "2026-01-01"], "need --forget"),
    (["--before", "soon", "--forget"], "'soon' is not a day; write it like 2026-01-01"),
    (["--forget", "--session", "99", "--yes"], "no session 99 in the history"),
    (["--forget", "--limit", "3", "--yes"], "--limit is for showing"),
    (["--forget"], "This would forget 1 session. Add --yes"),
    (["nothing", "--note", "a"], "No session of 'nothing' yet"),
]


def test_what_cannot_be_noted_or_forgotten_is_a_sentence(tmp_path: Path) -> None:
    """Wrong ratings, notes and mixtures of options are refused in a sentence, and nothing changes."""
    sat(tmp_path, "neck", timedelta(days=2), "finished")
    for arguments, said in REFUSED:
        try:
            outcome = run(tmp_path, *arguments)
            told = outcome.stderr if outcome.exit_code else ""
        except CoachError as error:
            told = str(error)
        assert said in told
    assert [(row["note"], row["rating"]) for row in json.loads(run(tmp_path, "--json").stdout)] == [("", None)]


def test_forgotten_sessions_are_gone(tmp_path: Path) -> None:
    """One, those of a routine, those before a day, or all are deleted; others stay, and what plays now stays."""
    for number, routine in enumerate(["neck", "hips", "hips", "back", "feet"]):
        sat(tmp_path, routine, timedelta(days=10 - number), "finished")
    sat(tmp_path, "scalp", timedelta(0), "playing")
    run(tmp_path, "--session", "4", "--note", "secret")

    def there() -> list[str]:
        return [row["routine"] for row in json.loads(run(tmp_path, "--json").stdout)]

    assert run(tmp_path, "--forget", "--session", "2", "--yes").stdout == "Forgotten: 1 session.\n"
    assert there() == ["scalp", "feet", "back", "hips", "neck"]
    assert json.loads(run(tmp_path, "hip", "--forget", "--yes", "--json").stdout) == {"forgotten": 1}
    day = (datetime.now(UTC) - timedelta(days=8)).date()
    assert "1 session." in run(tmp_path, "--forget", "--before", str(day), "--yes").stdout
    assert there() == ["scalp", "feet", "back"]
    with guided_session(tmp_path):
        assert "2 sessions, 1 of them with notes" in run(tmp_path, "--forget", "--yes").stdout
        assert there() == ["scalp"]
    assert "nothing to forget" in run(tmp_path, "feet", "--forget", "--yes").stderr


def test_in_a_narrow_terminal_each_session_keeps_its_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that are broken into lines stand with their notes, and nothing is wider than the terminal."""
    sat(tmp_path, "deep-hip-release-with-a-long-name", timedelta(days=2), "left")
    sat(tmp_path, "neck", timedelta(days=1), "finished")
    run(tmp_path, "--session", "1", "--note", "Softer on the left side than it was the last time we met here.")
    monkeypatch.setenv("COLUMNS", "40")
    shown = run(tmp_path, "--limit", "2").stdout.partition("\nTo resume")[0]
    assert max(map(len, shown.splitlines())) <= 40
    assert "Softer on the left side than it" in shown.partition("deep-hip")[2]
