"""Settling: each step gets its time and its sides, each caution its place."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.intake.both_sides import (
    ROOM_COUNTED,
    as_sentence,
    is_marker,
    is_setting,
    join_sides,
    split_other_side,
    without_own_sides,
)
from coach.intake.found_time import NO_TIME, FoundTime
from coach.intake.group import Group, Work
from coach.intake.verbs import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOM = 34
"""The most words of a step to which "Hold for 30 seconds" is added."""


def settle(groups: list[Group]) -> list[Group]:
    """Give each step its time and its sides, and each caution its place."""
    for group in groups:
        _place_listed(group)
        group.works = list(_timed(group.works))
        group.works = list(join_sides(group.works))
        _spread_heading(group)
    groups = [part for group in groups for part in split_other_side(group)]
    _place_named(groups)
    _spread_each_move(groups)
    return groups


_EACH_MOVE = re.compile(
    r"\b(?:each|every|all)\s+(?:of (?:these|the) )?(?:moves?|exercises?|poses?|stretch(?:es)?|positions?"
    r"|one|steps?|postures?)\b",
    re.IGNORECASE,
)


def _spread_each_move(groups: list[Group]) -> None:
    """Apply "Do each move for 30 seconds" to the steps after it that have no time of their own."""
    default: FoundTime | None = None
    for work in (work for group in groups for work in group.works):
        seconds = work.timing.seconds
        if seconds is not None and _EACH_MOVE.search(work.text):
            default = FoundTime(seconds, work.timing.bounds, rules=("each-move",))
            work.timing = FoundTime(rules=("each-move",))
        elif default is not None and not work.timing.timed and not work.timing.wait:
            work.timing = work.timing.and_then(default)


def _timed(works: list[Work]) -> Iterator[Work]:
    """Join "Hold for 30 seconds" to the step before it."""
    before: Work | None = None
    pending = NO_TIME
    kept: list[str] = []
    for work in works:
        if work.bare and before is not None and _fits(before, work):
            before.timing = before.timing.and_then(work.timing)
            before.cautions += work.cautions
            before.kept += work.kept
            if work.text:
                before.text = f"{as_sentence(before.text)} {work.text}"
            before.block = work.block
            continue
        if work.bare and before is None and not work.text.strip():
            continue
        if work.bare and before is None and ":" in work.text:
            pending, kept = pending.and_then(work.timing), [*kept, work.text]
            continue
        if (pending.timed or pending.each_side) and not work.timing.timed and not is_setting(work):
            work.timing, work.kept = work.timing.and_then(pending), kept
            pending, kept = NO_TIME, []
        if before is not None:
            yield before
        before = work
    if before is not None:
        before.kept += kept
        before.timing = before.timing.and_then(pending)
        yield before
    elif kept:
        yield Work(". ".join(kept), pending)


def _fits(before: Work, bare: Work) -> bool:
    counted = bare.timing.repeats is not None or bare.timing.reps is not None
    if is_marker(bare) or len(before.text.split()) + len(bare.text.split()) > (ROOM_COUNTED if counted else _ROOM):
        return False
    mine, other = before.timing, bare.timing
    clash = any(
        getattr(mine, name) is not None and getattr(other, name) is not None
        for name in ("seconds", "breaths", "repeats", "reps", "pause")
    )
    both = (mine.seconds is not None and other.breaths is not None) or (
        mine.breaths is not None and other.seconds is not None
    )
    return not clash and not both


def _spread_heading(group: Group) -> None:
    """Apply the time in a heading to the steps under it."""
    timing = group.timing
    if not group.works:
        return
    if timing.each_side and group.level > 1:
        group.each_side = True
    open_steps = [work for work in group.works if not work.timing.timed]
    doing = [
        work
        for work in open_steps
        if (kind := kind_of(work.text)) is not None and kind.name not in ("position", "rest")
    ]
    heading_time = replace(timing, pause=None, each_side=False, wait=False, rules=(*timing.rules, "heading"))
    if (
        timing.timed
        and group.level > 1
        and (timing.seconds or 0) <= 300
        and len(open_steps) == len(group.works)
        and (doing or open_steps)
    ):
        target = (doing or open_steps)[0]
        target.timing = target.timing.and_then(heading_time)
    if group.each_side:
        without_own_sides(group.works)


def _place_listed(group: Group) -> None:
    """Put a caution in an item that has steps before the first of them."""
    for caution in list(group.cautions):
        target = next((work for work in group.works if work.block == caution.block), None) if caution.listed else None
        if target is not None:
            group.cautions.remove(caution)
            target.cautions.append(caution)


def _place_named(groups: list[Group]) -> None:
    """Put a caution that names an exercise before that exercise."""
    works = [(work, work.text.casefold(), work.about.casefold()) for group in groups for work in group.works]
    titles = [_name(group) for group in groups]
    for number, group in enumerate(groups):
        for caution in list(group.cautions):
            text = caution.text.casefold()
            titled = next((groups[at] for at in range(number) if _is_named(titles[at], text)), None)
            if titled is not None and not _is_named(titles[number], text):
                group.cautions.remove(caution)
                titled.cautions.append(caution)
                continue
            name = caution.text.partition(":")[0].casefold().strip()
            if not name or name == caution.text.casefold().strip() or len(name) < 3:
                continue
            target = next((work for work, said, about in works if said.startswith(name) or about == name), None)
            if target is not None:
                group.cautions.remove(caution)
                target.cautions.append(caution)


def _name(group: Group) -> str:
    """The exercise that a group is titled with, case-folded; empty if it is none."""
    title = re.sub(r"^\W*\d+\W*", "", group.title).casefold().strip()
    return title if len(title) >= 5 and group.works else ""


def _is_named(name: str, text: str) -> bool:
    """Whether a text, case-folded, has the name of an exercise in it."""
    return bool(name) and name in text and re.search(rf"\b{re.escape(name)}\b", text) is not None
