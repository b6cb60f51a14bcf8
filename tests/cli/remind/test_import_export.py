"""`coach remind export`, `import` and `calendar`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.cli.remind.commands import Remind, Script, data


def test_export_and_import(remind: Remind, tmp_path: Path, script: Script) -> None:
    """What is exported can be imported elsewhere, and is then the same; twice is refused, unless it replaces."""
    path = script("- Rest. (5s)", 'odd "name" ü.md')
    remind("add", "breath-break", "--at", "11:00", "--also", "every 2 h between 22:00-6:00 on fri", "--nudge")
    remind("add", path, "--once", "2999-01-01 8:00", "--say", 'Say "ah" \\ 🧘')
    remind("pause", "breath-break")
    remind("pause", "odd", "2999-01-01")
    text = remind("export").out
    assert 'when = ["at 11:00", "every 2 h between 22:00-6:00 on fri"]' in text
    assert remind("export", "-o", "mine.toml").out == "Wrote mine.toml: 2 reminders.\n"
    assert (tmp_path / "mine.toml").read_text("utf-8") == text
    before = data(remind("list", "--json"))
    again = remind("import", "mine.toml")
    assert again.code == 1
    assert "--replace" in again.err
    assert data(remind("list", "--json")) == before
    elsewhere = {"COACH_DATA_DIR": str(tmp_path / "other")}
    assert remind("import", "mine.toml", env=elsewhere).out.startswith("Read mine.toml: 2 reminders.")
    assert data(remind("list", "--json", env=elsewhere)) == before
    remind("add", "breath-break", "--at", "12", "--name", "more")
    assert remind("import", "mine.toml", "--replace").code == 0
    assert data(remind("list", "--json")) == before


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"", "contains no [[reminder]]"),
        (b"\x00\xff\x00", "is not a file of reminders"),
        (b"[[reminder]\n", "is not a file of reminders"),
        (b"hello = 1\n", "contains something other"),
        (b"reminder = 3\n", "contains something other"),
        (b"[[reminder]]\nname = 'b'\nroutine = 'breath-break'\n", "reminder 2: 'when' is missing."),
        (b"[[reminder]]\nname = 'b'\nroutine = 'breath-break'\nwhen = 'at 25:00'\n", "'25:00' is not a time of day"),
        (b"[[reminder]]\nname = 'b'\nroutine = 'nowhere'\nwhen = 'at 9:00'\n", "There is no routine 'nowhere'"),
        (b"[[reminder]]\nname = 'A'\nroutine = 'breath-break'\nwhen = 'at 9:00'\n", "two reminders 'A'"),
        (b"[[reminder]]\nname = 'b'\nroutine = 'breath-break'\nwen = 'at 9:00'\n", "Did you mean 'when'?"),
        (b"[[reminder]]\nname = 3\nroutine = 'breath-break'\nwhen = 'at 9:00'\n", "'name' cannot be 3."),
        (b'[[reminder]]\nname = "a\\u0007b"\nroutine = "breath-break"\nwhen = "at 9:00"\n', "cannot be seen"),
        (b"[[reminder]]\nname = 'old'\nroutine = 'breath-break'\nwhen = 'at 9:00'\n", "'old'"),
    ],
)
def test_a_broken_file_changes_nothing(remind: Remind, tmp_path: Path, text: bytes, complaint: str) -> None:
    """Where one reminder of a file cannot be taken, none is, and all that was there stays."""
    remind("add", "breath-break", "--at", "11:00", "--name", "old")
    before = remind("list", "--json").out
    good = b"[[reminder]]\nname = 'a'\nroutine = 'breath-break'\nwhen = 'at 8:00'\n"
    (tmp_path / "x.toml").write_bytes(good + text if text.startswith(b"[[reminder]]") else text)
    result = remind("import", "x.toml")
    assert result.code == 1
    assert complaint in result.err
    assert "Traceback" not in result.err
    assert remind("list", "--json").out == before
    assert remind("import", "not-there.toml").code == 1


def test_calendar(remind: Remind, tmp_path: Path) -> None:
    """The calendar file has an event for each time of day with the routine's title, and the traps are told."""
    remind("add", "breath-break", "--at", "11:00,15:30", "--days", "mon-fri")
    result = remind("calendar", "-o", "coach.ics")
    assert result.code == 0, result.err
    assert result.out == "Wrote coach.ics: 2 events.\n"
    assert "Google Calendar discards the alarms" in result.err
    text = (tmp_path / "coach.ics").read_text("utf-8")
    assert text.count("BEGIN:VALARM") == 2
    assert "SUMMARY:Breath break" in text
    assert "TZID:Europe/Berlin" in text
    assert remind("calendar", "-o", "nowhere/x.ics").code == 1
    assert remind("remove", "breath-break").code == 0
    assert "no reminders yet" in remind("calendar", "-o", "y.ics").err


def test_a_calendar_follows_skip_pause_and_edit(remind: Remind, tmp_path: Path) -> None:
    """A skipped time is left out, an edited one is the same event, both raised; with all paused nothing is written."""
    remind("add", "breath-break", "--at", "11:00")
    seen = []
    for change in (["skip", "breath-break"], ["edit", "breath-break", "--at", "10:30"]):
        assert remind("calendar", "-o", "coach.ics").code == 0
        seen.append(_event(tmp_path / "coach.ics"))
        assert remind(*change).code == 0
    assert remind("calendar", "-o", "coach.ics").code == 0
    first, skipped, edited = *seen, _event(tmp_path / "coach.ics")
    assert skipped.start - first.start == timedelta(days=1)
    assert (edited["UID"], edited.start.hour) == (first["UID"], 10)
    assert edited["SEQUENCE"] > skipped["SEQUENCE"] > first["SEQUENCE"]
    assert remind("pause", "breath-break").code == 0
    result = remind("calendar", "-o", "none.ics")
    assert result.code == 1
    assert "No reminder would be in the calendar: all are paused or over." in result.err
    assert not (tmp_path / "none.ics").exists()


def _event(path: Path) -> Any:
    """The only event of a calendar file."""
    (event,) = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return event
