"""Adapting sections to the client's conditions, and to how much must be taught."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from coach.errors import PlanError, nearest
from coach.script.conditions import condition
from coach.script.routine import steps_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.script.routine import Routine, Section, Step

Guidance = Literal["learn", "know"]
"""Whether teaching words are said."""

_WORDS = 5
"""How many words of a step are shown to identify it."""


@dataclass
class Suited:
    """The adapted sections, and what was left out of them."""

    sections: list[Section] = field(default_factory=list)
    for_client: list[str] = field(default_factory=list)
    """Titles of sections and areas, and how steps begin, that the client's conditions leave out."""
    taught: int = 0
    """How many teaching steps were left out."""


def conditions_of(routine: Routine) -> tuple[str, ...]:
    """The conditions that a routine mentions, in order."""
    areas = [area for section in routine.sections for area in section.walk()]
    steps = steps_of(routine.sections)
    found = [*(name for area in areas for name in area.unless), *(name for step in steps for name in step.unless)]
    return tuple(dict.fromkeys([*found, *(name for step in steps for name in step.only_if)]))


def client_conditions(routine: Routine, client: Sequence[str]) -> frozenset[str]:
    """The client's conditions. Raises PlanError for one that is probably a misspelt one of the routine's."""
    known = conditions_of(routine)
    for asked in unheeded(routine, client):
        if hint := nearest(asked, known):
            raise PlanError(f"'{routine.name}' knows no condition '{asked}'.{hint}")
    return frozenset(map(condition, client))


def unheeded(routine: Routine, client: Sequence[str]) -> tuple[str, ...]:
    """The client's conditions on which nothing in the routine depends."""
    known = conditions_of(routine)
    return tuple(asked for asked in dict.fromkeys(client) if condition(asked) not in known)


def suit(sections: Sequence[Section], client: frozenset[str], guidance: Guidance) -> Suited:
    """The sections without what the client's conditions leave out, and, for `know`, without teaching words.

    Cautions stay, except those for other conditions; those of an area that is left out are heard before the next area.
    """
    suited = Suited()
    for section in sections:
        if not client.isdisjoint(section.unless):
            suited.for_client.append(section.title)
            continue
        areas: list[Section] = []
        held: list[Step] = []  # cautions of areas that are left out
        for area in section.areas:
            steps = _steps(area, client, guidance, suited)
            if not client.isdisjoint(area.unless):
                suited.for_client.append(area.title)
                held.extend(step for step in steps if step.caution and step not in held)
                continue
            steps = [*(step for step in held if step.words not in [each.words for each in steps]), *steps]
            held = []
            if steps:
                areas.append(replace(area, steps=tuple(steps)))
        steps = _steps(section, client, guidance, suited)
        if steps or areas:
            suited.sections.append(replace(section, steps=tuple(steps), areas=tuple(areas)))
    return suited


def _steps(area: Section, client: frozenset[str], guidance: Guidance, suited: Suited) -> list[Step]:
    left: list[Step] = []
    skipped = not client.isdisjoint(area.unless)
    for step in area.steps:
        if step.caution:
            if not step.only_if or not client.isdisjoint(step.only_if):
                left.append(step)
        elif not client.isdisjoint(step.unless):
            if not skipped:
                suited.for_client.append(_beginning(step))
        elif step.learn and guidance == "know":
            said = tuple(line for line in step.lines if line.to == "client")
            if said:
                left.append(replace(step, lines=said))
            elif not skipped:
                suited.taught += 1
        else:
            left.append(step)
    return left


def _beginning(step: Step) -> str:
    words = (step.lines[0].text.replace("{side} ", "") if step.lines else "a rest").split()
    return " ".join(words[:_WORDS]).rstrip(".,;:") + ("..." if len(words) > _WORDS else "")
