"""How much a session talks, and how much quiet it has: `python -m benchmarks.pacing [ROUTINE]… [--minutes N]`.

Each session for a therapist, or those named, with two voices, by the estimate of how long words take: as it is first
met, with the full opening and all that teaches, and to a client and a therapist who know it.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.errors import OutOfReach
from coach.plan import Cue, Plan, Selection, fit_slots, lay_out, outline
from coach.script import read_routine
from coach.script.routine import Routine
from coach.units import MINUTE, SECOND

SCRIPTS = Path(__file__).parent.parent / "scripts"
QUIET = 30 * SECOND
"""From which on nobody waits for a voice any more."""
PAUSE = 4 * SECOND
"""The least that lets one take in what was said."""
FORMS = {
    "first": Selection(),
    "known": Selection(opening="brief", guidance="know"),
}


@dataclass(frozen=True, slots=True)
class Pacing:
    """How a session is paced. Lengths in milliseconds, shares of 1."""

    length: int
    cues: int
    """How many lines are spoken."""
    voice: float
    """The share of the time in which a voice speaks."""
    quiet: float
    """The share of the time in gaps of `QUIET` and more between two lines."""
    talk: int
    """The longest stretch without a gap of `PAUSE`."""
    opening: int
    """When the opening check ends; 0: there is none."""


def pacing(plan: Plan) -> Pacing:
    """The figures of a plan."""
    spoken = [cue for cue in plan.cues if cue.kind == "say"]
    gaps = [after.start - before.end for before, after in itertools.pairwise(spoken)]
    return Pacing(
        plan.length,
        len(spoken),
        sum(cue.end - cue.start for cue in spoken) / plan.length,
        sum(gap for gap in gaps if gap >= QUIET) / plan.length,
        _longest_talk(spoken),
        max((span.end for span in plan.sections if span.opening), default=0),
    )


def _longest_talk(spoken: Sequence[Cue]) -> int:
    longest, began = 0, spoken[0].start
    for before, after in itertools.pairwise(spoken):
        longest = max(longest, before.end - began)
        if after.start - before.end >= PAUSE:
            began = after.start
    return max(longest, spoken[-1].end - began)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("routine", nargs="*", help="its name; else all for a therapist")
    parser.add_argument("--minutes", type=float, help="fitted to this length")
    options = parser.parse_args()
    paths = [SCRIPTS / f"{name}.md" for name in options.routine] or sorted(SCRIPTS.glob("*.md"))
    routines = [read_routine(path) for path in paths]
    print("| Session | Form | Minutes | Lines | Voice | Quiet of 30 s and more | Longest talk | Opening |")
    print("|---|---|---|---|---|---|---|---|")
    for routine in routines:
        if options.routine or routine.header.speaker == "therapist":
            for form, selection in FORMS.items():
                print(_row(routine, form, selection, options.minutes))


def _row(routine: Routine, form: str, selection: Selection, minutes: float | None) -> str:
    plan = outline(routine, selection, two_voices=True)
    try:
        it = pacing(lay_out(plan, None, fit_slots(plan, round(minutes * MINUTE)) if minutes else None))
    except OutOfReach as error:
        return f"| {routine.name} | {form} | {error} |"
    cells = (
        routine.name, form, f"{it.length / MINUTE:.0f}", f"{it.cues}", f"{it.voice:.0%}", f"{it.quiet:.0%}",
        f"{it.talk / SECOND:.0f} s", f"{it.opening / SECOND:.0f} s",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
