"""`coach remind add`, `edit` and `remove`, run as a person runs them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.remind.commands import Remind, Script, data, names, on_a_terminal


def test_add_says_what_was_made_and_when_it_speaks(remind: Remind) -> None:
    """One line makes a reminder; the answer says when, what, the next time, and that reminders are not running."""
    result = remind("add", "breath-break", "--at", "15:30,11:00", "--days", "mon-fri")
    assert result.code == 0, result.err
    assert re.fullmatch(
        r"Added 'breath-break': at 11:00, 15:30 on mon-fri\. "
        r'It says "Time for Breath break\." and guides it for 1 min \d+ s\. '
        r"Next: (today|tomorrow|Mon \d+ \w+) (11:00|15:30), in .+\.\n",
        result.out,
    )
    assert "Reminders are not running yet. `coach remind install`" in result.err


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
        (["breath-break", "--every", "2h", "--between", "9:00-9:00"], "ends when it begins"),
        (["breath-break", "--between", "9:00-18:00"], "Say when"),
        (["breath-break", "--once", "2020-01-01 8:00"], "has passed already"),
        (["breath-break", "--once", "2026-02-30 8:00"], "There is no day 2026-02-30"),
        (["breath-break"], "Say when: with --at 11:00"),
        ([], "Name a routine"),
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


def test_remove_keeps_history(remind: Remind) -> None:
    """A removed reminder is gone with its snooze, and what it did is still told."""
    remind("add", "breath-break", "--every", "1h")
    remind("skip")
    remind("snooze", "5")
    assert remind("remove", "breath").out.startswith("Removed 'breath-break' (every 1 h).")
    assert names(remind) == []
    assert data(remind("next", "--json")) == []
    assert data(remind("history", "breath-break", "--json"))["firings"][0]["outcome"] == "skipped"


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
