"""The times of a whole script: default times for a script without any, and what is wrong with them together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.lengths import LONGEST
from coach.script.part import is_part
from coach.script.routine import Diagnostic, Location, Section, Step, Time, steps_of
from coach.script.slips import said_otherwise
from coach.units import SECOND, spoken_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.script.routine import Severity

BARE_TIME = Time(20 * SECOND, (10 * SECOND, 60 * SECOND))
"""The time of each step in a script that has no times at all."""

_FEW = 5
"""With a single timed step and at least this many untimed ones, the time was probably not meant to affect them."""


def with_bare_times(section: Section) -> Section:
    """A section of a script without times: each step gets one, and each count the time of a breath."""

    def timed(step: Step) -> Step:
        own = step.caution or step.time.repeats > 1 or (step.lines and step.lines[-1].pause)
        return step if own else replace(step, time=BARE_TIME)

    areas = tuple(with_bare_times(area) for area in section.areas)
    return replace(section, steps=tuple(map(timed, section.steps)), areas=areas)


def check_times(sections: Sequence[Section], cycle: int, name: str, *, bare: bool) -> Iterator[Diagnostic]:
    """What is wrong with the times in the sections of the script `name`.

    `cycle`: the length of a breath in milliseconds; `bare`: the times are those of `with_bare_times`.
    """
    steps = steps_of(sections)
    if not bare:
        yield from _lone_time(steps)
    if not is_part(name):  # a part may rely on the times of the script that includes it
        yield from _unfilled(steps)
    yield from _otherwise(steps, bare=bare)
    asked = sum(_length(section, cycle) for section in sections)
    if asked > LONGEST:
        message = f"the steps ask for {spoken_length(asked)}; a script lasts at most 24 h."
        yield Diagnostic(Location(name, 1), message, "error", "huge")


def _lone_time(steps: Sequence[Step]) -> Iterator[Diagnostic]:
    """A doubt if a single timed step removes the default times of all other steps."""
    timed = [step for step in steps if step.time.timed and step.lines]
    others = [step for step in steps if not step.time.timed and not step.caution and step.time.repeats == 1]
    if len(timed) == 1 and len(others) >= _FEW:
        message = (
            f"this is the only step with a time, so the other {len(others)} last no longer than their words and 3 s, "
            f"not {spoken_length(BARE_TIME.length or 0)}: give each a time, or none"
        )
        yield _about(timed[0], message, "doubt", "lone-time")


def _unfilled(steps: Sequence[Step]) -> Iterator[Diagnostic]:
    """An error for each {time} in the words of a step that has none."""
    for step in steps:
        timed = step.time.length is not None or step.time.breaths is not None or step.time.repeats > 1
        if not timed and any("{time}" in line.text for line in step.lines):
            message = "{time} needs a time on the step, such as (45s, 30-90s)."
            yield _about(step, message, "error", "placeholder")


def _otherwise(steps: Sequence[Step], *, bare: bool) -> Iterator[Diagnostic]:
    """A doubt for each time in the words of a step that differs from its own time."""
    for step in steps:
        for slip in said_otherwise(step.lines[0].text, step.time, bare=bare) if step.lines and not step.caution else ():
            yield _about(step, slip.message, "doubt", slip.code)


def _about(step: Step, message: str, severity: Severity, code: str) -> Diagnostic:
    return Diagnostic(step.location, message, severity, code)


def _length(section: Section, cycle: int) -> int:
    """The sum of the times in a section in milliseconds, without words."""
    total = 0
    for area, step in ((part, each) for part in section.walk() for each in part.steps):
        counted = step.time.repeats > 1 and not step.time.timed
        each = (step.time.length or 0) + cycle * (1 if counted else step.time.breaths or 0)
        total += each * step.time.repeats * (2 if section.each_side or area.each_side or step.each_side else 1)
    return total
