"""`coach remind`, run as a person runs it."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from coach.store.database import Database
from coach.store.firings import snooze
from coach.store.reminders import find_reminder
from tests.conftest import ROOT, Coach, Outcome

Remind = Callable[..., Outcome]
Script = Callable[..., Path]


@pytest.fixture
def remind(coach: Coach, tmp_path: Path) -> Remind:
    """Runs `coach remind` in Berlin, with a data folder of its own."""

    def run(*arguments: str | Path, env: dict[str, str] | None = None, timeout: float = 240) -> Outcome:
        environ = {"COACH_DATA_DIR": str(tmp_path / "data"), "TZ": "Europe/Berlin"} | (env or {})
        return coach("remind", *arguments, env=environ, timeout=timeout)

    return run


def data(result: Outcome) -> Any:
    """What a command printed for programs."""
    assert result.code == 0, result.err
    return json.loads(result.out)


def names(remind: Remind) -> list[str]:
    """The names of all reminders."""
    return [row["reminder"] for row in data(remind("list", "--json"))]


def test_add_says_what_was_made_and_when_it_speaks(remind: Remind) -> None:
    """One line makes a reminder; the answer says when, what, and the next time, and that nobody waits for it yet."""
    result = remind("add", "breath-break", "--at", "15:30,11:00", "--days", "mon-fri")
    assert result.code == 0, result.err
    assert re.fullmatch(
        r"Added 'breath-break': at 11:00, 15:30 on mon-fri\. "
        r'It says "Time for Breath break\." and guides it for 1 min \d+ s\. '
        r"Next: (today|tomorrow|Mon \d+ \w+) (11:00|15:30), in .+\.\n",
        result.out,
    )
    assert "Nothing waits for it yet: `coach remind install`" in result.err


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


def test_a_reminder_needs_no_name_and_names_are_numbered(remind: Remind, script: Script) -> None:
    """Without --name it is called like its routine, with a number where that is taken; a file is kept by its path."""
    for _ in range(2):
        assert remind("add", "breath", "--at", "11").code == 0
    path = script("# My break\n\n- Rest. (5s)", "my break.md")
    assert remind("add", path, "--at", "noon").code == 0
    rows = data(remind("list", "--json"))
    assert [(row["reminder"], row["routine"]) for row in rows] == [
        ("breath-break", "breath-break"), ("breath-break-2", "breath-break"), ("my break", str(path)),
    ]  # fmt: skip
    taken = remind("add", "breath", "--at", "11", "--name", "BREATH-break")
    assert taken.code == 1
    assert "taken" in taken.err or "already" in taken.err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["breath-break", "--at", "25:00"], "'25:00' is not a time of day. Write it like 9:00"),
        (["breath-break", "--at", "11:60"], "'11:60' is not a time of day"),
        (["breath-break", "--at", ""], "is not a time of day"),
        (["breath-break", "--at", "11:00", "--days", ""], "is not a day of the week"),
        (["breath-break", "--at", "11:00", "--days", "someday"], "'someday' is not a day of the week"),
        (["breath-break", "--at", "١١:٠٠"], "is not a time of day"),
        (["breath-break", "--every", "0"], "'0' is not a length of time"),
        (["breath-break", "--every", "0h"], "once a minute at most"),
        (["breath-break", "--every", "2h", "--between", "9:00-9:00"], "ends where it begins"),
        (["breath-break", "--between", "9:00-18:00"], "Say when"),
        (["breath-break", "--once", "2020-01-01 8:00"], "has passed already"),
        (["breath-break", "--once", "2026-02-30 8:00"], "There is no day 2026-02-30"),
        (["breath-break"], "Say when: with --at 11:00"),
        ([], "Say which routine"),
        (["breth-break", "--at", "11:00"], "There is no routine 'breth-break'. Did you mean 'breath-break'?"),
        (["nowhere/x.md", "--at", "11:00"], "there is no such file"),
        (["breath-break", "--at", "11:00", "--name", "a\x1b[31mb"], "has characters in it that cannot be seen"),
        (["breath-break", "--at", "11:00", "--name", "a\u202eb"], "has characters in it that cannot be seen"),
        (["breath-break", "--at", "11:00", "--name", " "], "has from 1 to 60 letters"),
        (["breath-break", "--at", "11:00", "--name", "x" * 61], "has from 1 to 60 letters, not 61"),
        (["breath-break", "--at", "11:00", "--name", "30"], "reads as a time"),
        (["breath-break", "--at", "11:00", "--name", "until noon"], "without 'until'"),
        (["breath-break", "--at", "11:00", "--say", "🧘"], "There is nothing in '🧘' that can be spoken"),
        (["breath-break", "--at", "11:00", "--say", "a\nb"], "has characters in it that cannot be seen"),
        (["breath-break", "--also", "now and then"], "'now and then' does not say when"),
    ],
)
def test_nonsense_is_one_sentence_and_makes_nothing(remind: Remind, arguments: list[str], complaint: str) -> None:
    """What makes no sense is told in a sentence, with a non-zero exit, and no reminder is made."""
    result = remind("add", *arguments)
    assert result.code in (1, 2)
    assert complaint in result.err
    assert "Traceback" not in result.err
    assert result.out == ""
    assert "\x1b" not in result.err
    assert names(remind) == []


def test_names_may_be_in_any_writing(remind: Remind) -> None:
    """Emoji and right-to-left names are kept as they are, and found again."""
    for name in ("Schultern 🙆‍♀️", "תזכורת", "نفس عميق"):
        assert remind("add", "breath-break", "--at", "11:00", "--name", name).code == 0
        assert f"'{name}'" in remind("pause", name).out
    assert sorted(names(remind)) == sorted(["Schultern 🙆‍♀️", "תזכורת", "نفس عميق"])


@pytest.mark.parametrize("command", ["edit", "pause", "resume", "snooze", "skip", "remove", "test", "history"])
def test_a_reminder_that_is_not_there(remind: Remind, command: str) -> None:
    """Every command that takes a name answers one that is not there with a sentence and the nearest there is."""
    remind("add", "breath-break", "--at", "11:00")
    result = remind(command, "breth-brake", *(["--at", "12"] if command == "edit" else []))
    assert result.code == 1
    assert "'breth-brake'" in result.err
    assert "'breath-break'" in result.err
    assert len(result.err.strip().splitlines()) == 1


def test_edit_changes_what_is_given(remind: Remind) -> None:
    """New times keep the days, days keep the times, a further rule is added, and the rest stays."""
    remind("add", "breath-break", "--at", "11:00", "--days", "mon-fri")

    def edited(*arguments: str) -> Any:
        return data(remind("edit", "breath-break", *arguments, "--json"))

    assert edited("--at", "10:30")["when"] == ["at 10:30 on mon-fri"]
    assert edited("--days", "weekend")["when"] == ["at 10:30 on sat, sun"]
    assert edited("--also", "at 9:00 on mon")["when"] == ["at 10:30 on sat, sun", "at 9:00 on mon"]
    assert edited("--every", "90 min", "--between", "22-6", "--days", "daily")["when"] == [
        "every 90 min between 22:00-6:00"
    ]
    assert edited("--between", "9-17")["when"] == ["every 90 min between 9:00-17:00"]
    assert edited("--nudge", "--say", "Stand up!")["nudge"] is True
    assert edited("--guide")["say"] == "Stand up!"
    assert edited("--name", "stand")["reminder"] == "stand"
    assert "Nothing to change" in remind("edit", "stand", "--name", "stand").out
    assert remind("edit", "stand").code == 2
    assert remind("edit", "stand", "--at", "25:00").code == 1
    assert data(remind("list", "--json"))[0]["when"] == ["every 90 min between 9:00-17:00"]


def test_pause_and_resume(remind: Remind) -> None:
    """A pause silences one reminder or all, until a time or for good; `next` leaves it out and says so."""
    remind("add", "breath-break", "--every", "1h", "--name", "one")
    remind("add", "breath-break", "--every", "1h", "--name", "two")
    assert re.fullmatch(r"'one' is paused until tomorrow 0:00\.\n", remind("pause", "one", "tomorrow").out)
    paused = data(remind("list", "--json"))[0]
    assert paused["paused"] is True
    midnight = datetime.fromisoformat(paused["paused_until"])
    assert (midnight.hour, midnight.minute) == (0, 0)
    assert paused["next"] == paused["paused_until"]
    assert remind("pause").out == "'one' and 'two' are paused until you resume.\n"
    empty = remind("next")
    assert (empty.code, empty.out) == (0, "")
    assert "'one' is paused until you resume it." in empty.err
    assert data(remind("next", "--json")) == []
    assert remind("resume", "two").out.startswith("'two' is on again. Next: ")
    assert {row["reminder"] for row in data(remind("next", "--json"))} == {"two"}
    assert data(remind("resume", "--json"))[0]["paused"] is False
    assert remind("resume").out == "'one' and 'two' are not paused.\n"
    soon = datetime.now().astimezone() + timedelta(hours=2)
    until = data(remind("pause", "2h", "--json"))
    assert all(abs(datetime.fromisoformat(row["paused_until"]) - soon) < timedelta(minutes=1) for row in until)


@pytest.mark.parametrize("time", ["25:00", "-5", "0", "2020-01-01", "soon", "١٠"])
@pytest.mark.parametrize("command", ["pause", "snooze"])
def test_a_bad_time_to_wait(remind: Remind, command: str, time: str) -> None:
    """A pause or snooze that does not end ahead of now is refused in a sentence, with and without a name."""
    remind("add", "breath-break", "--at", "11:00")
    before = remind("list", "--json").out
    for words in ([time], ["breath-break", time], ["breath-break", "until", f"x{time}"]):
        result = remind(command, *words)
        assert result.code == 1, words
        assert "Traceback" not in result.err
        assert re.search(rf"'(until )?x?{re.escape(time)}", result.err)
        assert len(result.err.strip().splitlines()) == 1
    assert remind("list", "--json").out == before


def test_snooze(remind: Remind) -> None:
    """A snooze speaks again after so many minutes or at a time, the newest wins, and `next` gives it as the reason."""
    remind("add", "breath-break", "--once", "2999-01-01 8:00")
    for words, minutes in ((["5"], 5), (["breath-break", "10"], 10), (["breath", "30 min"], 30), ([], 5)):
        before = datetime.now().astimezone()
        result = remind("snooze", *words)
        assert result.code == 0, result.err
        first, second = data(remind("next", "--json"))
        late = datetime.fromisoformat(first["at"]) - before - timedelta(minutes=minutes)
        assert timedelta(seconds=-1) <= late < timedelta(seconds=30)
        assert first["why"].startswith("snoozed until ")
        assert second["why"] == "once 2999-01-01 08:00"
    refused = remind("snooze", "-5")
    assert refused.code == 1
    assert "'-5'" in refused.err
    remind("pause")
    assert "paused" in remind("snooze", "5").err
    assert remind("snooze", "--nonsense").code == 2


def test_which_reminder_is_snoozed_without_a_name(remind: Remind) -> None:
    """With several reminders none of which spoke lately, `snooze 5` asks which one."""
    remind("add", "breath-break", "--at", "11:00", "--name", "one")
    remind("add", "breath-break", "--at", "11:00", "--name", "two")
    result = remind("snooze", "5")
    assert result.code == 1
    assert result.err == "Which one? None spoke within the hour. There are one, two.\n"


def test_skip(remind: Remind) -> None:
    """`skip` takes out the next time and only that, which history tells; a snooze is skipped before it."""
    remind("add", "breath-break", "--every", "1h")
    before = data(remind("next", "--json"))
    skipped = data(remind("skip", "--json"))
    after = data(remind("next", "--json"))
    assert skipped["skipped"] == before[0]["at"]
    assert [row["at"] for row in after[:9]] == [row["at"] for row in before[1:]]
    [told] = data(remind("history", "--json"))["firings"]
    assert (told["outcome"], told["scheduled"]) == ("skipped", before[0]["at"])
    remind("snooze", "5")
    assert re.match(r"'breath-break' skips to", remind("skip", "breath").out)
    assert data(remind("next", "--json")) == after
    assert re.fullmatch(r"\w+ +\d+:00  breath-break  skipped.*", remind("history").out.splitlines()[0])


def test_remove_keeps_history(remind: Remind) -> None:
    """A removed reminder is gone with its snooze, and what it did is still told."""
    remind("add", "breath-break", "--every", "1h")
    remind("skip")
    remind("snooze", "5")
    assert remind("remove", "breath").out.startswith("Removed 'breath-break' (every 1 h).")
    assert names(remind) == []
    assert data(remind("next", "--json")) == []
    assert data(remind("history", "breath-break", "--json"))["firings"][0]["outcome"] == "skipped"


def test_history_has_weekly_minutes(remind: Remind) -> None:
    """`history --json` has six weeks of minutes, beginning on Mondays, and the aim."""
    assert remind("history").err == "Nothing has been spoken yet.\n"
    told = data(remind("history", "--json"))
    assert told["firings"] == []
    assert told["target_minutes"] == 10
    assert len(told["weeks"]) == 6
    assert all(datetime.fromisoformat(week["from"]).weekday() == 0 for week in told["weeks"])


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
        (b"", "holds no [[reminder]]"),
        (b"\x00\xff\x00", "is no file of reminders"),
        (b"[[reminder]\n", "is no file of reminders"),
        (b"hello = 1\n", "holds something else"),
        (b"reminder = 3\n", "holds something else"),
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


def on_a_terminal(tmp_path: Path, answers: list[tuple[str, str]], *arguments: str) -> str:
    """Run `coach remind` at a terminal: wait for each question, type its answer; all that was shown."""
    environ = {**os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "HOME": str(tmp_path), "PYTHONPATH": str(ROOT),
               "TZ": "Europe/Berlin"}  # fmt: skip
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "coach", "remind", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path, env=environ, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        shown, waiting = "", [*answers, ("", "")]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            ready, _, _ = select.select([ours], [], [], 0.1)
            try:
                piece = os.read(ours, 4096).decode("utf-8", "replace") if ready else ""
            except OSError:  # the other end is closed
                break
            shown += piece
            question, answer = waiting[0]
            if question and shown.rstrip().endswith(question):
                os.write(ours, f"{answer}\n".encode())
                waiting.pop(0)
        process.wait(10)
    os.close(ours)
    assert len(waiting) == 1, shown
    return shown


def test_add_asks_on_a_terminal(remind: Remind, tmp_path: Path) -> None:
    """Without options a few questions are asked, again after nonsense, and the reminder is made."""
    shown = on_a_terminal(
        tmp_path,
        [
            ("Which routine:", "brth"), ("Which routine:", "breath-break"),
            ("20:00):", "25:00"), ("20:00):", "every 2h"),
            ("[9:00-18:00]:", "9:00-9:00"), ("[9:00-18:00]:", ""),
            ("[daily]:", "nonsense"), ("[daily]:", "mon-fri"),
            ("[Y/n]:", "n"),
        ],
        "add",
    )  # fmt: skip
    assert "There is no routine 'brth'" in shown
    assert "'25:00' is not a time of day" in shown
    [made] = data(remind("list", "--json"))
    assert (made["reminder"], made["routine"], made["nudge"]) == ("breath-break", "breath-break", True)
    assert made["when"] == ["every 2 h between 9:00-18:00 on mon-fri"]


def test_status_tells_that_nothing_waits(remind: Remind, tmp_path: Path) -> None:
    """Without a waiting process `status` says so and what to do, and for each reminder what comes next and why."""
    remind("add", "breath-break", "--at", "11:00")
    remind("add", "breath-break", "--at", "12:00", "--name", "silent")
    remind("pause", "silent")
    result = remind("status")
    assert result.code == 0, result.err
    assert "Nothing waits" in result.out
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
    assert "Times are those of UTC. The time zone of this computer is not known" in remind("status", env=unknown).out
    told = data(remind("status", "--json", env=unknown))
    assert told["zone"] == "UTC"
    assert "Nowhere/Land" in told["zone_problem"]


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


SPOKEN = ["--player", "silent", "--voice", "system"]


def test_try_out_speaks_and_keeps_nothing(remind: Remind, script: Script) -> None:
    """`test` speaks and guides at once and leaves no trace; what cannot be spoken is told, and its line shown."""
    remind("add", script("# Short rest\n\n- Rest. (2s)", "rest.md"), "--at", "11:00", "--name", "quick")
    result = remind("test", "quick", *SPOKEN)
    assert result.code == 0, result.err
    assert re.fullmatch(r"'quick' was spoken and guided for \d s\.\n", result.out)
    assert re.fullmatch(r"\d+:\d\d  Time for Short rest\.\n", result.err)
    failed = remind("test", "quick", "--player", "silent", "--voice", "nobody")
    assert failed.code == 1
    assert "Time for Short rest." in failed.err
    assert "'quick' could not be spoken. There is no voice 'nobody'" in failed.err
    remind("edit", "quick", "--nudge", "--say", "Stand up!")
    told = data(remind("test", "quick", *SPOKEN, "--json"))
    assert (told["reminder"], told["outcome"], told["seconds"]) == ("quick", "nudged", 0)
    assert data(remind("history", "--json"))["firings"] == []


def waiting(tmp_path: Path, shared_cache: Path) -> subprocess.Popen[str]:
    """Begin `coach remind run`."""
    environ = {**os.environ, "COACH_DATA_DIR": str(tmp_path / "data"), "COACH_CACHE_DIR": str(shared_cache),
               "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "TZ": "Europe/Berlin"}  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "coach", "remind", "run", *SPOKEN],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environ,
    )  # fmt: skip


def due_soon(tmp_path: Path, name: str, seconds: int) -> None:
    """Have a reminder due in so many seconds: rules and commands know whole minutes only."""
    with Database(tmp_path / "data" / "coach.db") as db:
        now = datetime.now(UTC)
        snooze(db, find_reminder(db, name), now + timedelta(seconds=seconds), now)


def until(tmp_path: Path, remind: Remind, name: str, outcome: str) -> Any:
    """Wait until the history has this outcome of a reminder."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        firings = data(remind("history", "--json"))["firings"]
        if found := [told for told in firings if (told["reminder"], told["outcome"]) == (name, outcome)]:
            return found[0]
        time.sleep(0.2)
    raise AssertionError(firings)


