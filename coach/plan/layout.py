"""Laying out: segments become cues with exact times, and silence is filled with rests."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from coach.errors import PlanError
from coach.plan.bowl import rung
from coach.plan.cue import Cue
from coach.plan.estimate import estimate
from coach.plan.fit import fit, limits
from coach.plan.measure import BREATHER, measure
from coach.plan.plan import Overrun, Plan, SectionSpan, SegmentSpan
from coach.plan.segment import Breathing, Slot
from coach.plan.time_calls import with_calls
from coach.plan.tone_lengths import TONE
from coach.script.lengths import LONGEST
from coach.units import spoken_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coach.plan.cue import Sound, Utterance
    from coach.plan.measure import Measured
    from coach.plan.outline import Outline
    from coach.plan.segment import Segment, SpokenLine
    from coach.script.routine import Listener

_BREATH: tuple[Sound, ...] = ("inhale", "hold", "top up", "exhale", "hold")
"""The sounds of the phases of a breath."""


def lay_out(
    plan: Outline,
    lengths: Mapping[Utterance, int] | None = None,
    slots: Sequence[int | None] | None = None,
    added: Mapping[int, int] | None = None,
) -> Plan:
    """The plan of an outline.

    `lengths` are those of real clips, in milliseconds; others are estimated. `slots`, from `fit_slots`, are the
    lengths of steps with bounds; by default as written. `added` is the time that a person added to segments, by
    segment number: milliseconds, or for breaths whole cycles. Raises PlanError if the session would last more than a
    day.
    """
    lengths, added = lengths or {}, added or {}
    measured = [measure(segment, lengths) for segment in plan.segments]
    asked = _asked(plan.segments, slots)
    lengthened = _lasting(plan.segments, measured, asked, added)
    spoken = [segment.utterances() for segment in plan.segments]
    twins = _twins(plan.segments)
    bowls = rung(plan.segments, measured, lengthened)
    cues: list[Cue] = []
    spans: list[SegmentSpan] = []
    now = 0
    for number, (segment, words, length) in enumerate(zip(plan.segments, measured, lengthened, strict=True)):
        more = added.get(number, 0)
        sounds = list(_sounds(segment, words, bowls[number], length, more, lengths, number, now))
        cues.extend(_fill(segment, sounds, number, now, now + length))
        sounded = sounds[-1].end if sounds else now
        others = [line for twin in twins.get(segment.pair, ()) if twin != number for line in spoken[twin]]
        wait = isinstance(segment.ending, Slot) and segment.ending.wait
        side = segment.side or segment.announces
        clips = tuple(dict.fromkeys(spoken[number] + others))
        spans.append(
            SegmentSpan(
                now, sounded, now + length, segment.caution, wait, clips, segment.step, segment.turn, side,
                segment.picture,
            )
        )  # fmt: skip
        now += length
    if now > LONGEST:
        raise PlanError(f"'{plan.routine.name}' would last {spoken_length(now)}: 24 h is the most.")
    exact = all(utterance in lengths for span in spans for utterance in span.clips)
    sections = _sections(plan, spans)
    overruns = tuple(_overruns(plan.segments, measured, asked))
    title = plan.routine.title
    laid = Plan(plan.routine.name, title, sections, tuple(spans), tuple(cues), overruns, exact)
    return with_calls(laid, plan.calls, plan.routine.header, lengths)


def lasting(
    plan: Outline,
    lengths: Mapping[Utterance, int] | None = None,
    slots: Sequence[int | None] | None = None,
    added: Mapping[int, int] | None = None,
) -> list[int]:
    """The length of each segment in milliseconds; parameters as for `lay_out`."""
    measured = [measure(segment, lengths or {}) for segment in plan.segments]
    return _lasting(plan.segments, measured, _asked(plan.segments, slots), added or {})


def fit_slots(plan: Outline, target: int, lengths: Mapping[Utterance, int] | None = None) -> list[int | None]:
    """The slot of each segment, such that the whole takes `target` milliseconds. Raises OutOfReach."""
    return fit(plan.segments, least(plan, lengths), target, plan.routine.name)


def reach(plan: Outline, lengths: Mapping[Utterance, int] | None = None) -> tuple[int, int]:
    """The shortest and the longest possible length of the whole, in milliseconds."""
    return limits(plan.segments, least(plan, lengths))


def least(plan: Outline, lengths: Mapping[Utterance, int] | None = None) -> list[int]:
    """The shortest time that each segment's words allow, in milliseconds."""
    measured = [measure(segment, lengths or {}) for segment in plan.segments]
    flexible = [isinstance(segment.ending, Slot) and segment.ending.bounds is not None for segment in plan.segments]
    written = _lasting(plan.segments, measured, _asked(plan.segments, None), {})
    bare = _paired(plan.segments, [words.need for words in measured])
    return [short if flex else whole for flex, short, whole in zip(flexible, bare, written, strict=True)]


def _lasting(
    segments: Sequence[Segment], measured: Sequence[Measured], asked: Sequence[int], added: Mapping[int, int]
) -> list[int]:
    own = [max(words.need, least) for words, least in zip(measured, asked, strict=True)]
    return [length + added.get(i, 0) for i, length in enumerate(_paired(segments, own))]


