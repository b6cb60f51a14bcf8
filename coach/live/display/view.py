"""The view: all that a screen shows of a session at one moment, in words and numbers."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.plan import Cue, Plan
    from coach.plan.cue import Side
    from coach.script.routine import Listener
    from coach.sound import State

Phase = Literal["ready", "inhale", "hold", "exhale", "rest"]

_MESSAGES = {
    "paused": "Paused. Space goes on.", "waiting": "Ready? Space or → goes on.",
    "voicing": "One moment: finding the words.", "ended": "That was all.",
}  # fmt: skip
_PHASES: dict[Phase, str] = {
    "ready": "Breathing comes next", "inhale": "Breathe in", "hold": "Hold", "exhale": "Breathe out", "rest": "Rest",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of a step."""

    text: str
    to: Listener | None = None
    """Who is spoken to; None: nobody is, it only says what the step is ("Rest.")."""
    caution: bool = False

    @property
    def who(self) -> str:
        """Who it is for, in one word; nothing where that goes without saying."""
        if self.caution:
            return "caution"
        return {"therapist": "you", "client": "client"}.get(self.to or "", "")


@dataclass(frozen=True, slots=True)
class BreathPhase:
    """A breath under way, or soon to begin."""

    phase: Phase
    """`ready` until the first breath of the step begins."""
    fullness: float
    """How full the lungs are, 0 to 1: rises evenly through an inhale and falls through an exhale, as the sound does."""
    left: int
    """Breaths of this step not yet breathed out; the present one counts."""

    @property
    def words(self) -> str:
        """What to do now."""
        return _PHASES[self.phase]


@dataclass(frozen=True, slots=True)
class View:
    """A session at one moment. Times are milliseconds of the plan."""

    title: str
    """Of the session."""
    area: str
    """The title of the section."""
    area_number: int
    """Counts from 1."""
    areas: int
    side: Side | None
    segment: int
    """The step's index in the plan."""
    words: tuple[ShownLine, ...]
    """What the step says; nothing where it only repeats the title, the area or the side."""
    turn: tuple[int, int]
    """Which of how many times the step is done one after another: (2, 3)."""
    next_words: tuple[ShownLine, ...]
    """Of the next step that has any; empty before the end."""
    next_area: str | None
    """Its section with its side, where that is another."""
    position: int
    step_left: int
    step_length: int
    area_left: int
    area_length: int
    session_left: int
    session_length: int
    breath: BreathPhase | None
    """None in a step without breaths."""
    marks: tuple[float, ...]
    """Where sections begin, as parts of the session: 0 to 1."""
    state: State
    starts_in: int = 0
    """While `starting`: milliseconds until it begins."""
    volume: int = 100
    """Per cent."""
    notices: tuple[str, ...] = ()

    @property
    def progress(self) -> float:
        """How much of the session is over: 0 to 1."""
        return min(self.position / max(self.session_length, 1), 1.0)

    @property
    def message(self) -> str:
        """What the state asks for or tells, in a sentence; nothing while it plays."""
        if self.state == "starting":
            seconds = (self.starts_in + SECOND - 1) // SECOND
            return f"Begins in {seconds}." if seconds else "Begins now."
        return _MESSAGES.get(self.state, "")


def snapshot(
    plan: Plan,
    position: int,
    segment: int,
    state: State,
    *,
    volume: int = 100,
    starts_in: int = 0,
    notices: Sequence[str] = (),
) -> View:
    """The view of a plan with the cursor at `position` milliseconds, in the step `segment`."""
    span = plan.segments[segment]
    number = plan.section_of(segment)
    section = plan.sections[number]
    cues = plan.cues_of(segment)
    turn, turns = span.turn
    coming = _next(plan, segment + turns - turn)
    there = plan.sections[plan.section_of(coming)] if coming is not None else section
    return View(
        title=plan.title,
        area=section.title,
        area_number=number + 1,
        areas=len(plan.sections),
        side=span.side or section.side,
        segment=segment,
        words=_words(plan, segment + 1 - turn),
        turn=span.turn,
        next_words=_words(plan, coming) if coming is not None else (),
        next_area=there.name if there is not section else None,
        position=position,
        step_left=_within(span.end - position, span.end - span.start),
        step_length=span.end - span.start,
        area_left=_within(section.end - position, section.end - section.start),
        area_length=section.end - section.start,
        session_left=_within(plan.length - position, plan.length),
        session_length=plan.length,
        breath=_breath([cue for cue in cues if cue.kind == "breath"], position),
        marks=tuple(span.start / max(plan.length, 1) for span in plan.sections),
        state=state,
        starts_in=starts_in,
        volume=volume,
        notices=tuple(notices),
    )


def _within(left: int, length: int) -> int:
    # The cursor and its step are read one after the other: it may have moved on in between.
    return min(max(left, 0), length)


def _words(plan: Plan, segment: int) -> tuple[ShownLine, ...]:
    if plan.segments[segment].step < 0:
        return ()
    cues = plan.cues_of(segment)
    lines = tuple(
        ShownLine(cue.text, cue.to, cue.caution) for cue in cues if cue.role in ("step", "caution") and cue.text
    )
    return lines or (ShownLine("Breathe." if _breathes(cues) else "Rest."),)


def _breathes(cues: Sequence[Cue]) -> bool:
    return any(cue.kind == "breath" for cue in cues)


def _next(plan: Plan, segment: int) -> int | None:
    """The next step worth telling: not one that only names an area or a side, nor bare breaths."""
    for index in range(segment + 1, len(plan.segments)):
        words = _words(plan, index)
        if words and (words[0].to is not None or not _breathes(plan.cues_of(index))):
            return index
    return None


def _breath(cues: Sequence[Cue], position: int) -> BreathPhase | None:
    if not cues:
        return None
    # A cycle ends where the next begins.
    ends = [cue.start for cue in cues[1:] if cue.sound == cues[0].sound] + [cues[-1].end]
    left = len(ends) - bisect_right(ends, position)
    index = bisect_right(cues, position, key=lambda cue: cue.start) - 1
    if index < 0:
        return BreathPhase("ready", 0.0, left)
    cue = cues[index]
    way = min((position - cue.start) / max(cue.end - cue.start, 1), 1.0)
    if cue.sound == "inhale":
        return BreathPhase("inhale", way, left)
    if cue.sound == "exhale":
        return BreathPhase("exhale", 1 - way, left)
    if index and cues[index - 1].sound == "inhale":
        return BreathPhase("hold", 1.0, left)
    return BreathPhase("rest", 0.0, left)
