"""`coach remind status`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coach.remind.daemon_lock import present
from coach.storage.database import Database
from coach.storage.firings import claim, set_watermark
from coach.storage.reminders import add_reminder
from tests.cli.remind.commands import Remind, Script, data


def test_status_tells_that_nothing_waits(remind: Remind, tmp_path: Path) -> None:
    """Without a waiting process `status` says so and what to do, and for each reminder what comes next and why."""
    remind("add", "breath-break", "--at", "11:00")
    remind("add", "breath-break", "--at", "12:00", "--name", "silent")
    remind("pause", "silent")
    result = remind("status")
    assert result.code == 0, result.err
    assert "Reminders are not running" in result.out
    assert "coach remind run" in result.out
    assert re.search(r"^breath-break  next (today|tomorrow) 11:00", result.out, re.MULTILINE)
    assert re.search(r"^silent +paused until you resume it", result.out, re.MULTILINE)
    told = data(remind("status", "--json"))
    assert told["waiting"]["running"] is False
    assert {"service", "held_back", "unknown", "reminders"} <= set(told)
    assert [row["reminder"] for row in told["reminders"]] == ["breath-break", "silent"]


def test_status_names_a_routine_that_is_gone(remind: Remind, script: Script) -> None:
    """A reminder whose script was deleted is pointed out before it is due."""
    path = script("- Rest. (5s)", "mine.md")
    remind("add", path, "--at", "11:00")
    path.unlink()
    assert "there is no such file" in remind("status").out
    assert remind("list").code == 0


def test_status_tells_of_an_unknown_time_zone(remind: Remind) -> None:
    """Where the computer's time zone cannot be known, `status` says by which one it goes, and why."""
    assert "Times are those of Europe/Berlin.\n" in remind("status").out
    unknown = {"TZ": "Nowhere/Land"}
    assert "Times are those of UTC. This computer's time zone is not known" in remind("status", env=unknown).out
    told = data(remind("status", "--json", env=unknown))
    assert told["zone"] == "UTC"
    assert "Nowhere/Land" in told["zone_problem"]


def test_what_is_in_doubt_about_the_zone_is_told_where_times_are(remind: Remind, tmp_path: Path) -> None:
    """`add`, `next`, `list` and `calendar` say in one line that the zone is not sure, and no library says more."""
    unknown = {"TZ": "Nowhere/Land"}
    for command in (
        ["add", "breath-break", "--at", "11:00"],
        ["next"],
        ["list"],
        ["calendar", "-o", tmp_path / "x.ics"],
    ):
        result = remind(*command, env=unknown)
        assert result.code == 0, result.err
        first, *others = result.err.splitlines()
        assert first.startswith("This computer's time zone is not known, so Coach uses UTC (")
        assert not [line for line in others if not line.startswith(("- ", "Reminders are not running"))]


def test_what_is_held_back_is_not_over(remind: Remind, tmp_path: Path) -> None:
    """A reminder whose last time waits for a call to end is due, and not over, in every list; spoken, it is over."""
    folder, now = tmp_path / "data", datetime.now(UTC)
    due = (now - timedelta(minutes=4)).replace(second=0, microsecond=0)
    folder.mkdir()
    with Database(folder / "coach.db") as db:
        once = [f"once {due:%Y-%m-%d %H:%M}"]
        held = add_reminder(db, "held", "breath-break", once, now=now - timedelta(hours=1))
        set_watermark(db, now)
    zone, since = {"TZ": "UTC"}, f"due since (today|yesterday) {due.hour}:{due:%M}"
    with present(folder):
        for command in ("status", "list"):
            told = remind(command, env=zone).out
            assert re.search(rf"^held .*({since})", told, re.MULTILINE), told
            assert "over" not in told
        assert re.search(rf"'held' is ({since}), and was not spoken yet", remind("next", env=zone).err)
        with Database(folder / "coach.db") as db:
            assert claim(db, held, due, now)
        assert "over: it will not speak again" in remind("status", env=zone).out
        assert "all times are over" in remind("next", env=zone).err
