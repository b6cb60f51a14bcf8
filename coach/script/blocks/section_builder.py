"""The sections of a file while it is read: finished ones, and the current one with its areas."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.part import is_part
from coach.script.routine import Location, Section, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.script.routine import StepPicture


class SectionBuilder:
    """Adds steps to the current section or area, and finished sections to a list."""

    def __init__(self, file: str, finished: list[Section]) -> None:
        """The file begins with a section without a title. Finished sections are added to `finished`."""
        self.finished = finished
        self.quotes_belong = False
        """Whether a quote here belongs to the step before it."""
        self._only_included = is_part(file)
        self._broken = False
        self._open = [(Section("", (), Location(file, 1)), list[Step]())]  # the current section, then its areas

    @property
    def section(self) -> Section:
        """The heading of the current section, without its steps."""
        return self._open[0][0]

    @property
    def steps(self) -> list[Step]:
        """The list for the next step: the section's, or its latest area's."""
        return self._open[-1][1]

    @property
    def sided(self) -> bool:
        """Whether what is read now is done on each side: its section, or its area."""
        return self.section.each_side or self._open[-1][0].each_side

    @property
    def may_have_sides(self) -> bool:
        """Whether sides are unknown here: the current section's heading is invalid, or this is a part without headings,
        which joins the section that includes it, and only that section has them."""
        return self._broken or (not self.section.title and self._only_included)

    def open_section(self, heading: Section, *, broken: bool) -> None:
        """Finish the current section and begin the one with this heading. `broken`: the heading is invalid."""
        self.close()
        self._open = [(heading, [])]
        self._broken = broken

    def open_area(self, heading: Section, steps: Iterable[Step] = ()) -> None:
        """Begin an area of the current section, with the steps it has already."""
        self._open.append((heading, list(steps)))
        self.quotes_belong = False

    def close(self) -> None:
        """Finish the current section, which is left out if it is empty, and begin one without a title."""
        (heading, steps), *inside = self._open
        areas = tuple(replace(area, steps=tuple(its_steps)) for area, its_steps in inside if its_steps)
        if steps or areas:
            self.finished.append(replace(heading, steps=tuple(steps), areas=areas))
        self._open = [(Section("", (), heading.location), [])]
        self.quotes_belong = self._broken = False

    def join(self, section: Section) -> None:
        """Add a section without a title, from an included file, to the current one."""
        self.steps.extend(section.steps)
        for area in section.areas:
            self.open_area(area, area.steps)
        self.quotes_belong = False

    def show(self, picture: StepPicture | None) -> None:
        """Show a picture during the latest step, unless that has one."""
        if picture is not None and self.steps and self.steps[-1].picture is None:
            self.steps[-1] = replace(self.steps[-1], picture=picture)
