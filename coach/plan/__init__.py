"""The plan of a session: a routine becomes cues with exact times."""

from coach.plan.cue import Cue, Utterance
from coach.plan.layout import fit_slots, lay_out, reach
from coach.plan.outline import outline
from coach.plan.plan import Plan, SectionSpan
from coach.plan.selection import EVERYTHING, SIDES, Selection

__all__ = [
    "EVERYTHING", "SIDES", "Cue", "Plan", "SectionSpan", "Selection", "Utterance",
    "fit_slots", "lay_out", "outline", "reach",
]  # fmt: skip
