"""`coach remind list` and `next`, and what any command says of reminders and stores that are not there."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.remind.commands import Remind, data


def test_next_lists_ten_with_reasons(remind: Remind) -> None:
    """`next` shows the coming ten of all reminders in their order, at the times asked for, each with its reason."""
    remind("add", "breath-break", "--at", "11:00,15:30", "--days", "mon-fri", "--name", "breathe")
    remind("add", "breath-break", "--every", "2h", "--between", "9:00-18:00", "--days", "sat,sun", "--name", "weekend")
    rows = data(remind("next", "--json"))
    assert len(rows) == 10
    times = [datetime.fromisoformat(row["at"]) for row in rows]
    assert times == sorted(times)
    for row, at in zip(rows, times, strict=True):
        assert at.utcoffset() in (timedelta(hours=1), timedelta(hours=2))
        assert row["routine"] == "breath-break"
        if row["reminder"] == "breathe":
            assert at.weekday() < 5
            assert f"{at:%H:%M}" in ("11:00", "15:30")
            assert row["why"] == "at 11:00, 15:30 on mon-fri"
        else:
            assert at.weekday() > 4
            assert at.hour in (9, 11, 13, 15, 17)
            assert row["why"] == "every 2 h between 9:00-18:00 on sat, sun"
    lines = remind("next", "-n", "3").out.splitlines()
    assert len(lines) == 3
    assert len({line.index(row["reminder"]) for line, row in zip(lines, rows, strict=False)}) == 1
    assert all(line.endswith(row["why"]) for line, row in zip(lines, rows, strict=False))


def test_list_is_a_small_table(remind: Remind) -> None:
    """`list` has a line for each rule, aligned, with what is done and when next; with none it says how to make one."""
    empty = remind("list")
    assert (empty.code, empty.out) == (0, "")
    assert "There are no reminders yet. Make one: coach remind add" in empty.err
    remind("add", "breath-break", "--at", "9am", "--also", "at 10:00 on sat")
    remind("add", "breath-break", "--name", "乾杯 🧘", "--once", "2999-01-02 8:00", "--nudge")
    first, second, third = remind("list").out.splitlines()
    assert re.fullmatch(r"breath-break  at 9:00                breath-break  next (today|tomorrow) 9:00", first)
    assert second == "              at 10:00 on sat"
    assert third == "乾杯 🧘       once 2999-01-02 08:00  says a line   next Wed 2 Jan 2999 8:00"


@pytest.mark.parametrize("command", ["edit", "pause", "resume", "snooze", "skip", "remove", "test", "history"])
def test_a_reminder_that_is_not_there(remind: Remind, command: str) -> None:
    """Every command that takes a name answers one that is not there with a sentence and the nearest there is."""
    remind("add", "breath-break", "--at", "11:00")
    result = remind(command, "breth-brake", *(["--at", "12"] if command == "edit" else []))
    assert result.code == 1
    assert "'breth-brake'" in result.err
    assert "'breath-break'" in result.err
    assert len(result.err.strip().splitlines()) == 1


def test_a_damaged_store_is_set_aside(remind: Remind, tmp_path: Path) -> None:
    """A store that is none is told and set aside, and the command goes on."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "coach.db").write_bytes(b"no database" * 1000)
    result = remind("list")
    assert result.code == 0
    assert "damaged" in result.err
    assert [path for path in (tmp_path / "data").iterdir() if "damaged" in path.name]


def test_a_data_folder_that_cannot_be_is_one_line(remind: Remind, tmp_path: Path) -> None:
    """Where the reminders cannot be kept, every command says so in one line."""
    (tmp_path / "file").write_text("")
    for command in (["list"], ["next"], ["status"], ["history"], ["add", "breath-break", "--at", "11"]):
        result = remind(*command, "--data-dir", tmp_path / "file")
        assert result.code == 1
        assert len(result.err.strip().splitlines()) == 1
        assert "Traceback" not in result.err
