"""The timekeeper of a stream: how long the session has taken, and how rests make up for time that was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.units import samples

if TYPE_CHECKING:
    from coach.plan import Cue
    from coach.sound.state import State

_MISSED = samples(15_000)
"""A loss of up to this many samples is made up for; a longer one counts as a pause."""
_NOTICED = samples(4)
"""The clock is corrected only if it is off by more samples than this: less is within the error of measurement."""
_RESTFUL = samples(2000)
"""Rests of at least this length can be shortened."""
_SHARE = 4
"""The part that can be cut, as a divisor."""
_LEFT = samples(1000)
"""Samples of a rest that always remain before the next sound."""

Counts = tuple[int, int, int, int, int]


class Timekeeper:
    """Counts the samples of a session by what happened in them."""

    def __init__(self) -> None:
        self.spent = 0
        """Samples played or paused, without the waits for the voice that are made up for."""
        self.played = 0
        """Samples of the plan that were played."""
        self._made_up = 0  # samples of rests left out to make up for losses
        self._voiced = 0  # samples spent waiting for the voice, to be made up for too
        self._eased = -1  # where the last shortened rest begins, in milliseconds
        self._lost = self._gone = 0  # samples lost that are to be made up for, and those that are not

    @property
    def total(self) -> int:
        """Samples since the session began, with pauses; losses count once they are made up for."""
        return self.spent + self._made_up + self._gone

    @property
    def behind(self) -> int:
        """Samples by which the clock is late, and which will be made up for; negative if it is early."""
        return self._lost + self._voiced - self._made_up

    @property
    def is_off(self) -> bool:
        """Whether the clock is late or early by so much that rests make up for it."""
        return abs(self.behind) >= _NOTICED

    def mark(self) -> Counts:
        """The counts of what was rendered, for `go_back`."""
        return self.spent, self.played, self._made_up, self._voiced, self._eased

    def go_back(self, mark: Counts) -> None:
        """Restore earlier counts. What was lost stays lost."""
        self.spent, self.played, self._made_up, self._voiced, self._eased = mark

    def lose(self, count: int, state: State) -> None:
        """Note that the wall clock ran `count` samples ahead of the sound; negative if it fell behind.

        A large loss, or one while the clock stands still, counts as a pause.
        """
        if state == "playing" and abs(count) <= _MISSED:
            self._lost += count
        else:
            self._gone += count

    def pass_by(self, count: int) -> None:
        """Note that `count` samples passed without sound: a pause, which is not made up for."""
        self._gone += count

    def wait(self, count: int) -> None:
        """Note that `count` samples were waited because the clock was early."""
        self._made_up -= count

    def count(self, count: int, state: State) -> None:
        """Note `count` samples in a state."""
        if state == "voicing" and self.played > 0 and self._voiced < _MISSED:
            self._voiced += count
        elif state not in ("starting", "ended"):
            self.spent += count

    def owed(self, rest: Cue, left: int) -> int:
        """Samples of a rest, of which `left` are left, to leave out because the clock is late; negative: to wait.

        Each rest is shortened once, by a part of it.
        """
        length = samples(rest.end - rest.start)
        if not self.is_off or rest.start == self._eased or length < _RESTFUL or left <= _LEFT:
            return 0
        if self.behind < 0:
            return self.behind
        given = min(self.behind, length // _SHARE, left - _LEFT)
        self._made_up += given
        self._eased = rest.start
        return given
