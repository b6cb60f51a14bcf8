from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import ReminderError
from coach.remind.rule import DAY, EVERY_DAY, MIDNIGHT, MINUTE, At, Every, Once, Rule
from coach.remind.rule_reader import parse_rule

MINUTES = DAY // MINUTE
WEEKDAYS = frozenset(range(5))

times = st.integers(0, MINUTES - 1).map(lambda minute: time(*divmod(minute, 60)))
weeks = st.frozensets(st.integers(0, 6), min_size=1)
walls = st.datetimes(datetime(1970, 1, 1), datetime(2999, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0))
ranges = st.one_of(st.just((MIDNIGHT, MIDNIGHT)), st.tuples(times, times).filter(lambda ends: ends[0] != ends[1]))
repeats = st.builds(
    lambda minutes, ends, days: Every(minutes * MINUTE, ends[0], ends[1], days), st.integers(1, MINUTES), ranges, weeks
)
daily = st.builds(At, st.frozensets(times, min_size=1, max_size=5).map(lambda found: tuple(sorted(found))), weeks)
rules = st.one_of(daily, repeats, st.builds(Once, walls))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (At((time(11), time(15, 30)), WEEKDAYS), "at 11:00, 15:30 on mon-fri"),
        (At((time(9, 5),), EVERY_DAY), "at 9:05"),
        (At((MIDNIGHT,), frozenset({5, 6})), "at 0:00 on sat, sun"),
        (At((time(9),), frozenset({0, 1, 2, 4, 6})), "at 9:00 on mon-wed, fri, sun"),
        (Every(2 * 60 * MINUTE, time(9), time(18), frozenset({0, 2})), "every 2 h between 9:00-18:00 on mon, wed"),
        (Every(45 * MINUTE, MIDNIGHT, MIDNIGHT, EVERY_DAY), "every 45 min"),
        (Every(90 * MINUTE, time(22), MIDNIGHT, EVERY_DAY), "every 90 min between 22:00-0:00"),
        (Once(datetime(2026, 12, 1, 20, 0)), "once 2026-12-01 20:00"),
    ],
)
def test_a_rule_reads_like_a_sentence(rule: Rule, text: str) -> None:
    """A rule is shown as a person would say it, and that is read back."""
    assert str(rule) == text
    assert parse_rule(text) == rule


@given(rules)
def test_what_is_kept_is_what_comes_back(rule: Rule) -> None:
    """Every rule is the same after it was written down and read."""
    assert parse_rule(str(rule)) == rule


def test_a_rule_is_never_empty() -> None:
    """A rule without times or days, for which one would look in vain for ever, cannot be made."""
    with pytest.raises(ReminderError):
        At((), EVERY_DAY)
    with pytest.raises(ReminderError):
        At((time(9),), frozenset())
    with pytest.raises(ReminderError):
        Every(timedelta(hours=1), time(9), time(18), frozenset())


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("at 9:00, 15:30", [9, 15.5]),
        ("every 2 h between 9:00-17:00", [9, 11, 13, 15, 17]),
        ("every 2 h between 9:00-18:00", [9, 11, 13, 15, 17]),
        ("every 4 h between 22:00-6:00", [22, 26, 30]),
        ("every 1 h between 22:00-0:00", [22, 23, 24]),
        ("every 8 h", [0, 8, 16]),
        ("every 24 h", [0]),
        ("every 24 h between 9:00-8:00", [9]),
    ],
)
def test_minutes_of_a_day(text: str, hours: list[float]) -> None:
    """A range includes both its ends and runs into the next day if it must; the whole day has no second midnight."""
    rule = parse_rule(text)
    assert not isinstance(rule, Once)
    assert [minute / 60 for minute in rule.minutes] == hours
