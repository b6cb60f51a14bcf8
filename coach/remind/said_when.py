"""Reading when a reminder is to speak from one sentence: "weekdays at 11:00 and 15:30; every 2 h between 9-18".

All functions raise ReminderError, with a sentence that says what is wrong and how to write it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from coach.errors import ReminderError
from coach.remind.rule import At, Once
from coach.remind.rule_reader import parse_rule
from coach.remind.when import parse_days, parse_instant, parse_times, parse_until, quoted

if TYPE_CHECKING:
    from datetime import datetime

    from coach.remind.rule import Rule

_CLOCK = r"(?:[0-9]{1,2}(?:[:.][0-9]{2})? ?(?:[ap]\.?m\b\.?)?|noon|midnight)"
_TIMES = rf"{_CLOCK}(?:(?:, ?(?:and )?| and | ){_CLOCK})*"
_TIMES_FIRST = re.compile(rf"(?:at )?({_TIMES})(?:,? (?:on )?(?!between\b)([a-z].*))?")
_DAYS_FIRST = re.compile(rf"(?:on |every )?([a-z].*?),? (?:at )?({_TIMES})")
_ONCE = re.compile(r"(?:once )?((?:today|tomorrow|[0-9]{4}-).*)|once (.+)")
_AHEAD = re.compile(r"(?:once )?in (.+)")
_MANY = re.compile(r" *[;\n]+ *")
_HOW = "Write it like 11:00 and 15:30 on mon-fri, every 2 h between 9:00-18:00, or tomorrow 8:00."


def rules_said(text: str, wall: datetime) -> tuple[Rule, ...]:
    """The rules that a sentence means, each once; several are separated by semicolons or lines.

    `wall` is the naive local time now. Single times must lie ahead.
    """
    parts = [part for part in _MANY.split(text.strip()) if part]
    if not parts:
        raise ReminderError(f"Say when. {_HOW}")
    return tuple(dict.fromkeys(_rule(part, wall) for part in parts))


def _rule(part: str, wall: datetime) -> Rule:
    if not part.isprintable():
        raise ReminderError(f"{quoted(part)} has characters in it that cannot be seen. Type it again.")
    words = " ".join(part.lower().split()).replace("\u2013", "-").replace("\u2014", "-")
    if found := _AHEAD.fullmatch(words):
        return Once(_whole_minute(parse_until(found[1], wall)))
    if found := _ONCE.fullmatch(words):
        return Once(parse_instant(found[1] or found[2], wall))
    if found := _TIMES_FIRST.fullmatch(words):
        return At(parse_times(found[1]), parse_days(found[2] or "daily"))
    with suppress(ReminderError):  # "every 2 h" is no day
        if found := _DAYS_FIRST.fullmatch(words):
            days = "daily" if found[1] == "day" else found[1].removesuffix(" on")
            return At(parse_times(found[2]), parse_days(days))
    if _is_days(words.removeprefix("every ")):
        raise ReminderError(f"{quoted(part)} needs a time of day, such as: {words} at 9:00.")
    if words.startswith(("at ", "every ")):
        return parse_rule(words)
    raise ReminderError(f"{quoted(part)} does not say when. {_HOW}")


def _is_days(words: str) -> bool:
    try:
        parse_days("daily" if words == "day" else words)
    except ReminderError:
        return False
    return True


def _whole_minute(at: datetime) -> datetime:
    """The first whole minute that is not earlier."""
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)
