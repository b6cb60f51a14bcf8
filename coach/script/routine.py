"""A routine as written: sections of steps, with their words and times."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Speaker = Literal["therapist", "self"]
BedName = Literal["none", "air", "pad", "rain"]
Listener = Literal["therapist", "client", "self"]
Opening = Literal["full", "brief"]
"""A form of the opening check before hands-on work: all questions, or only whether anything is new."""
Severity = Literal["error", "doubt", "overrun"]


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a script; lines and columns count from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Line:
    """Words to be spoken."""

    text: str
    """The words as written, without markup and time; may contain `{side}` and `{time}`."""
    to: Listener
    """Who they are for."""
    location: Location
    pause: int = 0
    """The pause after them in milliseconds; 0: the usual pause."""


@dataclass(frozen=True, slots=True)
class StepPicture:
    """A picture to look at during a step."""

    address: str
    """As written: a path from the folder of the script."""
    text: str
    """What it shows, for those who do not see it."""
    location: Location


@dataclass(frozen=True, slots=True)
class Time:
    """The time of a step. Lengths are whole milliseconds."""

    length: int | None = None
    """The slot, from this step's first word to the next cue."""
    bounds: tuple[int, int] | None = None
    """The shortest and longest time that `length` may be scaled to; None: it is never scaled."""
    breaths: int | None = None
    """Whole breath cycles after the last words; None: not paced by breath."""
    repeats: int = 1
    """How many times the slot is repeated; the words are said once."""
    wait: bool = False
    """Whether it lasts until a person presses "next"; in a file, it lasts `length`."""
    breath_bounds: tuple[int, int] | None = None
    """The fewest and most breaths that the writer allows; `breaths` is the fewest."""
    sets: int = 1
    """How many equal sets `repeats` is divided into: 10 repeats in 2 sets are two times five."""

    @property
    def timed(self) -> bool:
        """Whether any time is given."""
        return self.length is not None or self.breaths is not None or self.wait


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, or one caution: its words and its time."""

    lines: tuple[Line, ...]
    """The step's own words, then its words to the client. Empty: a rest."""
    time: Time
    location: Location
    caution: bool = False
    """Spoken before the steps that it is about; never skipped, shortened or moved."""
    each_side: bool = False
    """Done on the left, then on the right."""
    sources: tuple[str, ...] = ()
    """The words of the comments on its lines, such as `H10`."""
    learn: bool = False
    """Whether its own words teach: people who know the routine do not need them."""
    unless: tuple[str, ...] = ()
    """Client conditions for which it is left out, in lower case."""
    only_if: tuple[str, ...] = ()
    """For a caution: the only client conditions for which it is spoken; empty: for everybody."""
    picture: StepPicture | None = None
    """A picture to look at meanwhile."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of its lines."""
        return tuple(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Section:
    """The steps under one heading, and the areas within it; each becomes a chapter."""

    title: str
    """The heading without its bracket; empty for steps before the first heading."""
    steps: tuple[Step, ...]
    location: Location
    each_side: bool = False
    """Whether all of it is done on one side, then all on the other; an area in a section that is not, by itself."""
    optional: bool = False
    """Left out unless selected."""
    unless: tuple[str, ...] = ()
    """Client conditions for which it is left out, in lower case."""
    areas: tuple[Section, ...] = ()
    """Its `###` headings, done in order: all of them on one side, then all on the other."""
    opening: Opening | None = None
    """For the opening check: its form."""

    def walk(self) -> Iterator[Section]:
        """The section itself, then its areas, in order."""
        yield self
        yield from self.areas


def steps_of(sections: Iterable[Section]) -> list[Step]:
    """All steps of these sections and their areas, in order."""
    return [step for section in sections for area in section.walk() for step in area.steps]


@dataclass(frozen=True, slots=True)
class Breath:
    """One breath cycle: milliseconds of breathing in, holding, breathing out, and holding."""

    inhale: int = 4000
    hold: int = 0
    exhale: int = 6000
    rest: int = 0
    top_up: int = 0
    """A second, short breath in on top of the first, before breathing out."""

    @property
    def phases(self) -> tuple[int, int, int, int, int]:
        """The length of each phase in milliseconds, in their order: in, hold, in once more, out, rest."""
        return (self.inhale, self.hold, self.top_up, self.exhale, self.rest)

    @property
    def cycle(self) -> int:
        """The length of the whole cycle in milliseconds."""
        return sum(self.phases)

    @property
    def filled(self) -> float:
        """How full the first breath in makes the lungs, 0 to 1; the second does the rest."""
        return self.inhale / (self.inhale + self.top_up)


@dataclass(frozen=True, slots=True)
class Header:
    """The values of the front matter."""

    title: str = ""
    summary: str = ""
    speaker: Speaker = "therapist"
    """The listener of the steps (`for:` in the script)."""
    position: str = ""
    breath: Breath = Breath()
    pace: int | None = None
    """Words a minute; None: the default for the listener."""
    language: str = "en"
    voice: str = ""
    """The name of the guide's voice; empty: the one in the settings, or the most natural one."""
    client_voice: str = ""
    """The name of the client's voice, or `same`."""
    bed: BedName | None = None
    """The background sound; None: the one in the settings, or soft air."""
    say: dict[str, str] = field(default_factory=dict, hash=False)
    """Pronunciations: a word, and a spelling with which it sounds right."""
    tags: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """An error or a doubt about a script."""

    location: Location
    """Where it begins."""
    message: str
    severity: Severity = "doubt"
    """A script with an error cannot be read; with doubts, or words that overrun their time, it works."""
    code: str = "doubt"
    """A short name of this kind of diagnostic."""
    end: Location | None = None
    """Just after its last character; None: unknown."""
    suggestion: str | None = None
    """A replacement for the text; None: only the writer knows."""

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


@dataclass(frozen=True, slots=True)
class Unspoken:
    """Text that is not spoken: it is for readers of the script."""

    location: Location
    kind: str
    """Its kind: `paragraph`, `table`, `note`, `heading`, `code`."""
    text: str


@dataclass(frozen=True, slots=True)
class Routine:
    """A complete script, with its includes."""

    path: Path
    """Its file."""
    header: Header
    sections: tuple[Section, ...]
    doubts: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        """The name by which commands find it: the file's stem."""
        return self.path.stem

    @property
    def title(self) -> str:
        """The title from the front matter, the first heading, or the file's name."""
        return self.header.title
