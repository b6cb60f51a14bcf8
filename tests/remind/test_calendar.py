from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from dateutil.tz import tzical  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from coach.remind.calendar import calendar, hints
from coach.remind.plain_text import one_line
from coach.remind.rule import At, Every, Once, Rule
from coach.remind.rule_reader import parse_rule
from coach.remind.schedule import between
from coach.remind.vtimezone import timezone
from coach.storage.reminders import FOREVER, Reminder

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 1, 7, 9, 30, tzinfo=UTC)
YEAR = timedelta(days=365)
HIPS = Reminder(
    id=1, name="Hips", routine="hip-release", rules=("at 11:00",), nudge=False, message="", paused_until=None,
    uid="0a1b", sequence=3, since=NOW - YEAR,
)  # fmt: skip


def made(
    reminders: Iterable[Reminder] = (HIPS,), zone: ZoneInfo = BERLIN, now: datetime = NOW, title: str = "Hip release"
) -> Calendar:
    """The calendar as another program reads it."""
    read = Calendar.from_ical(calendar(list(reminders), {"hip-release": title}, zone, now, {"hip-release": 12}))
    assert isinstance(read, Calendar)
    return read


def ruled(*rules: str, **changes: Any) -> Reminder:
    """A reminder with these rules."""
    return replace(HIPS, rules=rules, **changes)


def shown(read: Calendar, until: datetime, now: datetime = NOW) -> list[datetime]:
    """When the calendar shows an event, as an independent library expands it; in UTC, ascending."""
    found = recurring_ical_events.of(read).between(now, until + timedelta(seconds=1))
    return sorted(event["DTSTART"].dt.astimezone(UTC) for event in found)


def due(rules: Iterable[Rule], zone: tzinfo, until: datetime, now: datetime = NOW) -> list[datetime]:
    """When we would speak."""
    return [occurrence.at for occurrence in between(rules, zone, now, until)]


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
@pytest.mark.parametrize(
    "rules",
    [
        ("at 11:00, 15:30 on mon-fri",),
        ("every 2 h between 9:00-18:00",),
        ("every 45 min between 7:15-21:00 on sat, sun",),
        ("every 90 min between 20:00-0:30 on fri, sun",),
        ("at 0:00, 23:59",),
        ("at 11:00 on mon", "every 1 h between 9:00-12:00 on mon-wed", "once 2026-06-01 11:00"),
        ("once 2026-06-01 20:00", "once 2025-06-01 20:00"),
    ],
)
def test_a_year_of_it_is_what_we_would_speak(rules: tuple[str, ...], name: str) -> None:
    """Over a year, across both changes of the clock, another library finds exactly our times, each once."""
    zone = ZoneInfo(name)
    until = NOW + YEAR
    assert shown(made([ruled(*rules)], zone), until) == due(map(parse_rule, rules), zone, until)


times = st.builds(time, st.integers(4, 23), st.integers(0, 59))
days = st.frozensets(st.integers(0, 6), min_size=1)
at = st.builds(lambda some, on: At(tuple(sorted(some)), on), st.sets(times, min_size=1, max_size=3), days)
every = st.builds(
    lambda minutes, ends, on: Every(timedelta(minutes=minutes), min(ends), max(ends), on),
    st.integers(20, 600),
    st.lists(times, min_size=2, max_size=2, unique=True),
    days,
)
once = st.builds(lambda days, at: Once(datetime.combine(NOW + timedelta(days), at)), st.integers(-9, 99), times)


@settings(max_examples=30)
@given(
    st.lists(at | every | once, min_size=1, max_size=3),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Africa/Casablanca", "America/Santiago"]),
    st.integers(0, 300),
)
def test_any_rules_by_day_agree(rules: list[Rule], name: str, later: int) -> None:
    """Whatever the rules, from whatever day on, calendar and schedule agree on all times by day."""
    zone = ZoneInfo(name)
    now = NOW + timedelta(days=later)
    until = now + timedelta(days=100)
    read = made([ruled(*map(str, rules))], zone, now)
    assert shown(read, until, now) == due(rules, zone, until, now)


@pytest.mark.parametrize(
    ("name", "wall"), [("Europe/Berlin", "2:30"), ("America/New_York", "2:30"), ("America/New_York", "1:30")]
)
def test_nights_when_the_clock_is_changed(name: str, wall: str) -> None:
    """A time at night agrees on all days but those of the change, and is within an hour or left out on those."""
    zone = ZoneInfo(name)
    until = NOW + YEAR
    ours = due([parse_rule(f"at {wall}")], zone, until)
    theirs = shown(made([ruled(f"at {wall}")], zone), until)
    assert len(set(ours) - set(theirs)) <= 2
    for moment in set(theirs) - set(ours):
        assert min(abs(moment - other) for other in ours) <= timedelta(hours=1)


