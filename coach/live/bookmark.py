"""A place in a plan by what is said there, so that it is found again where the script was changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import PlanError
from coach.plan.cue import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.plan import Plan


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A step, as it is remembered."""

    segment: int
    """Index in the plan it was in."""
    words: str
    """What the script says there; where it says nothing, as at a repeat, what it said last before it in its section."""
    past: int
    """How many steps ago that was said; where nothing was, how many steps the section had before it."""
    section: str
    """The name of its section, with its side."""


def bookmark_at(plan: Plan, segment: int, words_of: Callable[[Plan, int], str] | None = None) -> Bookmark:
    """The place of a step. As quick as a look at the step, and at those before it that say nothing.

    `words_of` tells what a step says, if not what its script says.
    """
    words_of = words_of or _written
    index = plan.section_of(segment)
    words, first = words_of(plan, segment), segment
    while not words and first > 0 and plan.section_of(first - 1) == index:
        first -= 1
        words = words_of(plan, first)
    return Bookmark(segment, words, segment - first, plan.sections[index].name)


def find(place: Bookmark, plan: Plan) -> int:
    """The step of a plan to resume at, by the first of these that there is.

    One in its section that says the same; the start of its section; one anywhere that says the same, as where the
    section has another name now. Of several it is the nearest, of two as near the earlier: to hear something again is
    better than to miss it.
    Raises PlanError where there is none of them.
    """
    if place.segment < len(plan.segments) and bookmark_at(plan, place.segment, _spoken) == place:
        return place.segment
    here = [bookmark_at(plan, segment) for segment in range(len(plan.segments))]
    rules: Sequence[Callable[[Bookmark], bool]] = (
        lambda other: _alike(other, place) and other.section == place.section,
        lambda other: other.words == place.words != "" and other.past <= place.past and other.section == place.section,
        lambda other: other.section == place.section and _begins(here, other),
        lambda other: _alike(other, place) and place.words != "",
        lambda other: other.words == place.words != "" and other.past <= place.past,
    )
    for rule in rules:
        found = [other for other in here if rule(other)]
        if found:
            # Of the repeats of a step that now has fewer of them, the last.
            return min(found, key=lambda other: (-other.past, abs(other.segment - place.segment))).segment
    raise PlanError(
        f"'{plan.name}' was changed: the step at which it was left, in '{place.section}', is no longer there. Start"
        f' it again without --resume, or with --from "{plan.sections[0].title}" or another section.'
    )


def _alike(one: Bookmark, other: Bookmark) -> bool:
    """Whether both say the same; steps that say nothing, and have nothing said before them, must share a section."""
    said = one.words == other.words and one.past == other.past
    return said and (one.words != "" or one.section == other.section)


def _begins(here: Sequence[Bookmark], place: Bookmark) -> bool:
    return place.segment == 0 or here[place.segment - 1].section != place.section


def _written(plan: Plan, segment: int) -> str:
    """What the script says there. The program's own words are no mark: calls of the time move, sides have a name."""
    return " ".join(cue.text for cue in plan.cues_of(segment) if cue.role in WRITTEN and cue.text)


def _spoken(plan: Plan, segment: int) -> str:
    """As bookmarks were kept before words had roles: what the program said of its own accord too."""
    return " ".join(cue.text for cue in plan.cues_of(segment) if cue.kind == "say" and cue.text and cue.role != "count")
