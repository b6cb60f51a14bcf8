"""A routine becomes segments: optional sections in or out, sides in turn, repeats one by one."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from coach.plan.cue import Utterance
from coach.plan.estimate import estimate
from coach.plan.phrases import CHANGE_SIDES, FIRST_SIDE, PROMPTS, sentence
from coach.plan.segment import Breathing, Pause, Segment, Slot, SpokenLine
from coach.plan.selection import EVERYTHING, choose
from coach.plan.speech_rate import PROMPT_PACE, utterance
from coach.plan.tone_lengths import TONE
from coach.script.lexicon import speakable
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.plan.cue import Calls, Side, Sound
    from coach.plan.selection import Selection
    from coach.script.routine import Line, Listener, Location, Routine, Section, Step

PAUSE = 3 * SECOND
"""After a step without a time."""
CAUTION_PAUSE = 1500
OPENING_PAUSE = 1500
WAIT = 30 * SECOND
"""What a `(wait)` without a time lasts where nobody can press "next"."""
LEAD_IN = 150
"""Quiet before the first word, so that a device that is just waking does not eat it."""


class SectionPass(NamedTuple):
    """A section, or an area, that has steps, on one side."""

    area: Section
    side: Side | None
    whole: int
    """The areas of one section, on one side, share this number."""


@dataclass(frozen=True)
class Outline:
    """Segments, and the stretches they belong to."""

    routine: Routine
    passes: tuple[SectionPass, ...]
    """As they are done; what is done on each side stands here twice."""
    segments: tuple[Segment, ...]
    calls: Calls = "none"
    """Which times are called out."""
    left_out: tuple[str, ...] = ()
    """The titles of optional sections that were not asked for."""

    def utterances(self) -> list[Utterance]:
        """Every distinct clip the session speaks, in the order it is first needed."""
        return list(dict.fromkeys(utterance for segment in self.segments for utterance in segment.utterances()))


def outline(routine: Routine, choice: Selection = EVERYTHING) -> Outline:
    """The segments of what is chosen of a routine. Raises PlanError."""
    chosen = choose(routine, choice)
    builder = _Builder(routine, choice)
    for section in chosen:
        builder.section(section)
    done = {section.location for section in chosen}
    whole = not choice.only and not choice.start
    optional = [section for section in routine.sections if section.optional and whole]
    left_out = tuple(section.title for section in optional if section.location not in done)
    return Outline(routine, tuple(builder.passes), tuple(builder.segments), choice.calls, left_out)


class _Builder:
    def __init__(self, routine: Routine, choice: Selection) -> None:
        self.routine = routine
        self.sides = choice.sides
        self.rate = choice.rate
        self.passes: list[SectionPass] = []
        self.wholes = itertools.count()
        self.segments: list[Segment] = []
        self.numbers = itertools.count()
        self.voiced = False  # whether this section's first breath step has been

    def section(self, section: Section) -> None:
        sides: Sequence[Side | None] = self.sides if section.each_side else (None,)
        areas = [area for area in section.walk() if area.steps]
        openings = [next(self.numbers) for _ in areas]
        steps = [[(step, next(self.numbers)) for step in area.steps] for area in areas]
        for side in sides:
            whole = next(self.wholes)
            for area, opening, numbered in zip(areas, openings, steps, strict=True):
                self.passes.append(SectionPass(area, side, whole))
                self.voiced = False
                self._opening(section, area, side, opening, first=area is areas[0])
                self._area(numbered, side)

    def _area(self, steps: Sequence[tuple[Step, int]], side: Side | None) -> None:
        cautions: list[tuple[Step, int]] = []  # held back until it is known what they govern
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
        """A step on each side, the cautions before it included: they are heard on both."""
        step = steps[-1][0]
        change = next(self.numbers)
        for side in self.sides:
            second = side != self.sides[0]
            text = (CHANGE_SIDES if second else FIRST_SIDE)[side]
            chime: Sound | None = "two chimes" if second else None
            said = (self._announce(text, step.location),)
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
                )
            )
            for each, number in steps:
                self._step(each, number, side, paired=True)

    @property
    def _index(self) -> int:
        return len(self.passes) - 1

    def _opening(self, section: Section, area: Section, side: Side | None, number: int, *, first: bool) -> None:
        """The sounds and words that begin an area; on the left side it lasts as long as on the right.

        The first area on a side says the side, and the first of all the title of the section.
        """
        second = side is not None and side != self.sides[0]
        texts = [] if self.segments else [sentence(self.routine.title)]
        if first and not second and section.title and (self.segments or section.title != self.routine.title):
            texts.append(sentence(section.title))
        if first and side is not None:
            texts.append((CHANGE_SIDES if second else FIRST_SIDE)[side])
        if area is not section:
            texts.append(sentence(area.title))
        chime: Sound | None = ("two chimes" if first and second else "chime") if self.segments else None
        # A title may be an emoji, or a picture: then there is nothing of it to say.
        said = tuple(self._announce(text, area.location) for text in texts if speakable(text))
        lead = TONE[chime] if chime else LEAD_IN
        pair = (number, 0) if side is not None else None
        self.segments.append(Segment(self._index, area.location, Pause(OPENING_PAUSE), None, chime, lead, said, pair))

    def _announce(self, text: str, location: Location) -> SpokenLine:
        speaker = self.routine.header.speaker
        return SpokenLine(text, self._utterance(text, speaker, caution=False), speaker, location)

    def _step(self, step: Step, number: int, side: Side | None, *, paired: bool) -> None:
        lines = tuple(self._line(line, side, step.caution) for line in step.lines)
        for index, ending in enumerate(self._endings(step)):
            self.segments.append(
                Segment(
                    self._index,
                    step.location,
                    ending,
                    side,
                    lines=lines if index == 0 else (),
                    pair=(number, index) if paired else None,
                    step=number,
                )
            )

    def _endings(self, step: Step) -> Iterator[Slot | Pause | Breathing]:
        time = step.time
        for _ in range(time.repeats):
            if time.breaths is not None:
                yield self._breathing(step, time.breaths)
            elif time.wait:
                yield Slot(time.length or WAIT, wait=True)
            elif time.length is not None:
                yield Slot(time.length, time.bounds, repeat=time.repeats > 1)
            else:
                yield Pause(CAUTION_PAUSE if step.caution else PAUSE)

    def _breathing(self, step: Step, cycles: int) -> Breathing:
        pattern = self.routine.header.breath
        prompts: list[tuple[SpokenLine | None, ...]] = []
        if not self.voiced:
            self.voiced = True
            lengths = (pattern.inhale, pattern.hold, pattern.exhale, pattern.rest)
            for texts in PROMPTS[:cycles]:
                cycle = [self._prompt(text, ms, step.location) for text, ms in zip(texts, lengths, strict=True)]
                prompts.append(tuple(cycle))
        return Breathing(pattern, cycles, tuple(prompts))

    def _prompt(self, text: str, phase: int, location: Location) -> SpokenLine | None:
        to: Listener = "client" if self.routine.header.speaker == "therapist" else "self"
        prompt = Utterance(speakable(text, self.routine.header.say), PROMPT_PACE)
        # A prompt that would not be over well before its phase is left to the sound.
        return SpokenLine(text, prompt, to, location) if estimate(prompt) * 1.5 < phase else None

    def _line(self, line: Line, side: Side | None, caution: bool) -> SpokenLine:
        text = line.text.replace("{side}", side or "")
        return SpokenLine(text, self._utterance(text, line.to, caution), line.to, line.location, caution)

    def _utterance(self, text: str, to: Listener, caution: bool) -> Utterance:
        return utterance(text, self.routine.header, to, rate=self.rate, caution=caution)
