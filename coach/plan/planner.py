"""The planner: makes the plans of one session from its outline and target length."""

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
    """Makes the plan of one session, again whenever clip lengths become known or something is edited."""

    def __init__(self, outline: Outline, target: int | None = None) -> None:
        """`target` is the wanted length in milliseconds; None: as written."""
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
        """The planner of a selection of a routine. `two_voices`: a second voice speaks to the client. Raises
        PlanError."""
        if target is None:
            return cls(outline(routine, selection, two_voices=two_voices))
        return cls(fitted(routine, selection, target, two_voices=two_voices), target)

    @classmethod
    def of_line(cls, text: str, *, chime: bool = False) -> Planner:
        """The planner of a single line of text, never read as a script; optionally after a chime.

        If nothing in it can be spoken, only the chime remains.
        """
        return cls(line_outline(text, chime=chime))

    @property
    def routine(self) -> Routine:
        """The planned routine."""
        return self.outline.routine

    def slots(self, lengths: Mapping[Utterance, int] | None = None) -> list[int | None] | None:
        """The slot of each segment in milliseconds, such that the target is met; None without a target."""
        return None if self.target is None else fit_slots(self.outline, self.target, lengths)

    def plan(
        self,
        lengths: Mapping[Utterance, int] | None = None,
        slots: Sequence[int | None] | None = None,
        added: Mapping[int, int] | None = None,
    ) -> Plan:
        """The plan.

        `lengths` are those of known clips, in milliseconds; `slots` and `added` are edits made during the session, as
        for `lay_out`.
        """
        return lay_out(self.outline, lengths, slots or self.slots(lengths), added)
