"""Instants and lengths of time as text for a person, in the local zone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

_DAY = timedelta(days=1)


def moment(at: datetime, zone: tzinfo, now: datetime) -> str:
    """An instant as people say it: "today 15:30", "tomorrow 8:00", "Thu 26 Nov 8:00"; other years are named."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    near = {today - _DAY: "yesterday", today: "today", today + _DAY: "tomorrow"}
    year = "" if local.year == today.year else f" {local.year}"
    day = near.get(local.date()) or f"{local:%a} {local.day} {local:%b}{year}"
    return f"{day} {local.hour}:{local:%M}"


def distance(at: datetime, now: datetime) -> str:
    """How far away an instant is: "in 12 min", "in 2 h 5 min", "in 3 days"."""
    minutes = max(0, round((at - now).total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    if not minutes:
        return "in less than a minute"
    if hours >= 36:
        return f"in {round(hours / 24)} days"
    return "in " + " ".join(f"{count} {unit}" for count, unit in ((hours, "h"), (rest, "min")) if count)


def minutes_said(seconds: float) -> str:
    """A length in whole minutes, or in seconds if shorter than a minute: "2 min", "40 s"."""
    return f"{round(seconds)} s" if seconds < 60 else f"{round(seconds / 60)} min"
