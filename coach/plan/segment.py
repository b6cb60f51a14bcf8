"""Segments: a routine unrolled, each side and each repeat in turn, before anyone says when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.plan.tone_lengths import SHORTEST_RING

if TYPE_CHECKING:
    from coach.plan.cue import Role, Side, Sound, Utterance
    from coach.script.routine import Breath, Listener, Location


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """One line as it will be spoken."""

    text: str
    utterance: Utterance
    to: Listener
    location: Location
    role: Role = "step"
    pause: int = 0
    """Quiet asked for after it, in milliseconds; 0: as much as usual."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Ends `length` after it began; `--minutes` may move that within `bounds`. Milliseconds."""

    length: int
    bounds: tuple[int, int] | None = None
    repeat: bool = False
    """One of several."""
    wait: bool = False

    @property
    def rings(self) -> bool:
        """Whether the bowl must close it: each of several, unless they are so short that they are counted."""
        return self.repeat and self.length >= SHORTEST_RING


@dataclass(frozen=True, slots=True)
class Pause:
    """Ends `length` milliseconds after the time kept for its words."""

    length: int


@dataclass(frozen=True, slots=True)
class Breathing:
    """Ends after whole breath cycles that begin after the words."""

    pattern: Breath
    cycles: int
    prompts: tuple[tuple[SpokenLine | None, ...], ...]
    """For each of the first cycles, what is said on inhale, hold, exhale and rest."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of the session: sounds, then words, then an ending."""

    section: int
    location: Location
    ending: Slot | Pause | Breathing
    side: Side | None = None
    chime: Sound | None = None
    """Struck before the words."""
    lead: int = 0
    """Milliseconds before the words, in which the chime sounds."""
    lines: tuple[SpokenLine, ...] = ()
    pair: tuple[int, int] | None = None
    """The same on the left and on the right: both last as long as the longer."""
    step: int = -1
    """The same number on every repeat and both sides of one step; -1: it only names what follows."""
    turn: tuple[int, int] = (1, 1)
    """Which of how many times the step is done one after another."""
    announces: Side | None = None
    """The side that its words name; it belongs to neither itself."""
    count: SpokenLine | None = None
    """The number of a repeat, said at its beginning; left out where the voice is too slow for it."""

    @property
    def caution(self) -> bool:
        """Whether this is a caution."""
        return any(line.role == "caution" for line in self.lines)

    def utterances(self) -> list[Utterance]:
        """Every clip it needs."""
        prompts = self.ending.prompts if isinstance(self.ending, Breathing) else ()
        voiced = [line for cycle in prompts for line in cycle if line is not None]
        counted = [self.count] if self.count is not None else []
        return [line.utterance for line in (*counted, *self.lines, *voiced)]
