"""Steps whose words say how long they last, in a session fitted to a length: words and time must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import OutOfReach
from coach.plan.layout import fit_slots, reach
from coach.plan.outline import outline
from coach.plan.segment import Slot
from coach.units import SECOND

if TYPE_CHECKING:
    from coach.plan.outline import Outline
    from coach.plan.selection import Selection
    from coach.script.routine import Routine

_ROUND = 5 * SECOND
"""Spoken lengths are multiples of this; short ones, and those whose bounds are too narrow, are in seconds."""
_SHORT = 20 * SECOND


def fitted(routine: Routine, selection: Selection, target: int, *, two_voices: bool = False) -> Outline:
    """The outline in which every `{time}` is the length of its step, if the whole takes `target` milliseconds.

    Such a step takes exactly the time that its words say. Only if no other step can make up the difference, it is up to
    half a rounding step longer or shorter. Raises PlanError.
    """
    made = outline(routine, selection, two_voices=two_voices)
    if not made.says_time:
        return made
    try:
        slots = fit_slots(made, target)
    except OutOfReach:
        return made  # reported when the session is planned
    said: dict[int, tuple[int, tuple[int, int]]] = {}
    for segment, slot in zip(made.segments, slots, strict=True):
        ending = segment.ending
        if slot is not None and segment.step in made.says_time and isinstance(ending, Slot) and ending.bounds:
            said[segment.step] = _rounded(slot, ending.bounds)
    lengths = {step: (length, None) for step, (length, _) in said.items()}
    exact = outline(routine, selection, lengths, two_voices=two_voices)
    shortest, longest = reach(exact)
    return exact if shortest <= target <= longest else outline(routine, selection, said, two_voices=two_voices)


def _rounded(slot: int, bounds: tuple[int, int]) -> tuple[int, tuple[int, int]]:
    """A length that can be spoken, and the bounds within which it may still be scaled."""
    step = _ROUND if slot >= _SHORT else SECOND
    length = round(slot / step) * step
    if not bounds[0] <= length <= bounds[1]:
        step = SECOND
        length = min(max(round(slot / step) * step, bounds[0]), bounds[1])
    return length, (max(length - step // 2, bounds[0]), min(length + step // 2, bounds[1]))
