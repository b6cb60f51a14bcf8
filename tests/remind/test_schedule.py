from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.remind.rule import DAY, EVERY_DAY, MIDNIGHT, MINUTE, At, Every, Once, Rule
from coach.remind.rule_reader import parse_rule
from coach.remind.schedule import Due, between, instant, occurrences
from tests.remind.test_rule import ranges, rules, walls

ZONES = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "America/Sao_Paulo",
    "UTC", "Africa/Casablanca", "Europe/Dublin", "Pacific/Kiritimati", "America/St_Johns", "Asia/Gaza",
]  # fmt: skip

CHANGES = [
    ("Europe/Berlin", "2026-03-29T01:00"), ("Europe/Berlin", "2026-10-25T01:00"),
    ("America/New_York", "2026-03-08T07:00"), ("America/New_York", "2026-11-01T06:00"),
    ("Australia/Lord_Howe", "2026-10-03T15:30"), ("Australia/Lord_Howe", "2026-04-04T15:00"),
    ("Pacific/Apia", "2011-12-30T10:00"), ("America/Sao_Paulo", "2018-11-04T03:00"),
    ("America/Sao_Paulo", "2018-02-18T02:00"), ("Europe/Dublin", "2040-03-25T01:00"),
    ("Africa/Casablanca", "2026-02-15T02:00"), ("Pacific/Kwajalein", "1993-08-21T12:00"),
]  # fmt: skip
"""Zones, and the instants at which their clocks are put forward or back: by an hour, by 30 minutes, by a whole day."""