def test_no_event_begins_at_a_time_there_is_not() -> None:
    """Made on the eve of spring's change, an event at 2:30 begins the night after; a single one when we would speak."""
    eve = datetime(2026, 3, 28, 12, tzinfo=UTC)
    weekly, single = made([ruled("at 2:30", "once 2026-03-29 2:15")], now=eve).events
    assert weekly.start == datetime(2026, 3, 30, 2, 30, tzinfo=BERLIN)
    assert single.start == datetime(2026, 3, 29, 3, 0, tzinfo=BERLIN)


def test_an_event_is_what_calendars_understand() -> None:
    """Weekly by day and never by the hour, in the zone, with an alarm that has a text, not making anybody busy."""
    text = calendar([ruled("every 2 h between 9:00-13:00 on mon, wed")], {}, BERLIN, NOW, {}).decode()
    assert text.count("BEGIN:VEVENT") == text.count("BEGIN:VALARM") == text.count("TRIGGER:PT0S") == 3
    assert text.count("RRULE:FREQ=WEEKLY;BYDAY=MO,WE\r\n") == 3
    assert "DTSTART;TZID=Europe/Berlin:20260107T110000" in text  # 9:30 UTC is past 9:00 there, not past 11:00
    assert "DTSTART;TZID=Europe/Berlin:20260112T090000" in text
    assert text.count("TZID:Europe/Berlin\r\n") == 1
    assert "HOURLY" not in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    (event,) = made().events
    (alarm,) = event.alarms.times
    assert alarm.trigger == event.start
    assert event["TRANSP"] == "TRANSPARENT"
    assert (event["SUMMARY"], event["DESCRIPTION"]) == ("Hip release", "Time for Hip release.")
    assert event.duration == timedelta(minutes=12)
    (part,) = event.walk("VALARM")
    assert (part["ACTION"], part["DESCRIPTION"]) == ("DISPLAY", "Time for Hip release.")


def test_words_and_lengths() -> None:
    """The line of the reminder is the alarm's; a nudge takes a minute; without a title the reminder's name serves."""
    (event,) = made([replace(HIPS, message="Up you get!", nudge=True, routine="/gone.md")]).events
    assert (event["SUMMARY"], event["DESCRIPTION"]) == ("Hips", "Up you get!")
    assert event.duration == timedelta(minutes=1)


def test_identities_last() -> None:
    """A later file names the same events by the same ids, which differ from each other, and tells the change."""
    reminder = ruled("at 9:00, 11:00", "once 2026-12-01 20:00")
    other = replace(reminder, uid="ff", id=2, name="Neck")
    first = made([reminder, other]).events
    again = made([replace(reminder, sequence=4, rules=("at 9:00 on tue", *reminder.rules[1:]))], now=NOW + YEAR / 2)
    ids = [str(event["UID"]) for event in first]
    assert len(set(ids)) == len(ids) == 6
    assert {str(event["UID"]) for event in again.events} < set(ids)
    assert {event["SEQUENCE"] for event in first} == {3}
    assert {event["SEQUENCE"] for event in again.events} == {4}


def test_an_edited_time_is_the_same_event() -> None:
    """A reminder whose times are changed keeps its events' ids, also where an earlier single one is over by then."""
    reminder = ruled("at 9:00", "once 2026-02-01 20:00", "once 2026-12-01 20:00")
    weekly, _, late = (event["UID"] for event in made([reminder]).events)
    edited = replace(reminder, sequence=4, rules=("at 10:30", *reminder.rules[1:]))
    moved, single = made([edited], now=NOW + YEAR / 2).events
    assert (moved["UID"], single["UID"]) == (weekly, late)
    assert moved.start == datetime(2026, 7, 9, 10, 30, tzinfo=BERLIN)


def test_what_was_skipped_is_left_out() -> None:
    """Skipped times are not in the calendar: an event begins later, leaves days out, or is not there."""
    reminder = ruled("at 11:00", "once 2026-02-01 20:00")
    ours = due(map(parse_rule, reminder.rules), BERLIN, NOW + YEAR)
    skipped = {ours[0], ours[5], datetime(2026, 2, 1, 19, 0, tzinfo=UTC)}
    read = Calendar.from_ical(calendar([reminder], {}, BERLIN, NOW, {}, {reminder.id: skipped}))
    assert isinstance(read, Calendar)
    assert shown(read, NOW + YEAR) == [at for at in ours if at not in skipped]


