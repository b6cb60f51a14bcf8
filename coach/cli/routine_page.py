"""A session as a page to read: sections, steps, and how long each lasts."""

from __future__ import annotations

import itertools
import shutil
import textwrap
from typing import TYPE_CHECKING

import click

from coach.cli.options import left_out
from coach.plan.segment import Breathing, Slot
from coach.plan.suiting import conditions_of
from coach.units import MINUTE, clock, count_of, spoken_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.plan import Plan
    from coach.plan.outline import Outline
    from coach.plan.plan import SegmentSpan
    from coach.plan.segment import Segment

WIDEST = 100
"""Columns: longer lines are hard to follow."""
_MARGIN = 9


def page(plan: Plan, outline: Outline, reach: tuple[int, int]) -> Iterator[str]:
    """The lines of the page; `reach` is the shortest and the longest possible length, in milliseconds."""
    header = outline.routine.header
    yield click.style(plan.title, bold=True)
    yield from textwrap.wrap(header.summary, _width())
    place = f", {header.position}" if header.position else ""
    yield f"For {'a therapist and a client' if header.speaker == 'therapist' else 'yourself'}{place}."
    yield f"{spoken_length(plan.length)}{'' if plan.exact else ' (about)'}{_range(*reach)}."
    for line in left_out(outline):
        yield from textwrap.wrap(line, _width())
    if known := conditions_of(outline.routine):
        options = ", ".join(f'--client "{name}"' for name in known)
        yield from textwrap.wrap(f"Depends on the client: {options}.", _width(), break_on_hyphens=False)
    steps = zip(outline.segments, plan.segments, strict=True)
    section = -1
    for (index, number, _), group in itertools.groupby(
        steps, lambda pair: (pair[0].section, pair[0].step, pair[0].side)
    ):
        segments = list(group)
        if index != section:
            section = index
            span = plan.sections[section]
            yield ""
            yield click.style(
                f"{clock(span.start):>7}  {span.name} ({spoken_length(span.end - span.start)})", bold=True
            )
        else:
            yield from _step(segments, opening=number < 0)
    yield ""
    told = ' Words in "quotes" are said to the client.' if header.speaker == "therapist" else ""
    yield from textwrap.wrap(f"! is a caution, spoken before what follows it.{told}", _width())


def _step(segments: Sequence[tuple[Segment, SegmentSpan]], *, opening: bool) -> Iterator[str]:
    segment, span = segments[0]
    lasting = "" if opening else _lasting(segments)
    if not segment.lines and lasting:
        yield f"{clock(span.start):>7}  {lasting}"
    for index, line in enumerate(segment.lines):
        text = f'"{line.text}"' if line.to == "client" else f"! {line.text}" if line.role == "caution" else line.text
        first = f"{clock(span.start):>7}  " if index == 0 else " " * _MARGIN
        last = f" ({lasting})" if lasting and index == 0 else ""
        yield textwrap.fill(text + last, _width(), initial_indent=first, subsequent_indent=" " * _MARGIN)


def _lasting(segments: Sequence[tuple[Segment, SegmentSpan]]) -> str:
    """How long a step lasts, as a script writes it."""
    times = f"{len(segments)} x " if len(segments) > 1 else ""
    segment, span = segments[0]
    if isinstance(segment.ending, Breathing):
        return times + count_of(segment.ending.cycles, "breath")
    if isinstance(segment.ending, Slot):
        length = spoken_length(span.end - span.start)
        return f"wait, {length} in a file" if segment.ending.wait else f"{times}{length}"
    return ""


def _range(shortest: int, longest: int) -> str:
    step = MINUTE if longest >= 10 * MINUTE else MINUTE // 10  # a short one has bounds within a minute
    low, high = -(-shortest // step) * step, longest // step * step
    return f"; --minutes {low / MINUTE:g} to {high / MINUTE:g}" if low < high else ""


def _width() -> int:
    return min(shutil.get_terminal_size().columns, WIDEST)
