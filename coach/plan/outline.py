"""A routine becomes segments: optional sections in or out, sides in turn, repeats one by one."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from coach.plan.introductions import introduced
from coach.plan.measure import BETWEEN_LINES
from coach.plan.phrases import sentence
from coach.plan.segment import Breathing, Pause, Segment, Slot
from coach.plan.selection import EVERYTHING, choose
from coach.plan.spoken_lines import SpokenLines
from coach.plan.suiting import unheeded
from coach.plan.tone_lengths import TONE
from coach.script.routine import Header, Line, Location, Routine, Section, Step, Time
from coach.script.spoken_form import speakable
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coach.plan.cue import Calls, Side, Sound, Utterance
    from coach.plan.selection import Selection

    Said = Mapping[int, tuple[int, tuple[int, int] | None]]
    """By step number: the length and the bounds that replace its own, in milliseconds."""

PAUSE = 3 * SECOND
"""The pause after a step without a time."""
CAUTION_PAUSE = 1500
OPENING_PAUSE = 1500
WAIT = 30 * SECOND
"""How long a `(wait)` without a time lasts if nobody can press "next"."""
LEAD_IN = 150
"""Quiet before the first word, so that a device that is just starting does not lose it."""


class SectionPass(NamedTuple):
    """One pass through a section or area with steps, on one side."""

    area: Section
    side: Side | None
    whole: int
    """The areas of one section on one side share this number."""
    opening: bool = False
    """Whether it belongs to the opening check."""


@dataclass(frozen=True)
class Outline:
    """A routine unrolled: its segments, and the passes they belong to."""

    routine: Routine
    passes: tuple[SectionPass, ...]
    """In order; what is done on each side is here twice."""
    segments: tuple[Segment, ...]
    calls: Calls = "none"
    """Which times are announced."""
    left_out: tuple[str, ...] = ()
    """The titles of optional sections that were not selected."""
    says_time: frozenset[int] = frozenset()
    """The numbers of steps whose words say how long they last."""
    left_out_for_client: tuple[str, ...] = ()
    """Titles of sections and areas, and first words of steps, left out because of the client's conditions."""
    left_out_as_known: int = 0
    """How many teaching steps are left out."""
    unheeded: tuple[str, ...] = ()
    """The client's conditions on which nothing in the routine depends."""

    def utterances(self) -> list[Utterance]:
        """All distinct clips of the session, in the order they are first needed."""
        return list(dict.fromkeys(utterance for segment in self.segments for utterance in segment.utterances()))


def outline(
    routine: Routine, choice: Selection = EVERYTHING, said: Said | None = None, *, two_voices: bool = False
) -> Outline:
    """The outline of the selected parts of a routine. Raises PlanError.

    `said` replaces the length and bounds, in milliseconds, of steps whose words say how long they last, by step
    number. `two_voices`: a second voice speaks to the client, and the opening introduces it if it has any words.
    """
    chosen = choose(routine, choice)
    builder = _Builder(routine, choice, said or {})
    for section in chosen.sections:
        builder.section(section)
    done = {section.location for section in chosen.sections}
    whole = not choice.only and not choice.start
    optional = [section for section in routine.sections if section.optional and whole]
    unasked = [section.title for section in optional if section.location not in done]
    left_out = tuple(title for title in unasked if title not in chosen.for_client)
    areas = [span.area for span in builder.passes]
    segments = introduced(builder.segments, areas, builder.lines.meaning)
    if two_voices and any(said.speaker == "client" for segment in segments for said in segment.utterances()):
        segments = builder.with_voices(segments)
    says_time = frozenset(builder.says_time)
    return Outline(
        routine, tuple(builder.passes), tuple(segments), choice.calls, left_out, says_time,
        tuple(chosen.for_client), chosen.taught, unheeded(routine, choice.client),
    )  # fmt: skip


