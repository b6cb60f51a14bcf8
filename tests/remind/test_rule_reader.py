from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import ReminderError
from coach.remind.rule import EVERY_DAY, MIDNIGHT, MINUTE, At, Every, Once
from coach.remind.rule_reader import parse_rule, rules_from

NOW = datetime(2026, 7, 1, 13, 0, 20)
HOUR = timedelta(hours=1)
WEEKDAYS = frozenset(range(5))


def test_an_edited_export_is_read_with_patience() -> None:
    """A rule that a person wrote is read with the freedom there is on the command line."""
    assert parse_rule("At 9am and 3.30 pm on weekdays") == At((time(9), time(15, 30)), WEEKDAYS)
    assert parse_rule("every 1h30 between 9 to 17 on Mon") == parse_rule("every 90 min between 9:00-17:00 on mon")


@pytest.mark.parametrize(
    "text",
    ["", "at", "at 25:00", "at 9:00 on", "at 9:00 on nothing", "every", "every 0 min", "every 2 h between 9:00-9:00",
     "every 2 h between 9:00", "once", "once 20:00", "once tomorrow 8:00", "once 2027-02-29 8:00", "at 9:00\x00",
     "daily 9:00", "at 9:00\nat 10:00"],
)  # fmt: skip
def test_what_is_no_rule_is_refused(text: str) -> None:
    """A rule that makes no sense, or depends on the day it is read, is refused in a sentence."""
    with pytest.raises(ReminderError, match=r"\.$"):
        parse_rule(text)


@given(st.text(), st.sampled_from(["", "at ", "every ", "once ", "at 9:00 on ", "every 2 h between "]))
def test_any_text_is_a_rule_or_refused(text: str, beginning: str) -> None:
    """Whatever stands in a file is a rule or a ReminderError fit for a terminal, never another error."""
    try:
        rule = parse_rule(beginning + text)
    except ReminderError as error:
        assert str(error).isprintable()
    else:
        assert parse_rule(str(rule)) == rule


def test_rules_from_options() -> None:
    """The options make a rule for the times, one for the interval and one for each date; days go to the first two."""
    assert rules_from("15:30,11:00", None, None, "mon-fri", None) == (At((time(11), time(15, 30)), WEEKDAYS),)
    assert rules_from(("15:30", "11"), None, None, None, ()) == (At((time(11), time(15, 30)), EVERY_DAY),)
    assert rules_from((), "2h", "9:00-18:00", "weekdays", None) == (Every(2 * HOUR, time(9), time(18), WEEKDAYS),)
    assert rules_from(None, "45 min", None, None, None) == (Every(45 * MINUTE, MIDNIGHT, MIDNIGHT, EVERY_DAY),)
    dates = ("2026-12-02 8:00", "2026-12-01 20:00", "2026-12-01 8pm")
    assert rules_from(None, None, None, None, dates) == (
        Once(datetime(2026, 12, 1, 20)),
        Once(datetime(2026, 12, 2, 8)),
    )
    assert rules_from(None, None, None, None, "20:00", NOW) == (Once(datetime(2026, 7, 1, 20)),)
    several = rules_from("8", "2h", "9-17", "mon", "2026-12-01 20:00")
    assert list(map(str, several)) == [
        "at 8:00 on mon", "every 2 h between 9:00-17:00 on mon", "once 2026-12-01 20:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "every", "between", "days", "once"),
    [
        (None, None, None, None, None),
        ((), None, None, None, ()),
        ("", None, None, None, None),
        (None, "", None, None, None),
        (None, "0", None, None, None),
        (None, None, "9-18", None, None),
        ("9:00", None, "9-18", None, None),
        (None, None, None, "mon", None),
        (None, None, None, "mon", "2026-12-01 20:00"),
        ("9:00", None, None, "", None),
        (None, "2h", "9-9", None, None),
        (None, None, None, None, "20:00"),
        (("9:00", "25:00"), None, None, None, None),
    ],
)
def test_options_that_do_not_fit_are_refused(
    at: str | tuple[str, ...] | None, every: str | None, between: str | None, days: str | None, once: str | None
) -> None:
    """Options that say nothing, or contradict one another, are refused in a sentence."""
    with pytest.raises(ReminderError, match=r"\.$"):
        rules_from(at, every, between, days, once)


def test_a_date_behind_is_refused_where_the_time_is_known() -> None:
    """A single date that has passed would never speak, so it is not accepted."""
    with pytest.raises(ReminderError, match="passed already"):
        rules_from(None, None, None, None, "2026-06-30 20:00", NOW)
