"""The cursor: the position of the sound in a plan, and where "next", "back" and the like move it."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from coach.units import SAMPLES_PER_MS, samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.plan import Cue, Plan, Utterance
    from coach.plan.plan import SegmentSpan

Place = tuple[int, tuple[int, ...], frozenset["frozenset[Utterance]"]]
"""The step, the steps still to visit, and the cautions that were heard."""

AGAIN = samples(1500)
"""`back` this soon after a step begins means the step before it."""


class Cursor:
    """A position in a plan, in samples.

    No jump skips a caution of the section where it lands: those that were not heard yet are visited first. A person
    can leave a caution by `next`.
    """

    def __init__(self, plan: Plan) -> None:
        self.position = 0
        self._visits: list[int] = []  # the steps to go to after the current one, instead of the one that follows it
        self._heard: set[frozenset[Utterance]] = set()  # cautions, by their words
        self.plan = plan

    @property
    def plan(self) -> Plan:
        """The current plan. A plan that replaces it must have the same start for the step under the cursor."""
        return self._plan

    @plan.setter
    def plan(self, plan: Plan) -> None:
        self._plan = plan
        self._starts = [samples(segment.start) for segment in plan.segments]

    @property
    def segment(self) -> int:
        """The index in `plan.segments` of the step under the cursor."""
        return max(bisect_right(self._starts, self.position) - 1, 0)

    @property
    def span(self) -> SegmentSpan:
        """The step under the cursor."""
        return self._plan.segments[self.segment]

    @property
    def cue(self) -> Cue:
        """The cue under the cursor; at the end, the last one."""
        return cue_at(self._plan, self.position)

    @property
    def section(self) -> int:
        """The index in `plan.sections` of the area under the cursor."""
        return self._plan.section_of(self.segment)

    @property
    def ended(self) -> bool:
        """Whether it is past the last sample."""
        return self.position >= self.end

    @property
    def end(self) -> int:
        """The number of samples in the plan."""
        return samples(self._plan.length)

    def advance(self, count: int) -> bool:
        """Move on by `count` samples, at most to the end of the step under the cursor; returns whether it jumped."""
        segment, span = self.segment, self.span
        self.position += count
        if span.caution and self.position >= samples(span.sounded):
            self._heard.add(frozenset(span.clips))
        if self._visits and self.position >= samples(span.end):
            self._leave(segment)
            return True
        return False

    def place(self) -> Place:
        """Where it is, for `put`, without the samples since its step began."""
        return self.segment, tuple(self._visits), frozenset(self._heard)

    @property
    def past(self) -> int:
        """Samples since the step under the cursor began."""
        return self.position - self._starts[self.segment]

    def put(self, place: Place, past: int) -> None:
        """Go back to a place, `past` samples after its step began; the plan may have changed since."""
        segment, visits, heard = place
        self._visits, self._heard = list(visits), set(heard)
        span = self._plan.segments[segment]
        self.position = min(self._starts[segment] + past, samples(span.end))

    def next(self) -> None:
        """Go to what follows the step under the cursor."""
        segment, span = self.segment, self.span
        if span.caution:
            self._heard.add(frozenset(span.clips))
        self.position = samples(span.end)
        self._leave(segment)

    def repeat(self) -> None:
        """Go to the beginning of the step under the cursor, or of the cautions it needs."""
        self.go(self._landing(self.segment))

    def back(self) -> None:
        """As `repeat`, but soon after a step begins, go to the step before."""
        here = self._landing(self.segment)
        soon = self.position - self._starts[here] <= AGAIN
        self.go(self._landing(here - 1) if soon and here > 0 else here)

    def skip(self) -> None:
        """Go to the next area; from the last one, to the end."""
        ahead = self._plan.section_of(self._visits[-1]) + 1 if self._visits else self.section + 1
        if ahead >= len(self._plan.sections):
            self.finish()
            return
        self.go(bisect_right(self._starts, samples(self._plan.sections[ahead].start)) - 1)

    def go(self, segment: int, first: Sequence[int] = ()) -> None:
        """Go to a step after visiting the steps `first` and all cautions of its section before it that were not
        heard."""
        whole = self._plan.sections[self._plan.section_of(segment)].whole
        cautions: dict[frozenset[Utterance], int] = {}  # by their words: each is visited once
        for passed, span in enumerate(self._plan.segments[:segment]):
            if span.caution and self._plan.sections[self._plan.section_of(passed)].whole == whole:
                cautions.setdefault(frozenset(span.clips), passed)
        unheard = [place for words, place in cautions.items() if words not in self._heard and place not in first]
        begin, *self._visits = [*first, *unheard, segment]
        self.position = self._starts[begin]

    def finish(self) -> None:
        """Go to the end."""
        self._visits.clear()
        self.position = self.end

    def _leave(self, segment: int) -> None:
        if self._visits:
            self.position = self._starts[self._visits.pop(0)]
        elif segment + 1 < len(self._starts):
            self.position = self._starts[segment + 1]

    def _landing(self, segment: int) -> int:
        """The first of the cautions directly before a step, or the step itself."""
        while segment > 0 and self._plan.segments[segment - 1].caution:
            segment -= 1
        return segment


def cue_at(plan: Plan, position: int) -> Cue:
    """The cue at a sample; after the end, the last one."""
    return plan.between(position // SAMPLES_PER_MS, position // SAMPLES_PER_MS + 1)[-1]
