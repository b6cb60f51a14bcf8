"""The planner: a routine, what of it is done and how long it is to last, ready to be laid out on the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.plan.layout import fit_slots, lay_out
from coach.plan.outline import line_outline, outline
from coach.plan.said_times import fitted
from coach.plan.selection import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.plan.cue import Utterance
    from coach.plan.outline import Outline
    from coach.plan.plan import Plan
    from coach.plan.selection import Selection
    from coach.script import Routine


class Planner:
    """Lays out one session as often as something about it becomes known or is changed."""

    def __init__(self, outline: Outline, target: int | None = None) -> None:
        """`target` is the length asked for, in milliseconds; None: as written."""
        self.outline, self.target = outline, target

    @classmethod
    def of_routine(
        cls,
        routine: Routine,
        selection: Selection = EVERYTHING,
        target: int | None = None,
        *,
        two_voices: bool = False,
    ) -> Planner:
        """The planner of what is selected of a routine; `two_voices`: one speaks to the client. Raises PlanError."""
        if target is None:
            return cls(outline(routine, selection, two_voices=two_voices))
        return cls(fitted(routine, selection, target, two_voices=two_voices), target)

    @classmethod
    def of_line(cls, text: str, *, chime: bool = False) -> Planner:
        """The planner of one line of text, which is words whatever it would mean in a script; after a chime, if asked.

        Where nothing in it can be said, the chime is all there is.
        """
        return cls(line_outline(text, chime=chime))

    @property
    def routine(self) -> Routine:
        """What is planned."""
        return self.outline.routine

    def slots(self, lengths: Mapping[Utterance, int] | None = None) -> list[int | None] | None:
        """What each segment is to last so that the target is met, in milliseconds; None where there is no target."""
        return None if self.target is None else fit_slots(self.outline, self.target, lengths)

    def plan(
        self,
        lengths: Mapping[Utterance, int] | None = None,
        slots: Sequence[int | None] | None = None,
        added: Mapping[int, int] | None = None,
    ) -> Plan:
        """The session on the clock.

        `lengths` are those of the clips that are known, in milliseconds; `slots` and `added`, by the number of a
        segment, what was decided of it under way.
        """
        return lay_out(self.outline, lengths, slots or self.slots(lengths), added)
