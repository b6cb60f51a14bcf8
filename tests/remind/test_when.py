from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import ReminderError
from coach.remind.rule import MINUTE
from coach.remind.when import (
    parse_days,
    parse_instant,
    parse_interval,
    parse_range,
    parse_times,
    parse_until,
    until_instant,
)

NOW = datetime(2026, 7, 1, 13, 0, 20)
HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = frozenset(range(5))


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("11:00,15:30", [(11, 0), (15, 30)]), ("9", [(9, 0)]), ("9am", [(9, 0)]), ("12:30 pm", [(12, 30)]),
        ("12am", [(0, 0)]), ("12 PM", [(12, 0)]), ("noon", [(12, 0)]), ("midnight", [(0, 0)]), ("9.30", [(9, 30)]),
        ("9 a.m.", [(9, 0)]), ("3 pm, 9 and 11:15 10am", [(9, 0), (10, 0), (11, 15), (15, 0)]),
        ("9, 9:00, 9am,", [(9, 0)]), ("  23:59 ", [(23, 59)]),
    ],
)  # fmt: skip
def test_times(text: str, times: list[tuple[int, int]]) -> None:
    """Times of day are understood as people write them, sorted, each once."""
    assert parse_times(text) == tuple(time(*moment) for moment in times)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}), ("weekdays", {0, 1, 2, 3, 4}), ("weekend", {5, 6}), ("daily", set(range(7))),
        ("every day", set(range(7))), ("sat,sun", {5, 6}), ("fri-mon", {4, 5, 6, 0}), ("Monday Thursday", {0, 3}),
        ("mon – wed and sat", {0, 1, 2, 5}), ("tues to thurs", {1, 2, 3}), ("Mondays", {0}), ("sun-sun", {6}),
        ("weekend, mon", {5, 6, 0}), ("mon to sun", set(range(7))),
    ],
)  # fmt: skip
def test_days(text: str, days: set[int]) -> None:
    """Days are understood by name, by their beginning, as a range, and round the weekend."""
    assert parse_days(text) == days


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("2h", 120), ("90 min", 90), ("1h30", 90), ("1 hour 30 minutes", 90), ("hour", 60), ("1 min", 1),
     ("24h", 1440), ("120 s", 2), ("1.5 h", 90), ("½ h", 30), ("every 45 mins", 45)],
)  # fmt: skip
def test_intervals(text: str, minutes: int) -> None:
    """A length of time from one minute to a day is understood in hours and minutes."""
    assert parse_interval(text) == minutes * MINUTE


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("9:00-18:00", 9, 18), ("22-6", 22, 6), ("9am to 5pm", 9, 17), ("9 and 17", 9, 17), ("9 – noon", 9, 12),
     ("18:00-24:00", 18, 0), ("0:00-24:00", 0, 0), ("midnight-midnight", 0, 0)],
)  # fmt: skip
def test_ranges(text: str, start: int, end: int) -> None:
    """A range is two times; it may run over midnight, end there, or be the whole day."""
    assert parse_range(text) == (time(start), time(end))


@pytest.mark.parametrize(
    ("text", "wall"),
    [("2026-12-01 20:00", (12, 1, 20)), ("2026-12-01T20:00", (12, 1, 20)), ("2026-12-01 at 8pm", (12, 1, 20)),
     ("20:00", (7, 1, 20)), ("13:00", (7, 2, 13)), ("12:00", (7, 2, 12)), ("tomorrow 8:00", (7, 2, 8)),
     ("tomorrow at noon", (7, 2, 12)), ("today 20:00", (7, 1, 20))],
)  # fmt: skip
def test_instants(text: str, wall: tuple[int, int, int]) -> None:
    """A clock time alone is the next one; a day before it is that day."""
    assert parse_instant(text, NOW) == datetime(2026, *wall)


def test_the_leap_day() -> None:
    """The 29th of February is a day in the years that have it."""
    assert parse_instant("2028-02-29 8:00", NOW) == datetime(2028, 2, 29, 8)
    assert parse_instant("tomorrow 8:00", datetime(2028, 2, 28, 9)) == datetime(2028, 2, 29, 8)
    with pytest.raises(ReminderError, match="no day 2027-02-29"):
        parse_instant("2027-02-29 8:00", NOW)


@pytest.mark.parametrize(
    ("text", "wall"),
    [("30", NOW + HOUR / 2), ("30 min", NOW + HOUR / 2), ("2h", NOW + 2 * HOUR), ("for 2 h", NOW + 2 * HOUR),
     ("3 days", NOW + 72 * HOUR), ("90 s", NOW + HOUR / 40), ("1.5 h", NOW + 1.5 * HOUR),
     ("14:00", datetime(2026, 7, 1, 14)), ("until 14:00", datetime(2026, 7, 1, 14)),
     ("until 9", datetime(2026, 7, 2, 9)), ("9am", datetime(2026, 7, 2, 9)), ("12:00", datetime(2026, 7, 2, 12)),
     ("tomorrow", datetime(2026, 7, 2)), ("until tomorrow", datetime(2026, 7, 2)),
     ("2026-12-01", datetime(2026, 12, 1)), ("2026-12-01 8:00", datetime(2026, 12, 1, 8))],
)  # fmt: skip
def test_until(text: str, wall: datetime) -> None:
    """A pause ends after a length of time, at the next such clock time, or as a day begins."""
    assert parse_until(text, NOW) == wall


