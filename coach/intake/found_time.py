"""Found time: what is known about the time of a step."""

from __future__ import annotations

from dataclasses import dataclass, replace

LONGEST = 60 * 60
"""Seconds: a longer time in a text is about days and recovery, not about a step."""
MOST_REPEATS = 200
MOST_BREATHS = 100
SHORT_PAUSE = 5.0
"""Seconds, for a pause or a moment that does not say how long."""
REP = 4.0
"""Seconds for one repetition of an exercise whose time is not given."""


@dataclass(frozen=True, slots=True)
class FoundTime:
    """What is known about the time of a step. Seconds."""

    seconds: float | None = None
    bounds: tuple[float, float] | None = None
    breaths: int | None = None
    repeats: int | None = None
    reps: int | None = None
    """Movements within each repeat: 10, in three sets of 10."""
    pause: float | None = None
    """Silence after the words."""
    each_side: bool = False
    wait: bool = False
    rules: tuple[str, ...] = ()
    """The rules by which it was found."""

    @property
    def timed(self) -> bool:
        """Whether the words say how long."""
        return any(value is not None for value in (self.seconds, self.breaths, self.repeats, self.reps, self.pause))

    def and_then(self, other: FoundTime) -> FoundTime:
        """Both together: what this one leaves open is taken from `other`."""
        if (self.breaths is not None and other.seconds is not None) or (self.seconds is not None and other.breaths):
            other = replace(other, seconds=None, bounds=None, breaths=None)
        mine = {name: getattr(self, name) for name in _VALUES if getattr(self, name) is not None}
        merged = {name: mine.get(name, getattr(other, name)) for name in _VALUES}
        rules = self.rules + tuple(name for name in other.rules if name not in self.rules)
        return FoundTime(
            **merged, each_side=self.each_side or other.each_side, wait=self.wait or other.wait, rules=rules
        )


_VALUES = ("seconds", "bounds", "breaths", "repeats", "reps", "pause")
NO_TIME = FoundTime()


def lasting(seconds: float, rule: str) -> FoundTime:
    """A time of so many seconds; no time where a step cannot last that long."""
    return FoundTime(seconds=seconds, rules=(rule,)) if 0 < seconds <= LONGEST else NO_TIME