def line_outline(text: str, *, chime: bool = False) -> Outline:
    """The outline of a single line of text, without a title; optionally after a chime."""
    location = Location("line", 1)
    step = Step((Line(text, "self", location),), Time(), location)
    routine = Routine(Path("line"), Header(title=text, speaker="self"), (Section("", (step,), location),))
    made = outline(routine)
    segment = next(segment for segment in made.segments if segment.step >= 0)
    tone: Sound | None = "chime" if chime else None
    segment = replace(
        segment, chime=tone, lead=TONE[tone] if tone else LEAD_IN, lines=segment.lines if speakable(text) else (),
        ending=Pause(SECOND),
    )  # fmt: skip
    return replace(made, segments=(segment,))


class _Builder:
    def __init__(self, routine: Routine, choice: Selection, said: Said) -> None:
        self.routine = routine
        self.said = said
        self.says_time: set[int] = set()
        self.sides = choice.sides
        self.lines = SpokenLines(routine.header, choice.rate, choice.sides[0])
        self.passes: list[SectionPass] = []
        self.wholes = itertools.count()
        self.segments: list[Segment] = []
        self.numbers = itertools.count()
        self.voiced = False  # whether this section has had its first breath step

    def with_voices(self, segments: Sequence[Segment]) -> list[Segment]:
        """The segments, with those before them that say, after the title, who speaks to whom.

        Each is a segment of its own, so that the title need not wait for the second voice to be loaded.
        """
        first, *others = segments
        title = tuple(line for line in first.lines if line.role == "title")
        spoken = self.lines.introductions(first.location)
        alone = replace(first, side=None, pair=None, announces=None)
        beginning = replace(alone, lines=title, ending=Pause(BETWEEN_LINES))
        *introductions, last = [replace(beginning, chime=None, lead=0, lines=(line,)) for line in spoken]
        rest = tuple(line for line in first.lines if line not in title)
        again = replace(first, chime=None, lead=0, lines=rest)
        last = replace(last, ending=alone.ending)
        return [*([beginning] if title else []), *introductions, last, *([again] if rest else []), *others]

    def section(self, section: Section) -> None:
        sides: Sequence[Side | None] = self.sides if section.each_side else (None,)
        areas = [area for area in section.walk() if area.steps]
        openings = [next(self.numbers) for _ in areas]
        steps = [[(step, next(self.numbers)) for step in area.steps] for area in areas]
        for side in sides:
            whole = next(self.wholes)
            for area, opening, numbered in zip(areas, openings, steps, strict=True):
                alone = area.each_side and side is None  # it is done on both sides by itself
                for its_side in self.sides if alone else (side,):
                    self.passes.append(SectionPass(area, its_side, whole, section.opening is not None))
                    self.voiced = False
                    first = area is areas[0]
                    self._opening(section, area, its_side, opening, first=first, turns=alone or first)
                    self._area(numbered, its_side)

    def _area(self, steps: Sequence[tuple[Step, int]], side: Side | None) -> None:
        cautions: list[tuple[Step, int]] = []  # held until the step that they are about
        for step, number in steps:
            if step.caution:
                cautions.append((step, number))
                continue
            if step.each_side:
                self._both_sides([*cautions, (step, number)])
            else:
                for each, its_number in [*cautions, (step, number)]:
                    self._step(each, its_number, side, paired=side is not None)
            cautions = []
        for each, its_number in cautions:
            self._step(each, its_number, side, paired=side is not None)

    def _both_sides(self, steps: Sequence[tuple[Step, int]]) -> None:
        """A step on each side, each with the cautions before it."""
        step = steps[-1][0]
        change = next(self.numbers)
        for side in self.sides:
            second = side != self.sides[0]
            chime: Sound | None = "two chimes" if second else None
            said = (self.lines.side(side, step.location),)
            self.segments.append(
                Segment(
                    self._index,
                    step.location,
                    Pause(SECOND),
                    None,
                    chime,
                    TONE[chime] if chime else 0,
                    said,
                    (change, 0),
                    announces=side,
                )
            )
            for each, number in steps:
                self._step(each, number, side, paired=True)

    @property
    def _index(self) -> int:
        return len(self.passes) - 1

    def _opening(
        self, section: Section, area: Section, side: Side | None, number: int, *, first: bool, turns: bool
    ) -> None:
        """The sounds and words that begin an area; they take the same time on both sides.

        The first area of all names the section's title, and one where a side begins (`turns`) the side.
        """
        second = side is not None and side != self.sides[0]
        place, announced = area.location, self.lines.announcement
        said = [] if self.segments else [announced("title", sentence(self.routine.title), place)]
        if first and not second and section.title and (self.segments or section.title != self.routine.title):
            said.append(announced("section", sentence(section.title), place))
        if turns and side is not None:
            said.append(self.lines.side(side, place))
        if area is not section:
            said.append(announced("section", sentence(area.title), place))
        chime: Sound | None = ("two chimes" if turns and second else "chime") if self.segments else None
        # A title may be only an emoji or a picture, of which nothing can be spoken.
        spoken = tuple(line for line in said if speakable(line.text))
        lead = TONE[chime] if chime else LEAD_IN
        pair = (number, 0) if side is not None else None
        ending = Pause(OPENING_PAUSE)
        self.segments.append(Segment(self._index, place, ending, None, chime, lead, spoken, pair, announces=side))

    def _step(self, step: Step, number: int, side: Side | None, *, paired: bool) -> None:
        if any("{time}" in line.text for line in step.lines):
            self.says_time.add(number)
            length, bounds = self.said.get(number, (step.time.length, step.time.bounds))
            step = replace(step, time=replace(step.time, length=length, bounds=bounds))
        # The first side taught it already; the time stays, so that sides are equal.
        brief = step.learn and side is not None and side != self.sides[0]
        spoken = [line for line in step.lines if line.to == "client"] if brief else step.lines
        lines = tuple(self.lines.of_step(line, side, step) for line in spoken)
        counts = self.lines.counts(step)
        for index, ending in enumerate(self._endings(step)):
            self.segments.append(
                Segment(
                    self._index,
                    step.location,
                    ending,
                    side,
                    lines=lines if index == 0 else (),
                    count=counts[index] if isinstance(ending, Slot) else None,
                    pair=(number, index) if paired else None,
                    step=number,
                    turn=(index + 1, step.time.repeats),
                    picture=step.picture,
                )
            )

    def _endings(self, step: Step) -> Iterator[Slot | Pause | Breathing]:
        time = step.time
        if time.breaths is not None:
            yield from self._breathing(step, time.breaths)
            return
        for _ in range(time.repeats):
            if time.wait:
                yield Slot(time.length or WAIT, wait=True)
            elif time.length is not None:
                yield Slot(time.length, time.bounds, repeat=time.repeats > 1)
            elif time.repeats > 1:
                yield Slot(self.routine.header.breath.cycle, repeat=True)
            else:
                asked = step.lines[-1].pause if step.lines else 0
                yield Pause(asked or (CAUTION_PAUSE if step.caution else PAUSE))

    def _breathing(self, step: Step, cycles: int) -> Iterator[Breathing]:
        """The repeats of a breath step: the section's first one has prompts in its first cycles, short repeats are
        counted."""
        pattern = self.routine.header.breath
        first, self.voiced = not self.voiced, True
        voiced = self.lines.breath_prompts(step.location) if first else []
        for repeat, number in enumerate(self.lines.counts(step)):
            prompts = voiced[repeat * cycles : (repeat + 1) * cycles]
            if number is not None:
                prompts = prompts or [(None,) * len(pattern.phases)]
                prompts[0] = (number, *prompts[0][1:])
            yield Breathing(pattern, cycles, tuple(prompts))
