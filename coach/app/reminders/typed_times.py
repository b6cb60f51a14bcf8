"""The times of a reminder as typed, and the rules they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.errors import ReminderError
from coach.remind.rule import Every, Once
from coach.remind.rule_reader import parse_rule, rules_from
from coach.remind.when import parse_days, parse_range

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coach.remind.rule import Rule


@dataclass(frozen=True, slots=True)
class Timing:
    """The times as typed; empty if not given."""

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
        first: tuple[Rule, ...] = ()
        if not self.also or replace(self, also=()):
            first = rules_from(self.at, self.every, self.between, self.days, self.once, wall)
        return _distinct([*first, *self._more(wall)])

    def changed(self, rules: Sequence[Rule], wall: datetime) -> tuple[Rule, ...]:
        """The rules of a reminder that had `rules`: new times keep its days and range, unless they are given too."""
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
        days = parse_days(self.days or "")
        if all(isinstance(rule, Once) for rule in rules):
            raise ReminderError("--days needs a time: --at 11:00 or --every 2h. A date for --once has its day already.")
        return [rule if isinstance(rule, Once) else replace(rule, days=days) for rule in rules]

    def _in_range(self, rules: list[Rule]) -> list[Rule]:
        start, end = parse_range(self.between or "")
        if not any(isinstance(rule, Every) for rule in rules):
            raise ReminderError("--between needs --every, such as --every 2h.")
        return [replace(rule, start=start, end=end) if isinstance(rule, Every) else rule for rule in rules]

    def _more(self, wall: datetime) -> list[Rule]:
        more = [parse_rule(text) for text in self.also]
        for rule in more:
            if isinstance(rule, Once) and rule.at <= wall:
                raise ReminderError(f"'{rule}' has passed already. Give a date and time in the future.")
        return more


def _distinct(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    return tuple(dict.fromkeys(rules))