def test_pauses() -> None:
    """Paused for good, it is left out; paused until a day, it begins then, also when that is the very time."""
    assert not made([replace(HIPS, paused_until=FOREVER)]).events
    (event,) = made([replace(HIPS, paused_until=datetime(2026, 2, 1, 10, 0, tzinfo=UTC))]).events
    assert event.start == datetime(2026, 2, 1, 11, 0, tzinfo=BERLIN)
    (event,) = made([replace(HIPS, paused_until=NOW - YEAR)]).events
    assert event.start == datetime(2026, 1, 7, 11, 0, tzinfo=BERLIN)


def test_nothing_to_show_is_still_a_calendar() -> None:
    """No reminders, or only ones that lie behind, make an empty calendar that can be read."""
    assert not made([]).events
    assert not made([ruled("once 2020-01-01 8:00")]).events


@given(st.text(), st.text(), st.text())
def test_no_text_gets_out_of_its_line(name: str, title: str, message: str) -> None:
    """Whatever stands in names and messages, the file has one event, and the words come back on one line."""
    name, title, message = (text.replace("\\N", "") for text in (name, title, message))  # the library reads a break
    (event,) = made([replace(HIPS, name=name, message=message)], title=title).events
    assert event["SUMMARY"] == (one_line(title) or one_line(name) or "Coach")
    (part,) = event.walk("VALARM")
    assert part["DESCRIPTION"] == (one_line(message or f"Time for {event['SUMMARY']}.") or event["SUMMARY"])
    assert sorted(event) == sorted(
        ["UID", "SEQUENCE", "DTSTAMP", "SUMMARY", "DESCRIPTION", "DTSTART", "TRANSP", "RRULE", "DURATION"]
    )


def test_an_injected_line_stays_text() -> None:
    """A title that holds the end of an event and the beginning of another is only a long title."""
    (event,) = made(title="x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTACH:http://x;y,z").events
    assert event["SUMMARY"] == "x END:VEVENT BEGIN:VEVENT ATTACH:http://x;y,z"


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "Europe/Dublin"],
)
def test_the_table_of_a_zone_says_what_the_zone_does(name: str) -> None:
    """A library that knows the zone only from our table reads the zone's time, all through four years."""
    table = Calendar()
    table.add_component(timezone(ZoneInfo(name), "Elsewhere", 2026, 2030))
    read = tzical(io.StringIO(table.to_ical().decode().replace("\r\n", "\n"))).get("Elsewhere")
    first = datetime(2026, 1, 2)
    walls = [first + step * timedelta(hours=6) for step in range(4 * 365 * 4)]
    assert list(map(read.utcoffset, walls)) == list(map(ZoneInfo(name).utcoffset, walls))
    for part in table.walk("VTIMEZONE")[0].subcomponents:
        _begins_where_the_old_time_ends(part, ZoneInfo(name))


def _begins_where_the_old_time_ends(part: Any, zone: ZoneInfo) -> None:
    """Each change is given in the time that was shown before it, as the standard wants."""
    before, after = part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td
    if before != after:
        at = (part["DTSTART"].dt - before).replace(tzinfo=UTC)
        sides = [(at - timedelta(seconds=1)).astimezone(zone), at.astimezone(zone)]
        assert [side.utcoffset() for side in sides] == [before, after]


def test_usual_zones_are_told_by_a_rule() -> None:
    """Berlin and New York get the endless yearly rules that all calendars know; Casablanca, which has none, a list."""
    berlin = timezone(BERLIN, "x", 2026, 2046).to_ical().decode()
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in berlin
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in berlin
    york = timezone(ZoneInfo("America/New_York"), "x", 2026, 2046).to_ical().decode()
    assert "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3" in york
    assert "RDATE" not in berlin + york
    assert "RDATE" in timezone(ZoneInfo("Africa/Casablanca"), "x", 2026, 2046).to_ical().decode()


def test_a_zone_without_a_known_name() -> None:
    """A computer that only has the file of its zone, not the name, still gets a calendar with that zone's times."""
    with files("tzdata").joinpath("zoneinfo/Europe/Berlin").open("rb") as file:
        local = ZoneInfo.from_file(file, key="local")
    text = calendar([HIPS], {}, local, NOW, {}).decode()
    assert "DTSTART;TZID=local:20260107T110000" in text
    assert "BEGIN:VTIMEZONE\r\nTZID:local" in text


def test_hints_name_the_traps() -> None:
    """People are told that Google drops alarms, that a calendar does not speak, and that changes do not reach it."""
    told = hints()
    assert any("Google" in hint and "default notification" in hint for hint in told)
    assert any("speaks" in hint for hint in told)
    assert any("import" in hint and "changes" in hint for hint in told)
