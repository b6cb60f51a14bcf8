"""A routine in a list: what is told of it before it is opened, found by its words and drawn as a ring."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from coach.plan import lay_out, outline, reach
from coach.script.library import about

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.plan.cue import Side
    from coach.script import Routine
    from coach.script.routine import Speaker


class RingArea(NamedTuple):
    """An area of the ring: a section's time in the plan as written."""

    side: Side | None
    length: int
    """In milliseconds."""


@dataclass(frozen=True, slots=True)
class RoutineSummary:
    """A routine as written, in short. Lengths are milliseconds."""

    name: str
    path: Path
    title: str
    speaker: Speaker
    tags: tuple[str, ...]
    summary: str
    position: str
    optional: tuple[str, ...]
    """The titles of its optional sections."""
    length: int
    shortest: int
    longest: int
    areas: tuple[RingArea, ...]
    about: str
    """What a search for what it is about looks through."""

    def as_values(self) -> dict[str, Any]:
        """The summary as plain values."""
        return asdict(self) | {"path": str(self.path)}


def summarised(routine: Routine) -> RoutineSummary:
    """The summary of a routine. Raises PlanError if it cannot be planned."""
    made = outline(routine)
    plan, (shortest, longest), header = lay_out(made), reach(made), routine.header
    return RoutineSummary(
        name=routine.name,
        path=routine.path,
        title=routine.title,
        speaker=header.speaker,
        tags=header.tags,
        summary=header.summary,
        position=header.position,
        optional=tuple(section.title for section in routine.sections if section.optional),
        length=plan.length,
        shortest=shortest,
        longest=longest,
        areas=tuple(RingArea(span.side, span.end - span.start) for span in plan.sections),
        about=about(routine),
    )


def summary_from_values(values: Mapping[str, Any]) -> RoutineSummary:
    """The summary that `as_values` gave. Raises KeyError, TypeError or ValueError if these are no such values."""
    given = dict(values)
    given["path"] = Path(given["path"])
    given["areas"] = tuple(RingArea(*area) for area in given["areas"])
    for name in ("tags", "optional"):
        given[name] = tuple(given[name])
    return RoutineSummary(**given)
