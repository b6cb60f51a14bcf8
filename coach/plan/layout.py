"""Beats become cues: everything gets its place on the clock, and silence is filled with rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import PlanError
from coach.plan.beat import Breathing, Slot
from coach.plan.calls import with_calls
from coach.plan.cue import BeatSpan, Cue, Overrun, Plan, SectionSpan
from coach.plan.estimate import reserve
from coach.plan.fit import fit, limits
from coach.plan.measure import BETWEEN_LINES, measure
from coach.plan.tone import TONE
from coach.script.timing import LONGEST
from coach.units import SECOND, spoken_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coach.plan.beat import Beat, Said
    from coach.plan.cue import Sound, Utterance
    from coach.plan.measure import Measured
    from coach.plan.outline import Outline
    from coach.script.routine import Listener

LONG_HOLD = 30 * SECOND
"""Quiet from which on a hold is closed by the bowl: by then nobody expects a voice."""


def lay_out(
    plan: Outline,
    lengths: Mapping[Utterance, int] | None = None,
    slots: Sequence[int | None] | None = None,
    added: Mapping[int, int] | None = None,
) -> Plan:
    """The plan of an outline.

    `lengths` are those of real clips, in milliseconds; what is not in it is estimated. `slots`, from
    `fit_slots`, says what each step with bounds is to last; without it each lasts as written. `added` is what a
    person gave to beats, by their number, on top of that: in milliseconds, for breaths whole cycles.
    Raises PlanError where the session would last more than a day.
    """
    lengths, added = lengths or {}, added or {}
    measured = [measure(beat, lengths) for beat in plan.beats]
    lengthened = _lasting(plan.beats, measured, slots, added)
    twins = _twins(plan.beats)
    rung = _rung(plan.beats, measured, lengthened)
    cues: list[Cue] = []
    spans: list[BeatSpan] = []
    now = 0
    for number, (beat, words, length) in enumerate(zip(plan.beats, measured, lengthened, strict=True)):
        more = added.get(number, 0)
        sounds = list(_sounds(beat, words, rung[number], length, more, lengths, number, now))
        cues.extend(_fill(beat, sounds, number, now, now + length))
        sounded = sounds[-1].end if sounds else now
        needs = [*beat.utterances(), *(line for twin in twins[number] for line in twin.utterances())]
        wait = isinstance(beat.ending, Slot) and beat.ending.wait
        spans.append(BeatSpan(now, sounded, now + length, beat.caution, wait, tuple(dict.fromkeys(needs))))
        now += length
    if now > LONGEST:
        raise PlanError(f"'{plan.routine.name}' would last {spoken_length(now)}: 24 h is the most.")
    exact = all(utterance in lengths for span in spans for utterance in span.needs)
    sections = _sections(plan, spans)
    overruns = tuple(_overruns(plan.beats, measured, slots))
    title = plan.routine.title
    laid = Plan(plan.routine.name, title, sections, tuple(spans), tuple(cues), overruns, exact)
    return with_calls(laid, plan.calls, plan.routine.header, lengths)


def lasting(
    plan: Outline,
    lengths: Mapping[Utterance, int] | None = None,
    slots: Sequence[int | None] | None = None,
    added: Mapping[int, int] | None = None,
) -> list[int]:
    """How long each beat lasts, in milliseconds; the parameters are those of `lay_out`."""
    return _lasting(plan.beats, [measure(beat, lengths or {}) for beat in plan.beats], slots, added or {})


def fit_slots(plan: Outline, target: int, lengths: Mapping[Utterance, int] | None = None) -> list[int | None]:
    """What each step is to last, so that the whole lasts `target` milliseconds. Raises OutOfReach."""
    return fit(plan.beats, least(plan, lengths), target, plan.routine.name)


def reach(plan: Outline, lengths: Mapping[Utterance, int] | None = None) -> tuple[int, int]:
    """The shortest and the longest the whole can be made to last, in milliseconds."""
    return limits(plan.beats, least(plan, lengths))


def least(plan: Outline, lengths: Mapping[Utterance, int] | None = None) -> list[int]:
    """The least each beat can last, in milliseconds, its words being what they are."""
    measured = [measure(beat, lengths or {}) for beat in plan.beats]
    flexible = [isinstance(beat.ending, Slot) and beat.ending.bounds is not None for beat in plan.beats]
    written = _lasting(plan.beats, measured, None, {})
    bare = _paired(plan.beats, [words.need for words in measured])
    return [short if flex else whole for flex, short, whole in zip(flexible, bare, written, strict=True)]


def _lasting(
    beats: Sequence[Beat], measured: Sequence[Measured], slots: Sequence[int | None] | None, added: Mapping[int, int]
) -> list[int]:
    own = [max(words.need, _asked(beat, slots, i)) for i, (beat, words) in enumerate(zip(beats, measured, strict=True))]
    return [length + added.get(i, 0) for i, length in enumerate(_paired(beats, own))]


def _asked(beat: Beat, slots: Sequence[int | None] | None, index: int) -> int:
    slot = slots[index] if slots else None
    return slot or (beat.ending.length if isinstance(beat.ending, Slot) else 0)


def _paired(beats: Sequence[Beat], lengths: Sequence[int]) -> list[int]:
    """Lengths in which the left and the right of a pair are both the longer of the two."""
    longest: dict[tuple[int, int], int] = {}
    for beat, length in zip(beats, lengths, strict=True):
        if beat.pair is not None:
            longest[beat.pair] = max(length, longest.get(beat.pair, 0))
    return [longest[beat.pair] if beat.pair is not None else length
            for beat, length in zip(beats, lengths, strict=True)]  # fmt: skip


def _twins(beats: Sequence[Beat]) -> list[list[Beat]]:
    """For each beat, the others of its pair."""
    pairs: dict[tuple[int, int], list[Beat]] = {}
    for beat in beats:
        if beat.pair is not None:
            pairs.setdefault(beat.pair, []).append(beat)
    return [[twin for twin in pairs[beat.pair] if twin is not beat] if beat.pair is not None else [] for beat in beats]


def _sounds(
    beat: Beat,
    words: Measured,
    rung: bool,
    length: int,
    more: int,
    lengths: Mapping[Utterance, int],
    number: int,
    now: int,
) -> Iterator[Cue]:
    """What sounds in a beat that begins at `now`, in order."""
    if beat.chime is not None:
        yield _tone(beat, beat.chime, number, now)
    for line, start, end in zip(beat.said, words.starts, words.ends, strict=True):
        yield _say(beat, line, number, now + start, now + end)
    if isinstance(beat.ending, Breathing):
        cycles = beat.ending.cycles + more // beat.ending.pattern.cycle
        yield from _breaths(beat, beat.ending, cycles, lengths, number, now + words.then)
    elif rung:
        yield _tone(beat, "bowl", number, now + length - TONE["bowl"])


def _rung(beats: Sequence[Beat], measured: Sequence[Measured], lasting: Sequence[int]) -> list[bool]:
    """Which beats the bowl closes. Of a pair, both or neither: "left" is a shorter word than "right"."""
    own = [_closed_by_bowl(*each) for each in zip(beats, measured, lasting, strict=True)]
    without = {beat.pair for beat, rings in zip(beats, own, strict=True) if not rings}
    return [rings and (beat.pair is None or beat.pair not in without) for beat, rings in zip(beats, own, strict=True)]


def _closed_by_bowl(beat: Beat, words: Measured, length: int) -> bool:
    ending = beat.ending
    if not isinstance(ending, Slot):
        return False
    # Judged by the estimate, so that the same script has the same bowls with every voice, if they fit at all.
    written = sum(reserve(line.utterance) + BETWEEN_LINES for line in beat.said)
    if ending.repeat:
        return ending.rings
    return not ending.wait and length - written >= LONG_HOLD and words.need + TONE["bowl"] <= length


def _tone(beat: Beat, sound: Sound, number: int, start: int) -> Cue:
    end = start + TONE[sound]
    return Cue(start, end, "chime", beat.place, beat.section, number, beat.side, sound=sound)


def _say(beat: Beat, line: Said, number: int, start: int, end: int) -> Cue:
    return Cue(
        start, end, "say", line.place, beat.section, number, beat.side,
        line.to, line.text, line.utterance, line.caution,
    )  # fmt: skip


def _breaths(
    beat: Beat, ending: Breathing, cycles: int, lengths: Mapping[Utterance, int], number: int, now: int
) -> Iterator[Cue]:
    pattern = ending.pattern
    phases: tuple[tuple[Sound, int], ...] = (
        ("inhale", pattern.inhale), ("hold", pattern.hold), ("exhale", pattern.exhale), ("hold", pattern.rest),
    )  # fmt: skip
    listener: Listener | None = "client" if any(line.to == "client" for line in beat.said) else None
    for cycle in range(cycles):
        prompts = ending.prompts[cycle] if cycle < len(ending.prompts) else (None,) * len(phases)
        for (sound, length), line in zip(phases, prompts, strict=True):
            prompt = line
            if not length:
                continue
            if prompt and lengths.get(prompt.utterance, 0) > length:
                prompt = None  # a voice too slow for this breath: the sound alone carries it
            yield Cue(
                now, now + length, "breath", beat.place, beat.section, number, beat.side,
                prompt.to if prompt else listener,
                prompt.text if prompt else None,
                prompt.utterance if prompt else None,
                sound=sound,
            )  # fmt: skip
            now += length


def _fill(beat: Beat, sounds: Iterable[Cue], number: int, start: int, end: int) -> Iterator[Cue]:
    """The sounds of a beat with rests between them, from `start` to `end` without a gap."""
    now = start
    for cue in sounds:
        if cue.start > now:
            yield Cue(now, cue.start, "rest", beat.place, beat.section, number, beat.side)
        yield cue
        now = cue.end
    if end > now:
        yield Cue(now, end, "rest", beat.place, beat.section, number, beat.side)


def _sections(plan: Outline, spans: Sequence[BeatSpan]) -> tuple[SectionSpan, ...]:
    bounds: dict[int, tuple[int, int]] = {}
    for beat, span in zip(plan.beats, spans, strict=True):
        start, _ = bounds.get(beat.section, (span.start, 0))
        bounds[beat.section] = (start, span.end)
    return tuple(
        SectionSpan(area.title or plan.routine.title, side, *bounds[index], whole)
        for index, (area, side, whole) in enumerate(plan.stretches)
    )


def _overruns(
    beats: Sequence[Beat], measured: Sequence[Measured], slots: Sequence[int | None] | None
) -> Iterator[Overrun]:
    for index, (beat, words) in enumerate(zip(beats, measured, strict=True)):
        asked = _asked(beat, slots, index)
        if isinstance(beat.ending, Slot) and words.need > asked:
            yield Overrun(beat.place, beat.said[0].text, words.need - asked)