def _asked(segments: Sequence[Segment], slots: Sequence[int | None] | None) -> list[int]:
    """The length that the script, or a slot in its place, gives each segment, in milliseconds; 0: none."""
    written = [segment.ending.length if isinstance(segment.ending, Slot) else 0 for segment in segments]
    return [slot or length for slot, length in zip(slots, written, strict=True)] if slots else written


def _paired(segments: Sequence[Segment], lengths: Sequence[int]) -> list[int]:
    """The lengths, with both segments of a pair as long as the longer one."""
    longest: dict[tuple[int, int], int] = {}
    for segment, length in zip(segments, lengths, strict=True):
        if segment.pair is not None:
            longest[segment.pair] = max(length, longest.get(segment.pair, 0))
    return [longest[segment.pair] if segment.pair is not None else length
            for segment, length in zip(segments, lengths, strict=True)]  # fmt: skip


def _twins(segments: Sequence[Segment]) -> dict[tuple[int, int] | None, list[int]]:
    """The numbers of the segments of each pair."""
    pairs: dict[tuple[int, int] | None, list[int]] = {}
    for number, segment in enumerate(segments):
        if segment.pair is not None:
            pairs.setdefault(segment.pair, []).append(number)
    return pairs


def _sounds(
    segment: Segment,
    words: Measured,
    bowl: bool,
    length: int,
    more: int,
    lengths: Mapping[Utterance, int],
    number: int,
    now: int,
) -> Iterator[Cue]:
    """The sounds of a segment that begins at `now`, in order."""
    if segment.chime is not None:
        yield _tone(segment, segment.chime, number, now)
    count = segment.count
    if count is not None and (end := lengths.get(count.utterance) or estimate(count.utterance)) + BREATHER <= length:
        yield _say(segment, count, number, now, now + end)
    for line, start, end in zip(segment.lines, words.starts, words.ends, strict=True):
        yield _say(segment, line, number, now + start, now + end)
    if isinstance(segment.ending, Breathing):
        cycles = segment.ending.cycles + more // segment.ending.pattern.cycle
        yield from _breaths(segment, segment.ending, cycles, lengths, number, now + words.then)
    elif bowl:
        yield _tone(segment, "bowl", number, now + length - TONE["bowl"])


def _tone(segment: Segment, sound: Sound, number: int, start: int) -> Cue:
    end = start + TONE[sound]
    return Cue(start, end, "chime", segment.location, segment.section, number, segment.side, sound=sound)


def _say(segment: Segment, line: SpokenLine, number: int, start: int, end: int) -> Cue:
    return Cue(
        start, end, "say", line.location, segment.section, number, segment.side,
        line.to, line.role, line.text, line.utterance,
    )  # fmt: skip


def _breaths(
    segment: Segment, ending: Breathing, cycles: int, lengths: Mapping[Utterance, int], number: int, now: int
) -> Iterator[Cue]:
    pattern = ending.pattern
    fullness = tuple(pairwise((0.0, pattern.filled, pattern.filled, 1.0, 0.0, 0.0)))
    listener: Listener | None = "client" if any(line.to == "client" for line in segment.lines) else None
    for cycle in range(cycles):
        prompts = ending.prompts[cycle] if cycle < len(ending.prompts) else (None,) * len(_BREATH)
        for sound, length, lungs, line in zip(_BREATH, pattern.phases, fullness, prompts, strict=True):
            prompt = line
            if not length:
                continue
            if prompt and lengths.get(prompt.utterance, 0) > length:
                prompt = None  # the voice is too slow for this breath: only the breath sound plays
            yield Cue(
                now, now + length, "breath", segment.location, segment.section, number, segment.side,
                prompt.to if prompt else listener,
                prompt.role if prompt else None,
                prompt.text if prompt else None,
                prompt.utterance if prompt else None,
                sound=sound, lungs=lungs,
            )  # fmt: skip
            now += length


def _fill(segment: Segment, sounds: Iterable[Cue], number: int, start: int, end: int) -> Iterator[Cue]:
    """The sounds of a segment and the rests between them, from `start` to `end` without gaps."""
    now = start
    for cue in sounds:
        if cue.start > now:
            yield Cue(now, cue.start, "rest", segment.location, segment.section, number, segment.side)
        yield cue
        now = cue.end
    if end > now:
        yield Cue(now, end, "rest", segment.location, segment.section, number, segment.side)


def _sections(plan: Outline, spans: Sequence[SegmentSpan]) -> tuple[SectionSpan, ...]:
    bounds: dict[int, tuple[int, int]] = {}
    for segment, span in zip(plan.segments, spans, strict=True):
        start, _ = bounds.get(segment.section, (span.start, 0))
        bounds[segment.section] = (start, span.end)
    return tuple(
        SectionSpan(area.title or plan.routine.title, side, *bounds[index], whole, opening)
        for index, (area, side, whole, opening) in enumerate(plan.passes)
    )


def _overruns(segments: Sequence[Segment], measured: Sequence[Measured], asked: Sequence[int]) -> Iterator[Overrun]:
    for segment, words, length in zip(segments, measured, asked, strict=True):
        if words.need > length and isinstance(segment.ending, Slot):
            yield Overrun(segment.location, segment.lines[0].text, words.need - length, length)
