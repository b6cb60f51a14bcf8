"""What a glance at the terminal tells: where in the session, which side, how long still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.units import clock

if TYPE_CHECKING:
    from coach.plan import Cue, Plan
    from coach.sound import State

_BAR = 24
_STATES: dict[State, str] = {
    "playing": "", "paused": "paused", "waiting": "press n when ready", "voicing": "one moment: finding the words",
    "ended": "",
}  # fmt: skip


def status_line(plan: Plan, position: int, beat: int, state: State, width: int) -> str:
    """One line of at most `width` characters; `position` in milliseconds."""
    section = plan.sections[section_at(plan, position)]
    left = f"{clock(plan.length - position)} left"
    share = position / plan.length
    bar = "━" * round(share * _BAR) + "·" * (_BAR - round(share * _BAR))
    said = words(plan, beat)
    note = f"[{_STATES[state]}]  {said}".rstrip() if _STATES[state] else said
    line = f"{left}  {bar}  {section.name}"
    return f"{line}  {note}"[:width] if note else line[:width]


def section_at(plan: Plan, position: int) -> int:
    """The index of the section at `position` milliseconds."""
    ends = [index for index, span in enumerate(plan.sections) if position < span.end]
    return ends[0] if ends else len(plan.sections) - 1


def words(plan: Plan, beat: int) -> str:
    """What is said in a step, or what it is."""
    cues = _cues(plan, beat)
    spoken = [cue.text for cue in cues if cue.kind == "say" and cue.text]
    if spoken:
        return " ".join(spoken)
    return "breathe" if any(cue.kind == "breath" for cue in cues) else ""


def _cues(plan: Plan, beat: int) -> list[Cue]:
    # Cues lie in the order of their beats: found from the clock rather than by a search of the whole plan.
    span = plan.beats[beat]
    return [cue for cue in plan.between(span.start, span.end) if cue.beat == beat]
