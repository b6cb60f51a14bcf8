"""Segments: a routine unrolled by sides and repeats, before it has times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.plan.tone_lengths import SHORTEST_RING

if TYPE_CHECKING:
    from coach.plan.cue import Role, Side, Sound, Utterance
    from coach.script.routine import Breath, Listener, Location, StepPicture


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """One line to be spoken."""

    text: str
    utterance: Utterance
    to: Listener
    location: Location
    role: Role = "step"
    pause: int = 0
    """The pause after it in milliseconds; 0: the usual pause."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Ends `length` milliseconds after it began; `--minutes` may change that within `bounds`."""

    length: int
    bounds: tuple[int, int] | None = None
    repeat: bool = False
    """Whether it is one of several repeats."""
    wait: bool = False

    @property
    def rings(self) -> bool:
        """Whether it must end with the bowl: each repeat does, unless repeats are short and counted."""
        return self.repeat and self.length >= SHORTEST_RING


@dataclass(frozen=True, slots=True)
class Pause:
    """Ends `length` milliseconds after the time reserved for its words."""

    length: int


@dataclass(frozen=True, slots=True)
class Breathing:
    """Ends after whole breath cycles that begin after the words."""

    pattern: Breath
    cycles: int
    prompts: tuple[tuple[SpokenLine | None, ...], ...]
    """For each of the first cycles, the prompts on its phases."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the session: a tone, then words, then an ending."""

    section: int
    location: Location
    ending: Slot | Pause | Breathing
    side: Side | None = None
    chime: Sound | None = None
    """The tone before the words."""
    lead: int = 0
    """Milliseconds before the words, for the chime."""
    lines: tuple[SpokenLine, ...] = ()
    pair: tuple[int, int] | None = None
    """The same for the left and the right twin: both take as long as the longer one."""
    step: int = -1
    """The same number for all repeats and both sides of one step; -1: it only introduces what follows."""
    turn: tuple[int, int] = (1, 1)
    """Which repeat this is, and of how many in a row."""
    announces: Side | None = None
    """The side that its words announce; the segment itself belongs to neither."""
    picture: StepPicture | None = None
    """A picture to look at meanwhile."""
    count: SpokenLine | None = None
    """The count of a repeat, said at its start; left out if the voice is too slow for it."""

    @property
    def caution(self) -> bool:
        """Whether this is a caution."""
        return any(line.role == "caution" for line in self.lines)

    def utterances(self) -> list[Utterance]:
        """All clips it needs."""
        counted = [self.count.utterance] if self.count is not None else []
        lines = [line.utterance for line in self.lines]
        prompts = self.ending.prompts if isinstance(self.ending, Breathing) else ()
        voiced = [line.utterance for cycle in prompts for line in cycle if line is not None]
        return counted + lines + voiced
