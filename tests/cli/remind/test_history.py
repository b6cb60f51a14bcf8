"""`coach remind history`."""

from __future__ import annotations

from datetime import datetime

from tests.cli.remind.commands import Remind, data


def test_history_has_weekly_minutes(remind: Remind) -> None:
    """`history --json` has six weeks of minutes, beginning on Mondays, and the aim."""
    assert remind("history").err == "Nothing has been spoken yet.\n"
    told = data(remind("history", "--json"))
    assert told["firings"] == []
    assert told["target_minutes"] == 10
    assert len(told["weeks"]) == 6
    assert all(datetime.fromisoformat(week["from"]).weekday() == 0 for week in told["weeks"])
