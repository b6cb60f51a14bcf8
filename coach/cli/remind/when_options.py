"""The options that say when a reminder speaks."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import click

from coach.app.reminders.typed_times import Timing

if TYPE_CHECKING:
    from collections.abc import Callable

_OPTIONS = (
    click.option("--at", multiple=True, metavar="TIMES", help="Times of day: 11:00,15:30 or 9am; repeatable."),
    click.option("--days", metavar="DAYS", help="Days of the week: mon-fri, sat,sun or weekend. Default: every day."),
    click.option("--every", metavar="LENGTH", help="Again and again: 2h, 90min."),
    click.option("--between", metavar="RANGE", help="From when to when --every counts: 9:00-18:00, or 22-6."),
    click.option("--once", multiple=True, metavar="TIME",
                 help="One single time: '2026-12-01 20:00', 'tomorrow 8:00' or 20:00; repeatable."),
    click.option("--also", multiple=True, metavar="RULE",
                 help="A further rule, as `coach remind list` shows them: 'at 9:00 on sat'; repeatable."),
)  # fmt: skip


def timing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say when; the command gets one `timing` argument instead."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        given = {name: kwargs.pop(name) for name in ("at", "days", "every", "between", "once", "also")}
        return command(*args, timing=Timing(**given), **kwargs)

    wrapped: Callable[..., Any] = run
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped
