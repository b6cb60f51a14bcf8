"""The options that say when, and the rules they mean."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from coach.errors import ReminderError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from coach.remind.rule import Rule


@dataclass(frozen=True, slots=True)
class Timing:
    """When, as typed; each empty where it was not given."""

    at: tuple[str, ...] = ()
    days: str | None = None
    every: str | None = None
    between: str | None = None
    once: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Timing()

    def rules(self, wall: datetime) -> tuple[Rule, ...]:
        """The rules of a new reminder; `wall` is the naive time now. Raises ReminderError."""
        from coach.remind.rule_reader import rules_from

        first: tuple[Rule, ...] = ()
        if not self.also or replace(self, also=()):
            first = rules_from(self.at, self.every, self.between, self.days, self.once, wall)
        return _distinct([*first, *self._more(wall)])

    def changed(self, rules: Sequence[Rule], wall: datetime) -> tuple[Rule, ...]:
        """The rules of a reminder that had `rules`: new times keep its days and range, unless they are given too."""
        from coach.remind.rule import Every, Once
        from coach.remind.rule_reader import rules_from

        weekly = [rule for rule in rules if not isinstance(rule, Once)]
        if self.at or self.every is not None or self.once:
            between = self.between if self.every is not None else None
            made = list(rules_from(self.at, self.every, between, None, self.once, wall))
            if len({rule.days for rule in weekly}) == 1:
                made = [rule if isinstance(rule, Once) else replace(rule, days=weekly[0].days) for rule in made]
            ranges = {(rule.start, rule.end) for rule in rules if isinstance(rule, Every)}
            if self.between is None and len(ranges) == 1:
                start, end = ranges.pop()
                made = [replace(rule, start=start, end=end) if isinstance(rule, Every) else rule for rule in made]
        else:
            made = list(rules)
        if self.days is not None:
            made = self._on_days(made)
        if self.between is not None and self.every is None:
            made = self._in_range(made)
        return _distinct([*made, *self._more(wall)])

    def _on_days(self, rules: list[Rule]) -> list[Rule]:
        from coach.remind.rule import Once
        from coach.remind.when import parse_days

        days = parse_days(self.days or "")
        if all(isinstance(rule, Once) for rule in rules):
            raise ReminderError("--days needs a time: --at 11:00 or --every 2h. A date for --once has its day already.")
        return [rule if isinstance(rule, Once) else replace(rule, days=days) for rule in rules]

    def _in_range(self, rules: list[Rule]) -> list[Rule]:
        from coach.remind.rule import Every
        from coach.remind.when import parse_range

        start, end = parse_range(self.between or "")
        if not any(isinstance(rule, Every) for rule in rules):
            raise ReminderError("--between needs --every, such as --every 2h.")
        return [replace(rule, start=start, end=end) if isinstance(rule, Every) else rule for rule in rules]

    def _more(self, wall: datetime) -> list[Rule]:
        from coach.remind.rule import Once
        from coach.remind.rule_reader import parse_rule

        more = [parse_rule(text) for text in self.also]
        for rule in more:
            if isinstance(rule, Once) and rule.at <= wall:
                raise ReminderError(f"'{rule}' has passed already. Give a date and time that lie ahead.")
        return more


def _distinct(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    return tuple(dict.fromkeys(rules))


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