def test_a_snooze_runs_past_midnight() -> None:
    """Late in the evening, a length and a clock time both reach into the next day."""
    late = datetime(2026, 12, 31, 23, 50)
    assert parse_until("30", late) == datetime(2027, 1, 1, 0, 20)
    assert parse_until("0:20", late) == datetime(2027, 1, 1, 0, 20)


@pytest.mark.parametrize("text", ["30 min", "2h", "30"])
@pytest.mark.parametrize("now", ["2026-03-29T00:45", "2026-10-25T00:45", "2026-10-25T01:15", "2026-07-01T12:00"])
def test_a_length_is_as_long_on_any_day(text: str, now: str) -> None:
    """A pause of half an hour lasts half an hour while the clock is put forward or back."""
    start = datetime.fromisoformat(now).replace(tzinfo=UTC)
    length = 2 * HOUR if text == "2h" else HOUR / 2
    assert until_instant(text, start, BERLIN) == start + length


@pytest.mark.parametrize(
    ("now", "text", "until"),
    [
        ("2026-03-29T00:45", "2:30", "2026-03-29T01:00"),  # leapt over
        ("2026-10-24T23:45", "2:30", "2026-10-25T00:30"),  # the first of two
        ("2026-10-25T00:45", "2:30", "2026-10-26T01:30"),  # between the two, the clock shows 2:45
        ("2026-10-25T01:15", "2:30", "2026-10-25T01:30"),  # the clock shows 2:15 again
        ("2026-10-25T01:15", "3:30", "2026-10-25T02:30"),
    ],
)
def test_a_clock_time_lies_ahead_on_any_day(now: str, text: str, until: str) -> None:
    """A pause until a clock time that is leapt over or shown twice ends ahead, when the person would expect it."""
    start, end = (datetime.fromisoformat(at).replace(tzinfo=UTC) for at in (now, until))
    assert until_instant(text, start, BERLIN) == end


REFUSED: list[tuple[Callable[[str], object], list[str]]] = [
    (parse_times, ["25:00", "24:00", "9:60", "9:5", "13pm", "0am", "", ",", "930", "-9", "nine", "٩:٠٠", "9:00\x00",
                   "9\x1b[31m", "9:00\n", "\u202e9:00", "9:00 x", "9" * 5000]),
    (parse_days, ["", "m", "monady", "mon-", "-", "mon-fri-sun", "0", "fri mo\x00n", "\u202emon", "💪"]),
    (parse_interval, ["0", "30", "0h", "0 min", "0:00", "-5", "-5 min", "25h", "24h1", "1:75", "", " ", "٣h", "2h\x07",
                      "99999 min", "soon"]),
    (parse_range, ["9", "9-", "-9", "", "9:00-9:00", "9-10-11", "9:00-25:00", "24:00-9:00", "9\x00-10"]),
    (lambda text: parse_instant(text, NOW),
     ["", "2020-01-01 8:00", "today 8:00", "2027-02-29 8:00", "2026-13-01 8:00", "9999-12-31 23:59", "tomorrow",
      "2026-12-01", "2026-12-01 25:00"]),
    (lambda text: parse_until(text, NOW),
     ["", "0", "-5", "0 min", "999 days", "2020-01-01", "until", "until 30", "25:00", "0000-00-00", "yesterday",
      "5\x00"]),
]  # fmt: skip


@pytest.mark.parametrize(("parse", "text"), [(parse, text) for parse, texts in REFUSED for text in texts])
def test_nonsense_is_refused(parse: Callable[[str], object], text: str) -> None:
    """What makes no sense is refused in a short sentence without anything a terminal would obey."""
    with pytest.raises(ReminderError, match=r"^[\S ]{10,160}\.$") as caught:
        parse(text)
    assert str(caught.value).isprintable()


def test_a_slip_is_named() -> None:
    """A mistyped day is answered with the day that was meant."""
    with pytest.raises(ReminderError, match="'monday'"):
        parse_days("monady")


PARSERS = [parse for parse, _ in REFUSED]
_TYPED = st.text(st.sampled_from("0123456789:.-, apmhdintorwyuls "), max_size=20) | st.text(max_size=20)


@given(st.sampled_from(PARSERS), _TYPED)
def test_any_text_is_understood_or_refused(parse: Callable[[str], object], text: str) -> None:
    """Whatever is typed is understood or a ReminderError, never another error."""
    try:
        assert parse(text)
    except ReminderError as error:
        assert str(error).isprintable()


@given(st.datetimes(datetime(1971, 1, 1), datetime(2900, 1, 1)), _TYPED)
def test_what_is_awaited_lies_ahead(now: datetime, text: str) -> None:
    """An instant or an end that is understood lies ahead, at any time of any day."""
    for parse in (parse_instant, parse_until):
        try:
            assert parse(text, now) > now
        except ReminderError:
            pass
    try:
        assert until_instant(text, now.replace(tzinfo=UTC), BERLIN) > now.replace(tzinfo=UTC)
    except ReminderError:
        pass
