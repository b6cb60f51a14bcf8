"""A plan as data for other programs: what `coach show --json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.units import SECOND

if TYPE_CHECKING:
    from coach.plan.plan import Plan


def as_data(plan: Plan) -> dict[str, Any]:
    """The plan in plain types; times in seconds, exact to the millisecond. Its keys are a promise."""
    return {
        "routine": plan.name,
        "title": plan.title,
        "seconds": plan.length / SECOND,
        "exact": plan.exact,
        "sections": [
            {
                "title": section.title,
                "side": section.side,
                "start": section.start / SECOND,
                "end": section.end / SECOND,
            }
            for section in plan.sections
        ],
        "cues": [
            {
                "start": cue.start / SECOND,
                "end": cue.end / SECOND,
                "kind": cue.kind,
                "to": cue.to,
                "text": cue.text,
                "caution": cue.caution,
                "section": cue.section,
                "side": cue.side,
                "file": cue.location.file,
                "line": cue.location.line,
            }
            for cue in plan.cues
        ],
    }
