"""Both sides: what is done on each becomes one step, or a section, however the writer says so."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.intake.found_time import NO_TIME, FoundTime
from coach.intake.group import Group, Work
from coach.intake.sides import says_other_side
from coach.intake.verbs import kind_of, names_one_side

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_JOINED = 60
"""The most words that become one line, where several sentences are one movement on each side."""


ROOM_COUNTED = 22
"""The same for "Repeat 6 times": there the words must fit into one of the six."""


_LONG_EACH = 15
"""Seconds of a repeat that has room for many words."""


_OPENINGS = frozenset(
    "repeat switch change swap then now do same alternate and turn again other second finally".split()  # noqa: SIM905
)
"""The words that such a line begins with."""


def is_marker(work: Work) -> bool:
    """Whether a step only says to do the ones before it on the other side."""
    text = work.text
    opening = text.lower().lstrip(" -–—").split(" ")[0].strip(",.:;")
    return (
        "other-side" in work.timing.rules and len(text.split()) <= 14 and opening in _OPENINGS and says_other_side(text)
    )


def join_sides(works: list[Work]) -> Iterator[Work]:
    """Make one step of what is done on each side within one item or paragraph."""
    for unit in _units(works):
        marked = [work for work in unit if is_marker(work)]
        core = [work for work in unit if not is_marker(work)]
        if not core or not (marked or any(work.timing.each_side for work in core)):
            yield from unit
            continue
        last = len(core) if marked else max(index for index, work in enumerate(core) if work.timing.each_side) + 1
        first = 0
        while first < last - 1 and is_setting(core[first]):
            first += 1
        counted = any(work.timing.repeats is not None or work.timing.reps is not None for work in core)
        long = max((work.timing.seconds or 0 for work in core), default=0) >= _LONG_EACH
        most = ROOM_COUNTED if counted and not long else MOST_JOINED
        words = [len(work.text.split()) for work in core[:last]]
        joined = sum(words[first:])
        while first < last - 1 and joined > most:
            joined -= words[first]
            first += 1
        yield from core[:first]
        yield _joined(core[first:last], [work.text for work in marked])
        yield from core[last:]


def _units(works: list[Work]) -> Iterator[list[Work]]:
    unit: list[Work] = []
    for work in works:
        if unit and work.block != unit[-1].block:
            yield unit
            unit = []
        unit.append(work)
    if unit:
        yield unit


def is_setting(work: Work) -> bool:
    """Whether a step only describes getting into position, so that it is not done on each side."""
    kind = kind_of(work.text)
    return kind is not None and kind.name == "position" and not names_one_side(work.text) and not work.timing.timed


def _joined(works: list[Work], kept: list[str]) -> Work:
    timing = NO_TIME
    for work in works:
        timing = timing.and_then(work.timing)
    seconds = [work.timing.seconds for work in works if work.timing.seconds is not None]
    if len(seconds) > 1 and timing.repeats is None:
        timing = FoundTime(seconds=sum(seconds), rules=(*timing.rules, "lengths-added"))
    text = " ".join(as_sentence(work.text) for work in works) if len(works) > 1 else works[0].text
    timing = timing.and_then(FoundTime(each_side=True, rules=("other-side",) if kept else ()))
    kept = [*(each for work in works for each in work.kept), *kept]
    cautions = [each for work in works for each in work.cautions]
    block = works[-1].block
    return replace(works[0], text=text, timing=timing, block=block, bare=False, kept=kept, cautions=cautions)


def without_own_sides(works: list[Work]) -> None:
    """Remove the sides from steps whose section is done on each side."""
    for work in works:
        work.timing = replace(work.timing, each_side=False)


def split_other_side(group: Group) -> Iterator[Group]:
    """Make a section on each side of the steps that a separate line says to repeat on the other side."""
    while (at := next((index for index, work in enumerate(group.works) if is_marker(work)), None)) is not None:
        marker, before, after = group.works[at], group.works[:at], group.works[at + 1 :]
        if not after and len(before) > _SMALL and not _begins_somewhere(before, marker):
            marker.timing = FoundTime(wait=True, rules=("all-on-the-other-side",))
            continue
        start = _beginning(before, marker, last=not after)
        if not before or group.each_side:
            if before:
                before[-1].kept.append(marker.text)
                group.works = [*before, *after]
            else:
                marker.timing = NO_TIME  # a step like any other: there is nothing before it to repeat
            continue
        if at - start == 1 and not before[start].timing.each_side:
            before[start] = _joined([before[start]], [marker.text])
            group.works = [*before, *after]
            continue
        sided = before[start:]
        sided[-1].kept.append(marker.text)
        without_own_sides(sided)
        if start == 0:
            sided_group = replace(group, each_side=True, timing=NO_TIME, works=sided)
        else:
            yield replace(group, timing=NO_TIME, works=before[:start])
            sided_group = Group(
                _short(sided[0]), max(group.level, 2), each_side=True, works=sided, first_block=sided[0].block
            )
        sided_group.title = sided_group.title or _short(sided[0])
        yield sided_group
        title = f"{group.title}, continued" if group.title else "Both sides done"
        group = Group(title, group.level, works=after, first_block=marker.block)
        if not after:
            return
    yield group


_SMALL = 6
"""Steps under a heading that are taken for one movement."""


def _beginning(before: list[Work], marker: Work, last: bool) -> int:
    """Find where the side begins that a separate line says to repeat.

    At the step whose number it names, at the first step that names a side, or where its heading has few steps.
    """
    named = re.search(r"\b(?:steps?|exercises?|numbers?|from)\s+(\d+)", marker.text, re.IGNORECASE)
    if named is not None:
        numbered = next((index for index, work in enumerate(before) if work.number == named[1]), None)
        if numbered is not None:
            return numbered
    for index, work in enumerate(before):
        if (
            names_one_side(work.text)
            and not work.timing.each_side
            and all(not each.timing.each_side for each in before[index:])
        ):
            return index
    return 0 if last and len(before) <= _SMALL else max(0, len(before) - 1)


def _begins_somewhere(before: list[Work], marker: Work) -> bool:
    """Whether the beginning of the side can be found."""
    return re.search(r"\d", marker.text) is not None or any(names_one_side(work.text) for work in before)


def _short(work: Work) -> str:
    words = (work.about or work.text).split()
    title = " ".join(words[:5]).strip(" ,.;:–—-")
    return title[:1].upper() + title[1:]


def as_sentence(text: str) -> str:
    """Words that another sentence can follow."""
    text = text.rstrip(" ,;")
    return text if not text or re.search(r"[.!?…:][\"'”’)]*$", text) else f"{text}."
