"""Searching routines by word and by tag."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coach.script.routine import Routine


def tagged(routine: Routine, tags: Iterable[str]) -> bool:
    """Whether a routine has all these tags; capitals do not matter."""
    return {tag.lower() for tag in tags} <= {tag.lower() for tag in routine.header.tags}


def search(routines: Sequence[Routine], words: Sequence[str]) -> list[Routine]:
    """The routines that are about all of `words`; where there is none, those that speak them all.

    A word is found where one begins with it: `stretch` in "Stretches". Capitals do not matter.
    """
    about = [routine for routine in routines if _found(words, _about(routine))]
    return about or [routine for routine in routines if _found(words, _spoken(routine))]


def _found(words: Iterable[str], texts: Iterable[str]) -> bool:
    text = "\n".join(texts)
    return all(re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) for word in words)


def _about(routine: Routine) -> Iterator[str]:
    header = routine.header
    yield from (routine.name, routine.title, header.summary, header.position, *header.tags)
    yield from (area.title for section in routine.sections for area in section.walk())


def _spoken(routine: Routine) -> Iterator[str]:
    yield from _about(routine)
    for section in routine.sections:
        yield from (line.text for area in section.walk() for step in area.steps for line in step.lines)
