"""Reading rules that people type, as text or as command options.

All functions raise ReminderError, with a sentence that says what is wrong and how to write it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.errors import ReminderError
from coach.remind.rule import EVERY_DAY, MIDNIGHT, At, Every, Once
from coach.remind.when import parse_days, parse_instant, parse_interval, parse_range, parse_times, quoted

if TYPE_CHECKING:
    from datetime import datetime

    from coach.remind.rule import Rule

_AT = re.compile(r"at (.+?)(?: on (.+))?", re.IGNORECASE)
_EVERY = re.compile(r"every (.+?)(?: between (.+?))?(?: on (.+))?", re.IGNORECASE)
_ONCE = re.compile(r"once (.+)", re.IGNORECASE)


def parse_rule(text: str) -> Rule:
    """The rule in a text that `str` or a person wrote. Raises ReminderError."""
    if found := _AT.fullmatch(text):
        return At(parse_times(found[1]), parse_days(found[2] or "daily"))
    if found := _EVERY.fullmatch(text):
        start, end = parse_range(found[2]) if found[2] else (MIDNIGHT, MIDNIGHT)
        return Every(parse_interval(found[1]), start, end, parse_days(found[3] or "daily"))
    if found := _ONCE.fullmatch(text):
        return Once(parse_instant(found[1], None))
    raise ReminderError(
        f"{quoted(text)} does not say when. Write it like 'at 11:00, 15:30 on mon-fri', "
        "'every 2 h between 9:00-18:00' or 'once 2026-12-01 20:00'."
    )


def rules_from(
    at: str | tuple[str, ...] | None,
    every: str | None,
    between: str | None,
    days: str | None,
    once: str | tuple[str, ...] | None,
    now_wall: datetime | None = None,
) -> tuple[Rule, ...]:
    """The rules of the options of `coach remind add`. Without `now_wall`, `once` must have a date."""
    at, once = ((value,) if isinstance(value, str) else value or () for value in (at, once))
    if not (at or every is not None or once):
        raise ReminderError("Say when: with --at 11:00, --every 2h or --once '2026-12-01 20:00'.")
    if between is not None and every is None:
        raise ReminderError("--between needs --every, such as --every 2h.")
    if days is not None and not at and every is None:
        raise ReminderError("--days needs a time: --at 11:00 or --every 2h. A date for --once has its day already.")
    on = EVERY_DAY if days is None else parse_days(days)
    rules: list[Rule] = []
    if at:
        rules.append(At(tuple(sorted({moment for text in at for moment in parse_times(text)})), on))
    if every is not None:
        start, end = (MIDNIGHT, MIDNIGHT) if between is None else parse_range(between)
        rules.append(Every(parse_interval(every), start, end, on))
    rules += [Once(wall) for wall in sorted({parse_instant(text, now_wall) for text in once})]
    return tuple(rules)
