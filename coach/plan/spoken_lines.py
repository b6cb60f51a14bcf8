"""The spoken lines of a session: the words of its steps, and what the program adds to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.plan.cue import Utterance
from coach.plan.estimate import estimate
from coach.plan.phrases import (
    BRIEF,
    CHANGE_SIDES,
    FIRST_SIDE,
    MEANING,
    MOST_COUNTED,
    PROMPTS,
    WHO_SPEAKS,
    breaths_said,
    count,
    length_said,
    phrase,
)
from coach.plan.segment import SpokenLine
from coach.plan.speech_rate import PROMPT_PACE, speaker, utterance
from coach.plan.tone_lengths import SHORTEST_RING
from coach.script.spoken_form import speakable

if TYPE_CHECKING:
    from coach.plan.cue import Role, Side, Sound
    from coach.plan.phrases import Code
    from coach.script.routine import Header, Line, Listener, Location, Step, Time


class SpokenLines:
    """Makes the lines of one session, each at the pace of its listener."""

    def __init__(self, header: Header, rate: float, first_side: Side) -> None:
        """`rate`: the speech rate relative to the script's. `first_side`: the side that is done first."""
        self._header, self._rate, self._first_side = header, rate, first_side

    def of_step(self, line: Line, side: Side | None, step: Step) -> SpokenLine:
        """A line of a step, with its placeholders filled in."""
        text = line.text.replace("{side}", side or "")
        if "{time}" in text:
            text = text.replace("{time}", self._time_said(step.time))
        role: Role = "caution" if step.caution else "step"
        return SpokenLine(text, self._utterance(text, line.to, step.caution), line.to, line.location, role, line.pause)

    def announcement(self, role: Role, text: str, location: Location) -> SpokenLine:
        """Words that are no step, said to the person who works."""
        to = self._header.speaker
        return SpokenLine(text, self._utterance(text, to, caution=False), to, location, role)

    def side(self, side: Side, location: Location) -> SpokenLine:
        """The side that begins."""
        codes = FIRST_SIDE if side == self._first_side else CHANGE_SIDES
        return self.announcement("side", phrase(codes[side], self._header.language), location)

    def meaning(self, sound: Sound, location: Location) -> SpokenLine:
        """The meaning of a tone."""
        return self.announcement("tone", phrase(MEANING[sound], self._header.language), location)

    def introductions(self, location: Location) -> list[SpokenLine]:
        """Who speaks to whom, each said by the voice it is about."""
        said = [(to, phrase(code, self._header.language)) for to, code in WHO_SPEAKS]
        return [
            SpokenLine(text, self._utterance(text, to, caution=False), to, location, "introduction")
            for to, text in said
        ]

    def counts(self, step: Step) -> list[SpokenLine | None]:
        """The spoken count of each repeat, to the person who does the step: all, or none if one would not fit.

        The first repeat has none, because the step's words begin it.
        """
        time, breath = step.time, self._header.breath
        length = time.breaths * breath.cycle if time.breaths is not None else time.length or breath.cycle
        if time.repeats == 1 or length >= SHORTEST_RING:
            return [None] * time.repeats
        room = breath.inhale if time.breaths is not None else min(time.bounds or (length,))
        to = step.lines[0].to if step.lines else self._header.speaker
        numbers = range(1, min(time.repeats // time.sets, MOST_COUNTED) + 1)
        texts = [count(number, self._header.language) for number in numbers]
        lines = [self._prompt("count", text, room, to, step.location) for text in texts]
        if not all(lines):
            return [None] * time.repeats
        counted = [*lines, *[None] * (time.repeats // time.sets - len(lines))]
        return [None, *(counted * time.sets)[1:]]  # each set starts counting from one

    def breath_prompts(self, location: Location) -> list[tuple[SpokenLine | None, ...]]:
        """The prompts on the phases of each of the first breath cycles, to the one who breathes."""
        phases = self._header.breath.phases
        return [
            tuple(self._breath_prompt(code, ms, location) for code, ms in zip(codes, phases, strict=True))
            for codes in PROMPTS
        ]

    def _breath_prompt(self, code: Code, room: int, location: Location) -> SpokenLine | None:
        to: Listener = "client" if self._header.speaker == "therapist" else "self"
        prompt = self._prompt("prompt", phrase(code, self._header.language), room, to, location)
        if prompt is None and code in BRIEF:
            return self._breath_prompt(BRIEF[code], room, location)
        return prompt

    def _prompt(self, role: Role, text: str, room: int, to: Listener, location: Location) -> SpokenLine | None:
        """A prompt within `room` milliseconds; None if it would not end well before that."""
        header = self._header
        prompt = Utterance(speakable(text, header.say, header.language), PROMPT_PACE, speaker(to))
        return SpokenLine(text, prompt, to, location, role) if estimate(prompt) * 1.5 < room else None

    def _time_said(self, time: Time) -> str:
        """The length of one repeat of a step, in words."""
        language = self._header.language
        if time.breaths is not None:
            return breaths_said(time.breaths, language)
        return length_said(time.length or self._header.breath.cycle, language)

    def _utterance(self, text: str, to: Listener, caution: bool) -> Utterance:
        return utterance(text, self._header, to, rate=self._rate, caution=caution)
