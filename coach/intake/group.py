"""Groups: the pieces under one heading, with steps that know their time, their sides and what they are warned of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.intake.sides import says_other_side
from coach.intake.timing import NO_TIME, Timing
from coach.intake.verbs import kind_of, names_one_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.intake.piece import Piece

MOST_JOINED = 60
"""Words that are said in one go where several sentences are one movement on each side."""
_ROOM, _ROOM_COUNTED = 34, 22
"""Words in a step up to which "Hold for 30 seconds", or "Repeat 6 times", is said with it."""
_LONG_EACH = 15
"""Seconds of a repeat that has room for many words."""


@dataclass(slots=True)
class Work:
    """A step in the making."""

    text: str
    timing: Timing = NO_TIME
    block: int = 0
    bare: bool = False
    listed: bool = False
    """Whether it stands in a list or table, and so is a step whatever its words."""
    about: str = ""
    number: str = ""
    kept: list[str] = field(default_factory=list)
    """Words of the writer that the step says in another way, such as "Repeat on the other side"."""
    cautions: list[Piece] = field(default_factory=list)
    """Spoken right before it."""


@dataclass(slots=True)
class Group:
    """What stands under one heading."""

    title: str = ""
    level: int = 2
    each_side: bool = False
    timing: Timing = NO_TIME
    """Of its heading."""
    cautions: list[Piece] = field(default_factory=list)
    notes: list[Piece] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    first_block: int = 0


def gather(pieces: Iterable[Piece]) -> tuple[str, list[Group], list[Piece], list[Piece]]:
    """The title, the groups, the cautions about the whole, and what is left out."""
    title = ""
    groups = [Group()]
    general: list[Piece] = []
    out: list[Piece] = []
    for piece in pieces:
        if piece.kind == "heading":
            if piece.rule == "title" and not title:
                title = piece.text
                groups[0].timing = piece.timing
                continue
            groups.append(Group(piece.text, piece.level, timing=piece.timing, first_block=piece.block))
        elif piece.kind == "caution":
            begun = any(group.works for group in groups)
            (general if piece.general and begun else groups[-1].cautions).append(piece)
        elif piece.kind == "note":
            groups[-1].notes.append(piece)
        elif piece.kind == "step":
            listed = piece.rule in ("item", "row", "attribute")
            kept = [piece.kept] if piece.kept else []
            groups[-1].works.append(
                Work(piece.text, piece.timing, piece.block, piece.bare, listed, piece.about, piece.number, kept)
            )
        elif piece.kind == "out":
            out.append(piece)
    return title, groups, general, out


def settle(groups: list[Group]) -> list[Group]:
    """Give each step its time and its sides, and each caution its place."""
    for group in groups:
        _place_listed(group)
        group.works = list(_timed(group.works))
        group.works = list(_sided(group.works))
        _spread_heading(group)
    groups = [part for group in groups for part in _other_side_groups(group)]
    _place_named(groups)
    _spread_each_move(groups)
    return groups


_EACH_MOVE = re.compile(
    r"\b(?:each|every|all)\s+(?:of (?:these|the) )?(?:moves?|exercises?|poses?|stretch(?:es)?|positions?"
    r"|one|steps?|postures?)\b",
    re.IGNORECASE,
)


def _spread_each_move(groups: list[Group]) -> None:
    """ "Do each move for 30 seconds" is meant for the steps that follow and say nothing else."""
    default: Timing | None = None
    for work in (work for group in groups for work in group.works):
        seconds = work.timing.seconds
        if seconds is not None and _EACH_MOVE.search(work.text):
            default = Timing(seconds, work.timing.bounds, rules=("each-move",))
            work.timing = Timing(rules=("each-move",))
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
                before.text = f"{_sentence(before.text)} {work.text}"
            before.block = work.block
            continue
        if work.bare and before is None and not work.text.strip():
            continue
        if work.bare and before is None and ":" in work.text:
            pending, kept = pending.and_then(work.timing), [*kept, work.text]
            continue
        if (pending.timed or pending.each_side) and not work.timing.timed and not _is_setting(work):
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
    if is_marker(bare) or len(before.text.split()) + len(bare.text.split()) > (_ROOM_COUNTED if counted else _ROOM):
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


def is_marker(work: Work) -> bool:
    """Whether a step only says to do the ones before it on the other side."""
    text = work.text
    opening = text.lower().lstrip(" -–—").split(" ")[0].strip(",.:;")
    openings = (
        "repeat",
        "switch",
        "change",
        "swap",
        "then",
        "now",
        "do",
        "same",
        "alternate",
        "and",
        "turn",
        "again",
        "other",
        "second",
        "finally",
    )
    return (
        "other-side" in work.timing.rules and len(text.split()) <= 14 and opening in openings and says_other_side(text)
    )


def _sided(works: list[Work]) -> Iterator[Work]:
    """Within what was one item or paragraph: what is done on each side becomes one step."""
    for unit in _units(works):
        marked = [work for work in unit if is_marker(work)]
        core = [work for work in unit if not is_marker(work)]
        if not core or not (marked or any(work.timing.each_side for work in core)):
            yield from unit
            continue
        last = len(core) if marked else max(index for index, work in enumerate(core) if work.timing.each_side) + 1
        first = 0
        while first < last - 1 and _is_setting(core[first]):
            first += 1
        counted = any(work.timing.repeats is not None or work.timing.reps is not None for work in core)
        long = max((work.timing.seconds or 0 for work in core), default=0) >= _LONG_EACH
        most = _ROOM_COUNTED if counted and not long else MOST_JOINED
        while first < last - 1 and sum(len(work.text.split()) for work in core[first:last]) > most:
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


def _is_setting(work: Work) -> bool:
    kind = kind_of(work.text)
    return kind is not None and kind.name == "position" and not names_one_side(work.text) and not work.timing.timed


def _joined(works: list[Work], kept: list[str]) -> Work:
    timing = NO_TIME
    for work in works:
        timing = timing.and_then(work.timing)
    seconds = [work.timing.seconds for work in works if work.timing.seconds is not None]
    if len(seconds) > 1 and timing.repeats is None:
        timing = Timing(seconds=sum(seconds), rules=(*timing.rules, "lengths-added"))
    text = " ".join(_sentence(work.text) for work in works) if len(works) > 1 else works[0].text
    timing = timing.and_then(Timing(each_side=True, rules=("other-side",) if kept else ()))
    kept = [*(each for work in works for each in work.kept), *kept]
    cautions = [each for work in works for each in work.cautions]
    return Work(text, timing, works[-1].block, False, works[0].listed, works[0].about, works[0].number, kept, cautions)


def _spread_heading(group: Group) -> None:
    """What a heading says of time is meant for the steps under it."""
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
    heading_time = Timing(
        timing.seconds, timing.bounds, timing.breaths, timing.repeats, timing.reps, rules=(*timing.rules, "heading")
    )
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
        _without_own_sides(group.works)


def _without_own_sides(works: list[Work]) -> None:
    for work in works:
        t = work.timing
        work.timing = Timing(t.seconds, t.bounds, t.breaths, t.repeats, t.reps, t.pause, wait=t.wait, rules=t.rules)


def _other_side_groups(group: Group) -> Iterator[Group]:
    """Where a line of its own says to repeat on the other side, what it means becomes a section on each side."""
    while (at := next((index for index, work in enumerate(group.works) if is_marker(work)), None)) is not None:
        marker, before, after = group.works[at], group.works[:at], group.works[at + 1 :]
        if not after and len(before) > _SMALL and not _begins_somewhere(before, marker):
            marker.timing = Timing(wait=True, rules=("all-on-the-other-side",))
            continue
        start = _beginning(before, marker, last=not after)
        if not before or group.each_side:
            if before:
                before[-1].kept.append(marker.text)
                group.works = [*before, *after]
            else:
                marker.timing = NO_TIME
                marker.text = f"{marker.text} "
                break
            continue
        if at - start == 1 and not before[start].timing.each_side:
            before[start] = _joined([before[start]], [marker.text])
            group.works = [*before, *after]
            continue
        sided = before[start:]
        sided[-1].kept.append(marker.text)
        _without_own_sides(sided)
        if start == 0:
            sided_group = Group(
                group.title, group.level, True, NO_TIME, group.cautions, group.notes, sided, group.first_block
            )
        else:
            yield Group(
                group.title, group.level, False, NO_TIME, group.cautions, group.notes, before[:start], group.first_block
            )
            sided_group = Group(_short(sided[0]), max(group.level, 2), True, NO_TIME, [], [], sided, sided[0].block)
        sided_group.title = sided_group.title or _short(sided[0])
        yield sided_group
        group = Group(
            f"{group.title}, continued" if group.title else "Both sides done",
            group.level,
            False,
            NO_TIME,
            [],
            [],
            after,
            marker.block,
        )
        if not after:
            return
    yield group


_SMALL = 6
"""Steps under a heading that are taken for one movement."""


def _beginning(before: list[Work], marker: Work, last: bool) -> int:
    """Where the one side begins that a line of its own says to repeat.

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
    """Whether it can be told where the one side begins."""
    return re.search(r"\d", marker.text) is not None or any(names_one_side(work.text) for work in before)


