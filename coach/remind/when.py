"""Reading times, days, intervals and dates that people type.

All functions raise ReminderError, with a sentence that says what is wrong and how to write it.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from coach.errors import ReminderError, nearest
from coach.remind.rule import DAY, EVERY_DAY, MIDNIGHT, MINUTE, WEEK
from coach.remind.schedule import instant
from coach.script.lengths import parse_length

if TYPE_CHECKING:
    from datetime import tzinfo

FARTHEST = 366 * DAY
"""The longest pause that can be typed as a length."""

_DAYS = {"daily": EVERY_DAY, "weekdays": frozenset(range(5)), "weekend": frozenset({5, 6})}
_DAYS |= {"everyday": EVERY_DAY, "weekday": _DAYS["weekdays"], "weekends": _DAYS["weekend"]}
_LISTED = re.compile(r"[,; ]+(?:and )?(?![ap]m\b)")
_TO = re.compile(r" ?- ?| (?:to|until|and) ")
_THROUGH = re.compile(r" ?- ?| (?:to|through) ")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? ?([ap]m)?")
_LENGTH = re.compile(
    r"(?:(?P<days>[0-9]{0,3}) ?(?:d|days?))? ?"
    r"(?:(?P<hours>[0-9]{0,4}) ?(?:h|hrs?|hours?))? ?"
    r"(?:(?P<minutes>[0-9]{0,5}) ?(?:m|mins?|minutes?)|(?P<bare>[0-9]{1,5}))?"
)
_NO_UNIT = re.compile(r"[0-9]+(?:[:.][0-9]+)?")
_NO_LENGTH = re.compile(r"[^\x00-\x7f½¼¾]|:")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_BEFORE_CLOCK = re.compile(rf"(today|tomorrow|{_DATE.pattern})(?:,? at |, ?| |t)")
_HOW_CLOCK = "Write it like 9:00, 15:30 or 9am."
_HOW_INTERVAL = "Write it like 2h, 90 min or 1h30."
_HOW_INSTANT = "Write it like 2026-12-01 20:00, 20:00 or tomorrow 8:00."
_HOW_UNTIL = "Write it like 30 min, 2h, 14:00, tomorrow or 2026-12-01."


def parse_times(text: str) -> tuple[time, ...]:
    """Times of day, sorted, each once: "11:00,15:30", "9am", "noon"."""
    return tuple(sorted({_time(word) for word in _LISTED.split(_plain(text).rstrip(", ;"))}))


def parse_time(text: str) -> time:
    """One time of day: "15:00", "3pm", "noon"."""
    return _time(_plain(text))


def parse_days(text: str) -> frozenset[int]:
    """Days of the week, 0 is Monday: "mon-fri", "weekend", "Monday Thursday"; "fri-mon" wraps around the weekend."""
    words = _THROUGH.sub("-", _plain(text).replace("every day", "daily").rstrip(", ;"))
    days: frozenset[int] = frozenset()
    for word in _LISTED.split(words):
        days |= _DAYS.get(word) or _span_of_days(word)
    return days


def parse_interval(text: str) -> timedelta:
    """Time between two occurrences, from one minute to 24 hours: "2h", "90 min", "1h30", "120 s"."""
    words = _plain(text).removeprefix("every ")
    bare = _NO_UNIT.fullmatch(words)
    if bare and words.strip("0:."):  # everywhere else 30 and 1:30 are minutes; of a reminder people may mean hours
        raise ReminderError(f"{quoted(text)} could be hours or minutes. {_HOW_INTERVAL}")
    length = None if bare else _length(words)
    if length is None:
        raise ReminderError(f"{quoted(text)} is not a length of time. {_HOW_INTERVAL}")
    if length % MINUTE:
        raise ReminderError(f"Reminders come at whole minutes, not every {quoted(text)}. {_HOW_INTERVAL}")
    if not MINUTE <= length <= DAY:
        raise ReminderError(f"A reminder can come once a minute at most and every 24 h at least, not {quoted(text)}.")
    return length


def parse_range(text: str) -> tuple[time, time]:
    """The first and the last time of day of a range, overnight if the last is not later: "9:00-18:00", "22-6"."""
    ends = _TO.split(_plain(text))
    if len(ends) != 2:
        raise ReminderError(f"{quoted(text)} is not a range of times. Write it like 9:00-18:00.")
    start, end = _time(ends[0]), MIDNIGHT if ends[1] in ("24:00", "24") else _time(ends[1])
    if start == end != MIDNIGHT:
        raise ReminderError(
            f"{quoted(text)} ends when it begins. Give it another end, or 0:00-24:00 for the whole day."
        )
    return start, end


def parse_instant(text: str, now_wall: datetime | None) -> datetime:
    """A local time in the future: "2026-12-01 20:00", "tomorrow 8:00", or "20:00" for the next one.

    If `now_wall` is None, the text must have a date, which may be in the past.
    """
    return _instant(text, _plain(text), now_wall, _HOW_INSTANT)


def parse_until(text: str, now_wall: datetime) -> datetime:
    """A local time in the future: a length such as "30" (minutes) or "2h", a clock time, or the start of a day."""
    length, words = _length_or_words(text)
    return now_wall + length if length else _instant(text, words, now_wall, _HOW_UNTIL)


def until_instant(text: str, now: datetime, zone: tzinfo) -> datetime:
    """`parse_until` for instants in UTC: half an hour is half an hour on any day."""
    length, words = _length_or_words(text)
    if length:
        return now.astimezone(UTC) + length
    wall = _instant(text, words, now.astimezone(zone).replace(tzinfo=None, fold=0), _HOW_UNTIL)
    at = instant(wall, zone)
    # The clock was set back and shows this hour again: the person means the second one.
    return at if at > now else wall.replace(tzinfo=zone, fold=1).astimezone(UTC)


def quoted(text: str) -> str:
    """Typed text for a message: shortened, and without control characters."""
    return repr(text if len(text) <= 40 else f"{text[:39]}…")


def _plain(text: str) -> str:
    """The text in lower case, with single spaces and plain dashes. Raises ReminderError for invisible characters."""
    if not text.isprintable():
        raise ReminderError(f"{quoted(text)} has characters in it that cannot be seen. Type it again.")
    words = " ".join(text.lower().split()).replace("–", "-").replace("—", "-")
    return re.sub(r"\b([ap])\.m\.", r"\1m", words)


def _time(word: str, how: str = _HOW_CLOCK) -> time:
    if word in ("noon", "midnight"):
        return time(12) if word == "noon" else MIDNIGHT
    if found := _CLOCK.fullmatch(word):
        hour, minute = int(found[1]), int(found[2] or 0)
        if found[3]:
            hour = hour % 12 + 12 * (found[3] == "pm") if 1 <= hour <= 12 else 24
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise ReminderError(f"{quoted(word)} is not a time of day. {how}")


def _span_of_days(word: str) -> frozenset[int]:
    ends = [_day(end) for end in word.split("-", 1)]
    return frozenset((ends[0] + step) % 7 for step in range((ends[-1] - ends[0]) % 7 + 1))


def _day(word: str) -> int:
    """The day whose name starts with `word`, at least two letters."""
    for day, name in enumerate(WEEK):
        if len(word) > 1 and (name.startswith(word) or word == f"{name}s"):
            return day
    known = nearest(word, [*WEEK, *_DAYS])
    raise ReminderError(f"{quoted(word)} is not a day of the week.{known} Write it like mon-fri, sat or weekend.")


def _length(words: str) -> timedelta | None:
    """A length of time; a number alone is minutes. None for other text, also for a time of day."""
    found = _LENGTH.fullmatch(words)
    if not found or not any(value is not None for value in found.groups()):
        length = None if _NO_LENGTH.search(words) else parse_length(words)  # with seconds, or a part of an hour
        return length if length is None else timedelta(milliseconds=length)
    # A unit alone means one: an hour, a day.
    days, hours, minutes, bare = (0 if value is None else int(value or 1) for value in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes + bare)


def _length_or_words(text: str) -> tuple[timedelta | None, str]:
    """The text of `parse_until` as a length, or as words for an instant."""
    words = _plain(text)
    length = None if words.startswith("until ") else _length(words.removeprefix("for "))
    if length is not None and not MINUTE <= length <= FARTHEST:
        raise ReminderError(f"{quoted(text)} must be from one minute to a year. {_HOW_UNTIL}")
    words = words.removeprefix("until ")
    return length, f"{words} 0:00" if words == "tomorrow" or _DATE.fullmatch(words) else words


def _instant(text: str, words: str, now: datetime | None, how: str) -> datetime:
    found = _DAY_BEFORE_CLOCK.match(words)
    named = found[1] if found else ""
    clock = _time(words[found.end() if found else 0 :], how)
    if _DATE.fullmatch(named):
        wall = datetime.combine(_date(named), clock)
    elif now is None:
        raise ReminderError(f"{quoted(text)} lacks its date. Write it like 2026-12-01 20:00.")
    else:
        wall = datetime.combine(now, clock)
        if named == "tomorrow" or (not named and wall <= now):
            wall += DAY
    if now is not None and wall <= now:
        raise ReminderError(f"{quoted(text)} has passed already. {how}")
    return wall


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ReminderError(f"There is no day {text} in the calendar. Write it like 2026-12-01.") from None
    if not 1970 <= day.year < 3000:
        raise ReminderError(f"{text} is out of reach. Write it like 2026-12-01.")
    return day
