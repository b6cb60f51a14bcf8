"""The selection: which parts of a routine are done, which side first, and how fast it is spoken."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from coach.errors import PlanError, nearest
from coach.plan.suiting import Guidance, Suited, client_conditions, suit
from coach.script.routine import steps_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from coach.plan.cue import Calls, Side
    from coach.script.routine import Routine, Section, Step

OpeningForm = Literal["full", "brief", "none"]
"""How a session with a client begins: with all questions, only those about changes, or, for practice, none."""
SIDES: tuple[Side, Side] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Selection:
    """By default everything except optional sections, left before right. Sections are given by a part of their name."""

    wanted: tuple[str, ...] = ()
    """Optional sections to include."""
    only: tuple[str, ...] = ()
    """The only sections and areas to do; empty: all."""
    start: str = ""
    """The section or area to start with; empty: the first."""
    sides: tuple[Side, ...] = SIDES
    """The sides that are done, in order."""
    rate: float = 1.0
    """Speech rate relative to the script's; cautions never become faster."""
    calls: Calls = "none"
    """Which times are announced: `few`, at an area's start and before its end; `all`, halfway too."""
    opening: OpeningForm | None = None
    """The form of the opening check; None: full, or brief if only a part of the routine is done."""
    guidance: Guidance = "learn"
    """Whether teaching words are said: `know` leaves them out."""
    client: tuple[str, ...] = ()
    """Conditions of the client: steps unsuitable for them are left out, and cautions for them are included."""


EVERYTHING = Selection()


def choose(routine: Routine, choice: Selection) -> Suited:
    """The selected sections, and what was left out for the client or as known.

    A section's own steps before its areas lead into each of them, and stay. If earlier areas are left out, their
    cautions are still heard. Raises PlanError for an unknown section, for a misspelt condition, or if nothing is left.
    """
    optional = [section for section in routine.sections if section.optional]
    areas = [area for section in routine.sections for area in section.walk()]
    wanted = {found for name in choice.wanted for found in _named(routine, name, optional, "optional section")}
    only = {
        inner for name in choice.only for found in _named(routine, name, areas, "section") for inner in found.walk()
    }
    start = _named(routine, choice.start, areas, "section")[0] if choice.start else None
    # Naming an optional section, or an area in one, includes it.
    asked = wanted | only | {start}
    sections = [s for s in routine.sections if not s.optional or not asked.isdisjoint(s.walk())]
    if optional and all(section.opening for section in sections):
        but = " but the opening questions" if sections else ""
        raise PlanError(f"Every section of '{routine.name}'{but} is optional: name one, such as --with "
                        f"\"{optional[0].title}\".")  # fmt: skip
    done = areas[areas.index(start) :] if start else areas
    kept = {area for area in done if not only or area in only}
    if not kept:
        raise PlanError(f"Nothing of '{routine.name}' is left: --only names what comes before --from.")
    opening = opening_form(routine, choice)
    sections = [section for section in sections if section.opening in (None, opening)]
    kept |= {area for section in sections if section.opening for area in section.walk()}
    left = tuple(part for section in sections if (part := _keep(section, kept)) is not None)
    if all(section.opening for section in left):
        todo = "name" if any(not area.opening for area in areas) else "write"
        raise PlanError(f"Nothing of '{routine.name}' is left but the opening questions, which come by themselves: "
                        f"{todo} a section to do.")  # fmt: skip
    suited = suit(left, client_conditions(routine, choice.client), choice.guidance)
    if not any(step.lines for step in steps_of(section for section in suited.sections if not section.opening)):
        whom = f" for a client with {' and '.join(choice.client)}" if choice.client else " for one who knows it"
        raise PlanError(f"Nothing of '{routine.name}' is left{whom}.")
    return suited


def opening_form(routine: Routine, choice: Selection) -> OpeningForm:
    """The form of the opening check: as asked for, unless the routine has only the other. It may have none at all."""
    there = {section.opening for section in routine.sections if section.opening}
    asked = choice.opening or ("brief" if choice.start or choice.only else "full")
    if asked == "none" or asked in there or not there:
        return asked
    return "full" if "full" in there else "brief"


def _named(routine: Routine, name: str, among: Sequence[Section], kind: str) -> list[Section]:
    """The sections in `among` called `name`; if there is none, those with it in their titles."""
    asked = name.strip().lower()
    exact = [section for section in among if asked and asked == section.title.lower()]
    found = exact or [section for section in among if asked and asked in section.title.lower()]
    if not found:
        titles = list(dict.fromkeys(section.title for section in among if section.title))
        have = f" It has {', '.join(map(repr, titles))}." if titles else " It has none."
        raise PlanError(f"'{routine.name}' has no {kind} '{name}'.{nearest(name, titles) or have}")
    return found


def _keep(section: Section, kept: Collection[Section]) -> Section | None:
    """A section with only the areas in `kept`, and before them the cautions of the areas left out."""
    if not section.areas:
        return section if section in kept else None
    areas = []
    cautions: dict[tuple[str, ...], Step] = {}  # by their words: each is heard once
    for area in section.areas:
        if area in kept:
            for step in itertools.takewhile(lambda step: step.caution, area.steps):
                cautions.pop(step.words, None)
            areas.append(replace(area, steps=(*cautions.values(), *area.steps)))
            cautions = {}
        else:
            cautions |= {step.words: step for step in area.steps if step.caution}
    return replace(section, areas=tuple(areas)) if areas else None
