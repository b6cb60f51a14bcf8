"""The questions for a person who adds a reminder without a routine or a time."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import click

from coach.app.reminders.naming import meant
from coach.app.reminders.typed_times import Timing
from coach.app.routines import listed
from coach.cli.table import table
from coach.errors import CoachError, ReminderError
from coach.remind.said_when import rules_said
from coach.units import spoken_length

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from coach.app.reminders.naming import Meant
    from coach.settings import Settings

    Answer = TypeVar("Answer")

_LONGEST = 10 * 60 * 1000
"""Milliseconds; longer routines are not offered for a break."""


def ask_routine(settings: Settings) -> Meant:
    """Show routines for a short break, and ask for one."""
    rows = _short_ones(settings)
    if rows:
        click.echo("Routines that suit a short break (`coach list` shows all):", err=True)
        click.echo(table(rows, indent="  "), err=True)
    return _ask("Which routine", lambda text: meant(text, settings))


def ask_timing(wall: datetime) -> Timing:
    """Ask when and on which days."""

    def read(text: str) -> Timing:
        timing = _read(text)
        try:
            timing.rules(wall)
        except ReminderError:
            with suppress(ReminderError):  # the first error is about what was most likely meant
                return Timing(also=tuple(map(str, rules_said(text, wall))))
            raise
        return timing

    def on_days(text: str) -> Timing:
        with_days = Timing(at=timing.at, days=text, every=timing.every, between=timing.between)
        with_days.rules(wall)
        return with_days

    timing = _ask("At what times (11:00, 15:30 - or every 2h - or 9:00 on mon-fri - or 2026-12-01 20:00)", read)
    if timing.every is not None and timing.between is None:
        every = timing.every

        def in_range(text: str) -> Timing:
            ranged = Timing(every=every, between=text)
            ranged.rules(wall)
            return ranged

        timing = _ask("Between which times", in_range, "9:00-18:00")
    if not (timing.once or timing.also):
        timing = _ask("On which days (daily, mon-fri, sat,sun)", on_days, "daily")
    return timing


def ask_nudge() -> bool:
    """Ask whether the routine follows the spoken line; returns whether it does not."""
    return not click.confirm("Guide the routine after the spoken line", default=True, err=True)


def _read(text: str) -> Timing:
    """The timing in an answer to "when"."""
    words = text.strip().lower()
    if words.startswith(("at ", "once ", "every ")) and (" on " in words or " between " in words):
        return Timing(also=(text.strip(),))
    if words.startswith("every"):
        return Timing(every=words.removeprefix("every").strip())
    if words.startswith(("tomorrow", "once ")) or words[:4].isdigit():
        return Timing(once=(words.removeprefix("once "),))
    return Timing(at=(words.removeprefix("at "),))


def _ask(question: str, read: Callable[[str], Answer], default: str | None = None) -> Answer:
    """Ask until the answer is valid."""

    def checked(text: str) -> Answer:
        try:
            return read(text)
        except CoachError as error:
            raise click.UsageError(str(error)) from error

    answer: Answer = click.prompt(question, value_proc=checked, default=default, err=True)
    return answer


def _short_ones(settings: Settings) -> list[tuple[str, str, str]]:
    return [
        (routine.name, spoken_length(round(routine.length, -3)), routine.title)
        for routine in listed(settings, lambda _error: None)[1]  # `coach list` tells
        if routine.speaker == "self" and routine.length <= _LONGEST
    ]
