"""`coach remind pause`, `resume`, `snooze` and `skip`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from tests.cli.remind.commands import Remind, data


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