def _short(work: Work) -> str:
    words = (work.about or work.text).split()
    title = " ".join(words[:5]).strip(" ,.;:–—-")
    return title[:1].upper() + title[1:]


def _place_listed(group: Group) -> None:
    """A caution in an item that has steps stands before the first of them."""
    for caution in list(group.cautions):
        target = next((work for work in group.works if work.block == caution.block), None) if caution.listed else None
        if target is not None:
            group.cautions.remove(caution)
            target.cautions.append(caution)


def _place_named(groups: list[Group]) -> None:
    """A caution about an exercise by its name stands before that exercise."""
    works = [work for group in groups for work in group.works]
    for group in groups:
        for caution in list(group.cautions):
            titled = next((each for each in groups[: groups.index(group)] if _is_named(each, caution.text)), None)
            if titled is not None and not _is_named(group, caution.text):
                group.cautions.remove(caution)
                titled.cautions.append(caution)
                continue
            name = caution.text.partition(":")[0].casefold().strip()
            if not name or name == caution.text.casefold().strip() or len(name) < 3:
                continue
            target = next(
                (work for work in works if work.text.casefold().startswith(name) or work.about.casefold() == name), None
            )
            if target is not None:
                group.cautions.remove(caution)
                target.cautions.append(caution)


def _is_named(group: Group, text: str) -> bool:
    """Whether a text names the exercise that a group is titled with."""
    title = re.sub(r"^\W*\d+\W*", "", group.title).casefold().strip()
    return len(title) >= 5 and bool(group.works) and re.search(rf"\b{re.escape(title)}\b", text.casefold()) is not None


def _sentence(text: str) -> str:
    text = text.rstrip(" ,;")
    return text if not text or re.search(r"[.!?…:][\"'”’)]*$", text) else f"{text}."
