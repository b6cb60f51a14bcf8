"""The lines of a step, each with its time: from the words, or chosen by the kind of step."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.intake.found_time import REP, FoundTime
from coach.intake.judgement import capital
from coach.intake.sentences import LONGEST, sentences, spoken_lines
from coach.intake.tidy import without_pictures
from coach.intake.times import find_timing
from coach.intake.verbs import instructs, kind_of
from coach.plan.cue import Utterance
from coach.plan.estimate import reserve
from coach.plan.measure import BREATHER
from coach.plan.speech_rate import PACE
from coach.plan.tone_lengths import SHORTEST_RING, TONE
from coach.script.spoken_form import speakable
from coach.units import SECOND

if TYPE_CHECKING:
    from coach.intake.group import Work
    from coach.script.routine import Speaker

_BOWL = (TONE["bowl"] + BREATHER) / SECOND
"""Seconds the bowl at the end of each long repeat needs after the words; short ones are counted."""


@dataclass(frozen=True, slots=True)
class TimedLine:
    """One spoken line with its time. Seconds."""

    text: str
    seconds: int | None = None
    bounds: tuple[int, int] | None = None
    breaths: int | None = None
    repeats: int = 1
    each_side: bool = False
    wait: bool = False
    pause: int | None = None
    """Quiet after the words, if the writer's time is too short for both."""
    chosen: str = ""
    """The kind of step its time was chosen for; empty: the time is the writer's, or there is none."""
    remark: str = ""
    """A note for the reader of the script."""
    rules: tuple[str, ...] = ()
    """The rules by which the time was found."""

    @property
    def found(self) -> bool:
        """Whether its time, or its count, is the writer's."""
        return not self.chosen and (
            self.seconds is not None or self.breaths is not None or self.pause is not None or self.repeats > 1
        )


def timed_lines(work: Work, speaker: Speaker, choose: bool) -> list[TimedLine]:
    """The lines of a step. Without `choose`, no time is chosen where the words leave it open."""
    timing = work.timing
    text = without_pictures(work.text).strip()
    remark = "; ".join(work.kept)
    if not text:
        return [TimedLine("", max(1, round(timing.pause or timing.seconds or 5)), rules=timing.rules)]
    parts = [capital(text)] if timing.each_side else _parts(text)
    parts = [part for part in parts if speakable(part)] or [text]
    carrier = _carrier(parts, timing)
    lines = [TimedLine(_ended(part)) for part in parts]
    lines[carrier] = _timed(lines[carrier].text, text, timing, speaker, choose and _is_done(work))
    lines[-1] = replace(lines[-1], remark="; ".join(filter(None, [lines[-1].remark, remark])))
    return lines


def _is_done(work: Work) -> bool:
    """Whether a step is something to do, rather than an explanation, which ends with its words."""
    return instructs(work.text) or (
        work.listed and re.match(r"\W*(?:this|it|these|that|they)\b", work.text, re.I) is None
    )


def _parts(text: str) -> list[str]:
    """The lines of a step: its sentences, the long ones split, short ones that belong together in one line."""
    parts: list[str] = []
    for sentence in sentences(text):
        lines = [capital(part) for part in spoken_lines(sentence)]
        if (
            parts
            and lines
            and len(parts[-1].split()) + len(lines[0].split()) <= LONGEST
            and parts[-1].endswith((".", "!", "?", ":"))
        ):
            parts[-1] = f"{parts[-1]} {lines.pop(0)}"
        parts += lines
    return parts


def _carrier(parts: list[str], timing: FoundTime) -> int:
    """The line that the time belongs to: the one that mentions it, otherwise the last."""
    if timing.timed and timing.pause is None:
        said = [index for index, part in enumerate(parts) if find_timing(part).timed]
        if said:
            return said[-1] if timing.repeats is not None else said[0]
    return len(parts) - 1


def _timed(text: str, whole: str, timing: FoundTime, speaker: Speaker, choose: bool) -> TimedLine:
    line = TimedLine(text, each_side=timing.each_side, rules=timing.rules)
    need = words_take(text, speaker)
    if timing.pause is not None:
        return replace(line, pause=max(1, round(timing.pause)), rules=timing.rules)
    if timing.breaths is not None:
        chosen = "breaths" if "breaths-chosen" in timing.rules else ""
        return replace(line, breaths=timing.breaths, repeats=timing.repeats or 1, chosen=chosen)
    if timing.seconds is not None or timing.repeats is not None or timing.reps is not None:
        return _counted(line, timing, need)
    if timing.wait:
        return replace(line, wait=True)
    kind = kind_of(whole)
    if kind is None or not choose or not {"phase", "each-move"}.isdisjoint(timing.rules):
        return line
    seconds = max(kind.length, math.ceil(need) + 2)
    bounds = kind.bounds
    if bounds is not None:
        bounds = (max(bounds[0], math.ceil(need)), max(bounds[1], seconds))
    return replace(line, seconds=seconds, bounds=bounds, chosen=kind.name)


def _counted(line: TimedLine, timing: FoundTime, need: float) -> TimedLine:
    """A time, a count, or both: three times 30 seconds, ten repetitions, three sets of ten."""
    repeats = timing.repeats if timing.repeats is not None else 1
    each = timing.seconds
    if timing.reps is not None:
        if repeats == 1:
            repeats = timing.reps
        else:
            each = timing.reps * (each or REP)
    if repeats == 1:
        asked = each or REP
        if asked < need:
            return replace(line, pause=max(1, round(asked)))
        bounds = (
            timing.bounds
            if timing.bounds and timing.bounds[0] >= need and timing.bounds[0] <= asked <= timing.bounds[1]
            else None
        )
        return replace(line, seconds=max(1, round(asked)), bounds=_whole(bounds))
    asked = each or REP
    room = need + (_BOWL if max(asked, need) * SECOND >= SHORTEST_RING else 0)
    seconds = max(asked, room)
    remark = f"{asked:g} s each in the words; longer so that they fit" if seconds > asked and each is not None else ""
    return replace(line, seconds=math.ceil(seconds), repeats=repeats, remark=remark)


def _whole(bounds: tuple[float, float] | None) -> tuple[int, int] | None:
    return None if bounds is None else (max(1, math.floor(bounds[0])), math.ceil(bounds[1]))


def words_take(text: str, speaker: Speaker) -> float:
    """Seconds to keep free for the words of a line."""
    return (reserve(Utterance(speakable(text), PACE[speaker])) + BREATHER) / SECOND


def _ended(text: str) -> str:
    """A line without the comma or dash at which it was split off."""
    cut = text.rstrip(" ,;–—-")
    return cut or text
