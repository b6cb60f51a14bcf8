"""The view: everything to show of a session at one moment, as codes and numbers, for every user interface.

Its only words are those of the script and of errors. It consists of strings, numbers, None, tuples, and dataclasses of
these, so `dataclasses.asdict` makes it fit for JSON. Times are milliseconds of the plan. The phase of a breath has a
start and an end, so that an interface can animate it between two views.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.plan import Cue, Plan
    from coach.plan.cue import Side
    from coach.script.routine import Listener
    from coach.sound import State

Phase = Literal["ready", "inhale", "hold", "top up", "exhale", "rest"]
"""`top up`: a second breath in on top of the first. `rest`: a breath held after breathing out."""
StepKind = Literal["opening", "step", "caution", "breathing", "rest"]
"""`opening`: introduces an area or a side. `step` and `caution` have words; `breathing` and `rest` have only breaths or
time."""
NoticeCode = Literal[
    "device lost", "held", "key held", "more time", "time left", "volume", "skip opening", "no brief opening",
    "trouble",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to show beside the session."""

    code: NoticeCode
    """`device lost`: the loudspeaker is lost, the place is kept. `held`: the sound server keeps the sound for something
    else, such as a call, and the place is kept. `key held`: a key was held down. `more time`: milliseconds added to the
    step. `time left`: milliseconds left of the session. `volume`: the volume in per cent. `skip opening`: the opening
    check is left only if that is asked for once more. `no brief opening`: there is none now for the full one to take
    the place of. `trouble`: something does not work without which the session goes on."""
    value: int | str | None = None
    """The number for the code; for `trouble`, the error's sentence."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of a step, as in the script."""

    text: str
    to: Listener
    """Who is spoken to."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step with all its words, which are said in its first repeat."""

    kind: StepKind
    lines: tuple[ShownLine, ...] = ()
    """None unless it is a step or a caution."""


@dataclass(frozen=True, slots=True)
class BreathPhase:
    """A breath that is going on or about to begin."""

    phase: Phase
    """`ready` until the first breath of the step begins."""
    fullness: float
    """How full the lungs are, 0 to 1: rises linearly during an inhale and falls during an exhale, as the sound does. Of
    two inhales, the second does the rest."""
    left: int
    """Breaths left in this step, including the current one."""
    start: int
    """When the phase begins, in milliseconds of the plan."""
    end: int


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
    step: ShownStep
    turn: tuple[int, int]
    """Which repeat of how many in a row: (2, 3)."""
    next_step: ShownStep | None
    """The next step worth showing: not one that only introduces an area or a side, nor breaths without words. None
    before the end."""
    next_area: str | None
    """The title of its section, if that or its side is different."""
    next_side: Side | None
    """The side of that section."""
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
    """Where sections begin, as fractions of the session: 0 to 1."""
    state: State
    starts_in: int = 0
    """While `starting`: milliseconds until it begins."""
    volume: int = 100
    """Per cent."""
    notices: tuple[Notice, ...] = ()

    @property
    def progress(self) -> float:
        """How much of the session is over: 0 to 1."""
        return min(self.position / max(self.session_length, 1), 1.0)


def view_from_values(values: Mapping[str, Any]) -> View:
    """A view from `dataclasses.asdict` and JSON. Raises KeyError, TypeError or ValueError if it is none."""
    breath = values["breath"]
    return View(
        **{
            **values,
            "step": _step_from_values(values["step"]),
            "turn": (int(values["turn"][0]), int(values["turn"][1])),
            "next_step": values["next_step"] and _step_from_values(values["next_step"]),
            "breath": breath and BreathPhase(**breath),
            "marks": tuple(values["marks"]),
            "notices": tuple(Notice(**notice) for notice in values["notices"]),
        }
    )


def _step_from_values(values: Mapping[str, Any]) -> ShownStep:
    return ShownStep(values["kind"], tuple(ShownLine(**line) for line in values["lines"]))


def snapshot(
    plan: Plan,
    position: int,
    segment: int,
    state: State,
    *,
    volume: int = 100,
    starts_in: int = 0,
    notices: Sequence[Notice] = (),
) -> View:
    """The view of a plan with the cursor at `position` milliseconds, in the step `segment`."""
    span = plan.segments[segment]
    number = plan.section_of(segment)
    section = plan.sections[number]
    turn, turns = span.turn
    coming = _next(plan, segment + turns - turn)
    there = plan.section_of(coming[0]) if coming else number
    return View(
        title=plan.title,
        area=section.title,
        area_number=number + 1,
        areas=len(plan.sections),
        side=span.side or section.side,
        segment=segment,
        step=_step(plan, segment + 1 - turn),
        turn=span.turn,
        next_step=coming[1] if coming else None,
        next_area=plan.sections[there].title if there != number else None,
        next_side=plan.sections[there].side if there != number else None,
        position=position,
        step_left=_within(span.end - position, span.end - span.start),
        step_length=span.end - span.start,
        area_left=_within(section.end - position, section.end - section.start),
        area_length=section.end - section.start,
        session_left=_within(plan.length - position, plan.length),
        session_length=plan.length,
        breath=_breath([cue for cue in plan.cues_of(segment) if cue.kind == "breath"], position, span.start),
        marks=tuple(each.start / max(plan.length, 1) for each in plan.sections),
        state=state,
        starts_in=starts_in,
        volume=volume,
        notices=tuple(notices),
    )


def _within(left: int, length: int) -> int:
    # The cursor and its step are read one after the other: it may have moved on in between.
    return min(max(left, 0), length)


def _step(plan: Plan, segment: int) -> ShownStep:
    span = plan.segments[segment]
    if span.step < 0:
        return ShownStep("opening")
    cues = plan.cues_of(segment)
    lines = tuple(
        ShownLine(cue.text, cue.to) for cue in cues if cue.role in ("step", "caution") and cue.text and cue.to
    )
    if lines:
        return ShownStep("caution" if span.caution else "step", lines)
    return ShownStep("breathing" if any(cue.kind == "breath" for cue in cues) else "rest")


def _next(plan: Plan, segment: int) -> tuple[int, ShownStep] | None:
    """The next step worth showing after a segment, with its index."""
    steps = ((index, _step(plan, index)) for index in range(segment + 1, len(plan.segments)))
    return next(((index, step) for index, step in steps if step.kind not in ("opening", "breathing")), None)


def _breath(cues: Sequence[Cue], position: int, start: int) -> BreathPhase | None:
    """The breath at `position`, in a step that begins at `start`."""
    if not cues:
        return None
    # A cycle ends where the next begins.
    ends = [cue.start for cue in cues[1:] if cue.sound == cues[0].sound] + [cues[-1].end]
    left = len(ends) - bisect_right(ends, position)
    index = bisect_right(cues, position, key=lambda cue: cue.start) - 1
    if index < 0:
        return BreathPhase("ready", 0.0, left, start, cues[0].start)
    cue = cues[index]
    way = min((position - cue.start) / max(cue.end - cue.start, 1), 1.0)
    before, after = cue.lungs
    return BreathPhase(phase_of(cue), before + (after - before) * way, left, cue.start, cue.end)


def phase_of(cue: Cue) -> Phase:
    """The phase of a breath cue."""
    if cue.sound == "inhale" or cue.sound == "top up" or cue.sound == "exhale":
        return cue.sound
    return "hold" if cue.lungs[0] else "rest"