def test_run_speaks_and_ends_when_told(remind: Remind, script: Script, tmp_path: Path, shared_cache: Path) -> None:
    """The waiting process speaks what is due, `status` sees it, and SIGTERM while it speaks ends it in two seconds."""
    remind("add", script("# Short\n\n- Rest. (1s)", "short.md"), "--at", "11:00", "--name", "short")
    remind("add", script("# Long\n\n- Rest. (60s)\n- Again. (60s)", "long.md"), "--at", "11:00", "--name", "long")
    due_soon(tmp_path, "short", 3)
    with waiting(tmp_path, shared_cache) as process:
        try:
            done = until(tmp_path, remind, "short", "done")
            assert done["seconds"] >= 1
            assert data(remind("status", "--json"))["waiting"]["running"] is True
            assert "The waiting process runs" in remind("status").out
            assert "Nothing waits" not in remind("add", "breath-break", "--at", "11:00").err
            assert "short" in remind("snooze", "30").out  # the one that spoke last
        finally:
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert data(remind("status", "--json"))["waiting"]["running"] is False  # seen at once
    assert "Waiting for 2 reminders: next " in err
    assert "Time for Short." in err
    due_soon(tmp_path, "long", 1)
    with waiting(tmp_path, shared_cache) as process:
        try:
            until(tmp_path, remind, "long", "speaking")
            began = time.monotonic()
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
    assert time.monotonic() - began < 3
    assert process.returncode == 0
    with waiting(tmp_path, shared_cache) as process:  # what was cut off without a word is told by the next one
        try:
            assert process.stderr is not None
            assert process.stderr.readline().startswith("Waiting for 3 reminders")
            until(tmp_path, remind, "long", "stopped")
        finally:
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err.strip().splitlines()[-1] == "Stopped."


def test_install_without_a_service_manager(remind: Remind) -> None:
    """Where the system has no services, as in a container, `install` says what to do instead; `uninstall` is calm."""
    if sys.platform != "linux":
        pytest.skip("systemd is for Linux")
    result = remind("install", env={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", "XDG_RUNTIME_DIR": "/nowhere"})
    assert result.code == 1
    assert "remind run" in result.err
    assert "Traceback" not in result.err
    assert remind("uninstall").code == 0


def test_a_key_skips_what_speaks(remind: Remind, script: Script, tmp_path: Path) -> None:
    """At a terminal the keys are told with the line, and k ends the reminder at once."""
    remind("add", script("# Long\n\n- Rest. (60s)", "long.md"), "--at", "11:00", "--name", "long")
    began = time.monotonic()
    shown = on_a_terminal(tmp_path, [("k skip", "k")], "test", "long", *SPOKEN)
    assert time.monotonic() - began < 30
    assert "Time for Long.   s snooze 5 min · k skip" in shown
    assert "'long' was ended." in shown
