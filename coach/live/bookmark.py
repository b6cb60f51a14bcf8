"""A place in a plan, identified by its words, so that it is found again after the script was edited."""

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
    """A stored place in a session."""

    segment: int
    """The segment's index in the plan at that time."""
    words: str
    """The script's words there; if there are none, such as at a repeat, the last ones before it in its section."""
    past: int
    """How many segments before it those words were said; if there are none, how many segments the section had before
    it."""
    section: str
    """The name of its section, with its side."""


def bookmark_at(plan: Plan, segment: int, words_of: Callable[[Plan, int], str] | None = None) -> Bookmark:
    """The bookmark of a segment.

    `words_of` returns the words of a segment; by default those in the script.
    """
    words_of = words_of or _written
    index = plan.section_of(segment)
    words, first = words_of(plan, segment), segment
    while not words and first > 0 and plan.section_of(first - 1) == index:
        first -= 1
        words = words_of(plan, first)
    return Bookmark(segment, words, segment - first, plan.sections[index].name)


def find(place: Bookmark, plan: Plan) -> int:
    """The segment of a plan to resume at, by the first rule that applies.

    A segment in its section with the same words; the start of its section; a segment anywhere with the same words, in
    case the section was renamed. The nearest one is used; of two equally near ones the earlier, because hearing
    something again is better than missing it. Raises PlanError if no rule applies.
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
            # If the step now has fewer repeats, the last one.
            return min(found, key=lambda other: (-other.past, abs(other.segment - place.segment))).segment
    raise PlanError(
        f"'{plan.name}' was changed: the step at which it was left, in '{place.section}', is no longer there. Start"
        f' it again without --resume, or with --from "{plan.sections[0].title}" or another section.'
    )


def _alike(one: Bookmark, other: Bookmark) -> bool:
    """Whether both have the same words; without any words, they must be in the same section."""
    said = one.words == other.words and one.past == other.past
    return said and (one.words != "" or one.section == other.section)


def _begins(here: Sequence[Bookmark], place: Bookmark) -> bool:
    return place.segment == 0 or here[place.segment - 1].section != place.section


def _written(plan: Plan, segment: int) -> str:
    """The script's words of a segment. The program's own words are ignored: time calls move, and sides may be
    renamed."""
    return " ".join(cue.text for cue in plan.cues_of(segment) if cue.role in WRITTEN and cue.text)


def _spoken(plan: Plan, segment: int) -> str:
    """All words of a segment, including the program's own, as in bookmarks of earlier versions."""
    return " ".join(cue.text for cue in plan.cues_of(segment) if cue.kind == "say" and cue.text and cue.role != "count")
