"""An included part: its sections go between those of the script, or its steps join the current section."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.blocks.parser_state import SIDES_WITHIN
from coach.script.routine import Diagnostic

if TYPE_CHECKING:
    from coach.script.blocks.parser_state import ParserState
    from coach.script.part import Part
    from coach.script.routine import Location, Section


def insert_part(part: Part | Diagnostic, link: Location, state: ParserState) -> None:
    """Insert the part that the link at this location includes, or say why there is none."""
    if isinstance(part, Diagnostic):
        state.tell.found.append(replace(part, end=part.end or state.source.find(part.location)[1]))
        return
    state.tell.found.extend(part.diagnostics)
    state.part.unspoken.extend(part.unspoken)
    around = state.sections.section
    if (around.each_side or around.optional) and any(section.title for section in part.sections):
        message = (
            "a script with sections of its own cannot be included in one that is each side or optional: "
            "give it areas, headings with ###."
        )
        state.tell.error(message, link, code="include")
        return
    for section in part.sections:
        if section.title:
            state.sections.close()
            state.sections.finished.append(section)
        else:
            _check_sides(section, state)
            state.sections.join(section)


def _check_sides(section: Section, state: ParserState) -> None:
    """Errors for sides within sides, and for placeholders that have no meaning, in the section that this one joins."""
    around = state.sections.section.each_side
    for area in section.walk():
        if area.each_side and around:
            state.tell.error(SIDES_WITHIN, area.location, code="sides")
        sided = state.sections.sided if area is section else around or area.each_side
        for step in area.steps:
            if step.each_side and sided:
                state.tell.error(SIDES_WITHIN, step.location, code="sides")
            has_side = sided or step.each_side or state.sections.may_have_sides
            for line in step.lines:
                state.words.placeholders(line.text, line.location, sided=has_side, timed=not step.caution)
