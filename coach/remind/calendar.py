"""Reminders as a calendar file, for phones and other calendars.

Calendars repeat events in local time as rules do, but not all support repetition within a day: macOS and Google ignore
FREQ=HOURLY. So each time of day becomes a separate event, repeated weekly.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from coach.remind.plain_text import one_line
from coach.remind.reminder_line import line_naming
from coach.remind.rule import DAY, MINUTE, At, Once
from coach.remind.rule_reader import parse_rule
from coach.remind.schedule import instant, occurrences
from coach.remind.vtimezone import WEEKDAYS, timezone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import tzinfo

    from icalendar import Event

    from coach.remind.rule import Rule
    from coach.storage.reminders import Reminder

_YEARS = 20
"""For how long clock changes are listed if no simple rule describes them."""


def calendar(
    reminders: Sequence[Reminder],
    titles: Mapping[str, str],
    zone: tzinfo,
    now: datetime,
    minutes: Mapping[str, int],
    skipped: Mapping[int, Collection[datetime]] | None = None,
) -> bytes:
    """The reminders as an .ics file in UTF-8, for use in `zone` from `now` on.

    `titles` and `minutes`, the length of a routine, are by the name of the routine; for one without, the reminder's
    name and five minutes serve. `skipped` are instants, by the id of a reminder, at which it will not speak. What is
    paused for good and what is in the past are left out. Raises ReminderError for
    a rule that cannot be read.

    On the two nights a year when the clock changes, calendars and Coach differ. A time that the clock skips is spoken
    by Coach right after the change, but calendars skip it or show it up to an hour later. Of a time that occurs twice,
    some calendars show the second. All other times are the same.
    """
    from icalendar import Calendar

    file = Calendar()
    file.add("prodid", "-//bodywork-coach//reminders//EN")
    file.add("version", "2.0")
    file.add("x-wr-calname", "Coach")
    for reminder in reminders:
        title = one_line(titles.get(reminder.routine, "")) or one_line(reminder.name) or "Coach"
        for event in _events(reminder, title, zone, now, (skipped or {}).get(reminder.id, ())):
            event.add("duration", timedelta(minutes=1 if reminder.nudge else max(1, minutes.get(reminder.routine, 5))))
            file.add_component(event)
    for name in file.get_missing_tzids():  # none for UTC
        file.subcomponents.insert(0, timezone(zone, name, now.year, now.year + _YEARS))
    written: bytes = file.to_ical()
    return written


def hints() -> list[str]:
    """Advice on importing such a file."""
    return [
        "A calendar shows a message at the time; only Coach speaks and guides.",
        "Import it into a separate calendar, so that you can remove all of it at once.",
        "Google Calendar discards the alarms of a file: set a default notification for that calendar in its settings.",
        "Later changes do not reach the calendar: after `coach remind edit`, `pause` or `remove`, delete that calendar "
        "and import a new file. Snoozes never reach it.",
        "Times during a clock change, at night twice a year, may be skipped or shown an hour off there.",
    ]


def _events(
    reminder: Reminder, title: str, zone: tzinfo, now: datetime, skipped: Collection[datetime]
) -> Iterator[Event]:
    """The reminder's events: weekly ones by time of day, then single ones.

    Each is known by its number among them, past ones included, so that a changed time is a change of the same event.
    """
    after = now
    if reminder.paused_until is not None and reminder.paused_until > now:
        after = reminder.paused_until - timedelta(seconds=1)  # a time exactly at the end of a pause counts
    rules = [parse_rule(text) for text in reminder.rules]
    weekly = _weekly(rules)
    for number, (moment, days) in enumerate(weekly.items(), 1):
        start = _first(At((moment,), days), zone, after, skipped)
        if start is not None:
            event = _event(reminder, title, number, start, now)
            event.add("rrule", {"freq": "weekly", "byday": [WEEKDAYS[day] for day in sorted(days)]})
            here = [at.astimezone(zone) for at in sorted(skipped) if at > start]
            left_out = [at for at in here if at.time() == moment and at.weekday() in days]
            if left_out:
                event.add("exdate", left_out)
            yield event
    singles = sorted({rule.at for rule in rules if isinstance(rule, Once)})
    for number, wall in enumerate(singles, len(weekly) + 1):
        at = instant(wall, zone)
        if at > after and at not in skipped and wall.weekday() not in weekly.get(wall.time(), ()):
            yield _event(reminder, title, number, at.astimezone(zone), now)


def _weekly(rules: Iterable[Rule]) -> dict[time, frozenset[int]]:
    """Each time of day at which a rule is due, with its days; each only once, even if several rules match."""
    found: dict[time, frozenset[int]] = {}
    for rule in rules:
        if isinstance(rule, Once):
            continue
        for minute in rule.minutes:
            later, rest = divmod(minute * MINUTE, DAY)
            moment = (datetime.min + rest).time()
            days = frozenset((day + later) % 7 for day in rule.days)
            found[moment] = found.get(moment, frozenset()) | days
    return dict(sorted(found.items()))


def _first(rule: Rule, zone: tzinfo, after: datetime, skipped: Collection[datetime]) -> datetime | None:
    """When the rule is first due at its exact time: an event must not begin at a time that the clock skips."""
    for due in occurrences([rule], zone, after):
        local = due.at.astimezone(zone)
        if local.replace(tzinfo=None) == due.wall and due.at not in skipped:
            return local
    return None


def _event(reminder: Reminder, title: str, number: int, start: datetime, now: datetime) -> Event:
    from icalendar import Alarm, Event, vText

    line = one_line(line_naming(reminder, title)) or title  # calendars show no alarm without text
    event = Event()
    event.add("uid", f"{reminder.uid}-{number}@bodywork-coach")
    event.add("sequence", reminder.sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("summary", title)
    event.add("description", line)
    event.add("dtstart", start)
    event.add("transp", "TRANSPARENT")  # a reminder does not mark the person as busy
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", vText("PT0S"), encode=False)  # the library would write P0D, which is unusual
    alarm.add("description", line)
    event.add_component(alarm)
    return event
