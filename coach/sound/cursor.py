"""The cursor: where in a plan the sound is, and where "next", "back" and their like take it."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from coach.units import samples

if TYPE_CHECKING:
    from coach.plan import Plan, Utterance

AGAIN = samples(1500)
"""`back` this soon after a step's beginning means the step before it."""


class Cursor:
    """A place on the clock of a plan, in samples.

    No way leads past a caution of the section where it ends: those that were not heard yet are visited before it
    lands. A person may go on from one by `next`.
    """

    def __init__(self, plan: Plan) -> None:
        self.position = 0
        self._visits: list[int] = []  # the steps to go to from the present one's end, in place of what follows it
        self._heard: set[frozenset[Utterance]] = set()  # cautions, by their words
        self.plan = plan

    @property
    def plan(self) -> Plan:
        """The plan as it is now; one that is put in its place has the same beginning for the step under the cursor."""
        return self._plan

    @plan.setter
    def plan(self, plan: Plan) -> None:
        self._plan = plan
        self._starts = [samples(beat.start) for beat in plan.beats]

    @property
    def beat(self) -> int:
        """The index in `plan.beats` of the step under the cursor."""
        return max(bisect_right(self._starts, self.position) - 1, 0)

    @property
    def section(self) -> int:
        """The index in `plan.sections` of the area under the cursor."""
        return self._plan.section_of(self.beat)

    @property
    def ended(self) -> bool:
        """Whether it is behind the last sample."""
        return self.position >= self.end

    @property
    def end(self) -> int:
        """The sample behind the last."""
        return samples(self._plan.length)

    def advance(self, count: int) -> bool:
        """Go on by `count` samples, at most to the end of the step under the cursor; whether that was a jump."""
        beat = self.beat
        span = self._plan.beats[beat]
        self.position += count
        if span.caution and self.position >= samples(span.sounded):
            self._heard.add(frozenset(span.needs))
        if self._visits and self.position >= samples(span.end):
            self._leave(beat)
            return True
        return False

    def next(self) -> None:
        """To what follows the step under the cursor."""
        beat = self.beat
        span = self._plan.beats[beat]
        if span.caution:
            self._heard.add(frozenset(span.needs))
        self.position = samples(span.end)
        self._leave(beat)

    def repeat(self) -> None:
        """To the beginning of the step under the cursor, or of the cautions it needs."""
        self.go(self._landing(self.beat))

    def back(self) -> None:
        """As `repeat`; soon after a beginning, to the step before."""
        here = self._landing(self.beat)
        soon = self.position - self._starts[here] <= AGAIN
        self.go(self._landing(here - 1) if soon and here > 0 else here)

    def skip(self) -> None:
        """To the next area; behind the last one, to the end."""
        ahead = self._plan.section_of(self._visits[-1]) + 1 if self._visits else self.section + 1
        if ahead >= len(self._plan.sections):
            self.finish()
            return
        self.go(bisect_right(self._starts, samples(self._plan.sections[ahead].start)) - 1)

    def go(self, beat: int) -> None:
        """To a step, by way of all cautions of its section before it that were not heard."""
        whole = self._plan.sections[self._plan.section_of(beat)].whole
        cautions: dict[frozenset[Utterance], int] = {}  # by their words: each is visited once
        for passed, span in enumerate(self._plan.beats[:beat]):
            if span.caution and self._plan.sections[self._plan.section_of(passed)].whole == whole:
                cautions.setdefault(frozenset(span.needs), passed)
        first, *self._visits = [*(place for words, place in cautions.items() if words not in self._heard), beat]
        self.position = self._starts[first]

    def finish(self) -> None:
        """To the end."""
        self._visits.clear()
        self.position = self.end

    def _leave(self, beat: int) -> None:
        if self._visits:
            self.position = self._starts[self._visits.pop(0)]
        elif beat + 1 < len(self._starts):
            self.position = self._starts[beat + 1]

    def _landing(self, beat: int) -> int:
        """The first of the cautions right before a step, or the step."""
        while beat > 0 and self._plan.beats[beat - 1].caution:
            beat -= 1
        return beat