def utc(text: str) -> datetime:
    """An instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def shown(at: datetime, zone: tzinfo) -> datetime:
    """What the clock on the wall shows."""
    return at.astimezone(zone).replace(tzinfo=None)


def near(change: tuple[str, str], minutes: int) -> tuple[ZoneInfo, datetime]:
    """A zone, and an instant so many minutes from a change."""
    return ZoneInfo(change[0]), utc(change[1]) + minutes * MINUTE


anywhere = st.tuples(st.sampled_from(ZONES).map(ZoneInfo), st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(
    lambda at: at.replace(tzinfo=UTC)
))  # fmt: skip
changing = st.builds(near, st.sampled_from(CHANGES), st.integers(-200, 200) | st.integers(-2 * 1440, 2 * 1440))
places = anywhere | changing

busy = st.builds(
    lambda minutes, ends, free: Every(minutes * MINUTE, ends[0], ends[1], EVERY_DAY - {free}),
    st.integers(1, 300), ranges, st.integers(0, 20),
)  # fmt: skip
nightly = st.frozensets(st.integers(0, 239), min_size=1, max_size=6).map(
    lambda minutes: At(tuple(time(*divmod(minute, 60)) for minute in sorted(minutes)), EVERY_DAY)
)
"""Rules that have something to say about nearly every night, when clocks are changed."""


def says(rule: Rule, wall: datetime) -> bool:
    """Whether the rule speaks of this wall time, asked in the plainest way."""
    match rule:
        case Once(at=at):
            return wall == at
        case At(times=times, days=days):
            return wall.time() in times and wall.weekday() in days
        case Every(interval=interval, start=start, end=end, days=days):
            for day in (wall.date(), wall.date() - DAY):
                begin = datetime.combine(day, start)
                last = datetime.combine(day, end) + (DAY if end <= start else timedelta())
                if start == end == MIDNIGHT:
                    last -= MINUTE
                if day.weekday() in days and begin <= wall <= last and (wall - begin) % interval == timedelta():
                    return True
            return False


def oracle(rules: list[Rule], zone: tzinfo, after: datetime, until: datetime) -> Iterator[datetime]:
    """Watch the clock on the wall minute by minute: due is what it shows, or leaps over, for the first time."""
    at = after.replace(second=0, microsecond=0) - 2 * DAY
    highest = shown(at, zone)
    while (at := at + MINUTE) <= until:
        now, due = shown(at, zone), False
        while highest < now:
            highest += MINUTE
            due = (at > after and any(says(rule, highest) for rule in rules)) or due
        if due:
            yield at


@settings(max_examples=100)
@given(st.lists(busy | nightly | rules, min_size=1, max_size=2), places, st.integers(300, 1440))
def test_agrees_with_watching_the_clock(rules: list[Rule], place: tuple[ZoneInfo, datetime], minutes: int) -> None:
    """Within a day, anywhere and at any change, the same is due as to somebody who watches the clock on the wall."""
    zone, after = place
    until = after + minutes * MINUTE
    assert [due.at for due in between(rules, zone, after, until)] == list(oracle(rules, zone, after, until))


@given(st.lists(busy | nightly | rules, max_size=4), places)
def test_occurrences_are_in_order_and_say_why(rules: list[Rule], place: tuple[ZoneInfo, datetime]) -> None:
    """What is due lies ahead, ascending, each wall time once, as the rule says it or where it was leapt over."""
    zone, after = place
    found = list(islice(occurrences(rules, zone, after), 100))
    assert all(earlier.at < later.at for earlier, later in pairwise(found))
    assert len({(due.rule, due.wall) for due in found}) == len(found)
    for due in found:
        assert due.at > after
        assert due.at.tzinfo is UTC
        assert says(due.rule, due.wall)
        before = shown(due.at - timedelta(seconds=1), zone)
        assert shown(due.at, zone) == due.wall or before < due.wall < shown(due.at, zone)


@given(st.lists(busy | nightly | rules, min_size=1, max_size=3), places, st.integers(0, 5), st.integers(0, 40))
def test_looking_again_misses_nothing(
    rules: list[Rule], place: tuple[ZoneInfo, datetime], looks: int, minutes: int
) -> None:
    """Looked at in pieces that adjoin, as the waiting process does, the same is due as in one look."""
    zone, after = place
    step = timedelta(minutes=minutes, seconds=30)
    pieces = [due for n in range(looks) for due in between(rules, zone, after + n * step, after + (n + 1) * step)]
    assert pieces == between(rules, zone, after, after + looks * step)


@given(walls, st.sampled_from(ZONES).map(ZoneInfo))
def test_an_instant_shows_its_wall_time(wall: datetime, zone: ZoneInfo) -> None:
    """At its instant the clock shows the wall time, or has leapt over it in that second; it did not show it before."""
    at = instant(wall, zone)
    if shown(at, zone) != wall:
        assert shown(at - timedelta(seconds=1), zone) < wall < shown(at, zone)
    else:
        assert at.astimezone(zone).fold == 0


@pytest.mark.parametrize(
    ("zone", "clock", "after", "due"),
    [
        # The clock is put forward: the first valid instant, and the next day as ever.
        ("Europe/Berlin", "2:30", "2026-03-28T12:00", ["2026-03-29T01:00", "2026-03-30T00:30"]),
        ("America/New_York", "2:30", "2026-03-07T12:00", ["2026-03-08T07:00", "2026-03-09T06:30"]),
        ("Australia/Lord_Howe", "2:15", "2026-10-03T12:00", ["2026-10-03T15:30", "2026-10-04T15:15"]),
        ("America/Sao_Paulo", "0:00", "2018-11-03T12:00", ["2018-11-04T03:00", "2018-11-05T02:00"]),
        ("Pacific/Apia", "11:00", "2011-12-29T12:00", ["2011-12-29T21:00", "2011-12-30T10:00", "2011-12-30T21:00"]),
        # It is put back: the first of the two, once.
        ("Europe/Berlin", "2:30", "2026-10-24T12:00", ["2026-10-25T00:30", "2026-10-26T01:30"]),
        ("Europe/Berlin", "2:30", "2026-10-25T00:30", ["2026-10-26T01:30"]),
        ("Europe/Berlin", "2:30", "2026-10-25T01:10", ["2026-10-26T01:30"]),  # the clock shows 2:10 again
        ("America/New_York", "1:30", "2026-10-31T12:00", ["2026-11-01T05:30", "2026-11-02T06:30"]),
        ("Australia/Lord_Howe", "1:45", "2026-04-04T12:00", ["2026-04-04T14:45", "2026-04-05T15:15"]),
        # The edges of both changes are ordinary.
        ("Europe/Berlin", "3:00", "2026-03-28T12:00", ["2026-03-29T01:00", "2026-03-30T01:00"]),
        ("Europe/Berlin", "3:00", "2026-10-24T12:00", ["2026-10-25T02:00", "2026-10-26T02:00"]),
        ("Europe/Berlin", "2:00", "2026-10-24T12:00", ["2026-10-25T00:00", "2026-10-26T01:00"]),
    ],
)
def test_changes_of_the_clock(zone: str, clock: str, after: str, due: list[str]) -> None:
    """A time leapt over is due once, as soon as the clock has leapt; a time shown twice is due the first time."""
    found = islice(occurrences([parse_rule(f"at {clock}")], ZoneInfo(zone), utc(after)), len(due))
    assert [occurrence.at for occurrence in found] == [utc(at) for at in due]


def test_all_that_is_leapt_over_is_due_once() -> None:
    """Several times within one leap, and the time it ends at, are one occurrence, told as the first of them."""
    berlin, leap = ZoneInfo("Europe/Berlin"), utc("2026-03-29T01:00")
    found = between([parse_rule("every 20 min"), parse_rule("at 2:30, 3:00")], berlin, leap - 20 * MINUTE, leap)
    assert found == [Due(leap, datetime(2026, 3, 29, 2, 0), parse_rule("every 20 min"))]
    assert found[0].rule == parse_rule("every 20 min")
    assert between([parse_rule("at 2:30")], berlin, leap, leap + 12 * 60 * MINUTE) == []


def test_days_are_those_on_which_the_range_begins() -> None:
    """An overnight range of Fridays speaks on Saturday morning and not on Friday morning."""
    rule = parse_rule("every 4 h between 22:00-6:00 on fri")
    found = between([rule], UTC, utc("2026-11-19T00:00"), utc("2026-11-26T00:00"))
    assert [due.at for due in found] == [utc("2026-11-20T22:00"), utc("2026-11-21T02:00"), utc("2026-11-21T06:00")]


def test_strictly_after_and_up_to() -> None:
    """The instant asked from is left out, the one asked until is in; a second before it, it is still ahead."""
    nine = utc("2026-11-21T09:00")
    rule = At((time(9),), EVERY_DAY)
    assert [due.at for due in between([rule], UTC, nine, nine + DAY)] == [nine + DAY]
    assert next(occurrences([rule], UTC, nine - timedelta(microseconds=1))).at == nine
    assert between([rule], UTC, nine + DAY, nine) == []


def test_two_rules_one_instant() -> None:
    """Where two rules say the same instant it is due once, by the first of them."""
    rules = [parse_rule("at 9:00"), parse_rule("every 3 h between 9:00-12:00"), parse_rule("once 2026-11-21 9:00")]
    found = between(rules, UTC, utc("2026-11-21T00:00"), utc("2026-11-22T00:00"))
    assert [(due.at.hour, due.rule) for due in found] == [(9, rules[0]), (12, rules[1])]


def test_once_is_once() -> None:
    """A single date is due once, on a leap day too, and then never."""
    rule = parse_rule("once 2028-02-29 20:00")
    kolkata = ZoneInfo("Asia/Kolkata")
    found = list(occurrences([rule], kolkata, utc("2026-01-01T00:00")))
    assert [due.at for due in found] == [utc("2028-02-29T14:30")]
    assert list(occurrences([rule], kolkata, found[0].at)) == []


def test_the_zone_may_be_any() -> None:
    """A fixed offset is a zone as well, and an instant may be given in any zone, its second hour too."""
    ahead = timezone(timedelta(hours=5, minutes=45))
    second = datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))
    assert next(occurrences([parse_rule("at 9:00")], ahead, second)).at == utc("2026-10-25T03:15")


@pytest.mark.parametrize("zone", [*map(ZoneInfo, ZONES), timezone(timedelta(hours=-14)), timezone(timedelta(hours=14))])
def test_the_ends_of_the_calendar(zone: tzinfo) -> None:
    """At the first instant there is, much is to come; towards the last, there is an end, not an error."""
    rules = [parse_rule("at 9:00"), parse_rule("every 6 h between 22:00-10:00")]
    first, last = (end.replace(tzinfo=UTC) for end in (datetime.min, datetime.max))
    assert next(occurrences(rules, zone, first))
    assert list(occurrences(rules, zone, last)) == []
    assert len(between(rules, zone, last - 3 * DAY, last)) < 15


def test_a_clock_of_1970_is_only_far_from_a_date() -> None:
    """Asked from 1970, when a computer lost the time, a date of today is found without the days between."""
    found = between([Once(datetime(2026, 12, 1, 20, 0))], UTC, utc("1970-01-01T00:00"), utc("2027-01-01T00:00"))
    assert [due.at for due in found] == [utc("2026-12-01T20:00")]
    dues = occurrences([Every(MINUTE, MIDNIGHT, MIDNIGHT, EVERY_DAY)], UTC, utc("1970-01-01T00:00"))
    assert next(dues).at == utc("1970-01-01T00:01")


def test_ten_thousand_reminders() -> None:
    """Ten thousand rules are merged one occurrence at a time, in order."""
    berlin = ZoneInfo("Europe/Berlin")
    many = [Every((1 + n % 90) * MINUTE, time(n % 9), time(9 + n % 9), frozenset({n % 7})) for n in range(10_000)]
    found = list(islice(occurrences(many, berlin, utc("2026-11-21T00:00")), 500))
    assert [due.at for due in found] == sorted({due.at for due in found})
