"""When it is said: a routine becomes cues on a clock."""

from coach.plan.choice import EVERYTHING, SIDES, Choice
from coach.plan.contract import as_data
from coach.plan.cue import Cue, Plan, SectionSpan, Utterance
from coach.plan.layout import fit_slots, lay_out, reach
from coach.plan.outline import outline

__all__ = [
    "EVERYTHING", "SIDES", "Choice", "Cue", "Plan", "SectionSpan", "Utterance",
    "as_data", "fit_slots", "lay_out", "outline", "reach",
]  # fmt: skip
