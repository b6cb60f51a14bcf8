"""A routine as written: sections of steps, with the words said and the times asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Speaker = Literal["therapist", "self"]
Listener = Literal["therapist", "client", "self"]
Opening = Literal["full", "brief"]
"""A form of the questions before hands-on work: all of them, or whether anything is new."""
Severity = Literal["error", "doubt", "overrun"]


@dataclass(frozen=True, slots=True)
class Location:
    """Where something stands in a script; lines and columns count from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Line:
    """Words to be spoken."""

    text: str
    """The words as written, markup and time removed; may hold `{side}` and `{time}`."""
    to: Listener
    """Who they are for."""
    location: Location
    pause: int = 0
    """Quiet that is asked for after them, in milliseconds; 0: as much as usual."""


@dataclass(frozen=True, slots=True)
class Time:
    """The time a step asks for. Lengths are whole milliseconds."""

    length: int | None = None
    """The slot, from this step's first word to the next cue."""
    bounds: tuple[int, int] | None = None
    """The least and most that `length` may be scaled to; None: it never scales."""
    breaths: int | None = None
    """Whole breath cycles after the last words; None: not paced by breath."""
    repeats: int = 1
    """How many slots of this time, with the words once."""
    wait: bool = False
    """Until someone presses "next"; in a file, for `length`."""
    breath_bounds: tuple[int, int] | None = None
    """The least and most breaths its writer allows; `breaths` is the least."""
    sets: int = 1
    """How many rounds `repeats` is divided into, evenly: 2 of 10 repeats are two times five."""

    @property
    def timed(self) -> bool:
        """Whether any length of time is said."""
        return self.length is not None or self.breaths is not None or self.wait


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, or one caution: what is said, and how long it lasts."""

    lines: tuple[Line, ...]
    """The step's own words, then its words to the client. None: a rest."""
    time: Time
    location: Location
    caution: bool = False
    """Spoken before what follows it; never skipped, shortened or moved."""
    each_side: bool = False
    """Done on the left, then on the right."""
    sources: tuple[str, ...] = ()
    """What the comments on its lines say, such as `H10`."""
    learn: bool = False
    """Its own words teach: who knows the routine can do without them."""
    unless: tuple[str, ...] = ()
    """Conditions of a client for whom it is left out, in small letters."""
    only_if: tuple[str, ...] = ()
    """Conditions of a client for whom alone it, a caution, is spoken; none: for everybody."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of steps under one heading, and the areas within it; each later a chapter."""

    title: str
    """The heading without its bracket; empty for steps before the first heading."""
    steps: tuple[Step, ...]
    location: Location
    each_side: bool = False
    optional: bool = False
    """Left out until asked for."""
    unless: tuple[str, ...] = ()
    """Conditions of a client for whom it is left out, in small letters."""
    areas: tuple[Section, ...] = ()
    """Its `###` headings, done one after another: all of them on one side, then all on the other."""
    opening: Opening | None = None
    """Of the opening check: which form of it."""

    def walk(self) -> Iterator[Section]:
        """The section itself, then its areas, in the order they are done."""
        yield self
        yield from self.areas


@dataclass(frozen=True, slots=True)
class Breath:
    """One breath cycle, as milliseconds of breathing in, holding, breathing out, and holding."""

    inhale: int = 4000
    hold: int = 0
    exhale: int = 6000
    rest: int = 0

    @property
    def cycle(self) -> int:
        """The length of the whole cycle in milliseconds."""
        return self.inhale + self.hold + self.exhale + self.rest


@dataclass(frozen=True, slots=True)
class Header:
    """What the front matter says."""

    title: str = ""
    summary: str = ""
    speaker: Speaker = "therapist"
    """Who the steps are spoken to (`for:` in the script)."""
    position: str = ""
    breath: Breath = Breath()
    pace: int | None = None
    """Words a minute; None: the pace that suits the listener."""
    language: str = "en"
    voice: str = ""
    """The voice that guides, by its name; empty: whichever is set, or the most natural one."""
    client_voice: str = ""
    """The voice that speaks to the client, by its name, or `same`."""
    say: dict[str, str] = field(default_factory=dict, hash=False)
    """Pronunciations: a word, and how to write it so that it sounds right."""
    tags: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something in a script that is wrong, or that its writer probably did not mean."""

    location: Location
    """Where it begins."""
    message: str
    severity: Severity = "doubt"
    """An error keeps the script from being read; with a doubt, or words that overrun their time, it works."""
    code: str = "doubt"
    """What kind of thing it is, in a word or two; the same for all of a kind."""
    end: Location | None = None
    """Just after its last character; None: not known."""
    suggestion: str | None = None
    """What could stand there instead; None: only the writer knows."""

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


@dataclass(frozen=True, slots=True)
class Unspoken:
    """Something with words in it that nobody hears: it is for whoever reads the script."""

    location: Location
    kind: str
    """What it is, in one word: `paragraph`, `table`, `note`, `heading`, `code`."""
    text: str


@dataclass(frozen=True, slots=True)
class Routine:
    """A whole script, includes in place."""

    path: Path
    """The file it is written in."""
    header: Header
    sections: tuple[Section, ...]
    doubts: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        """What it is called for: the file's stem."""
        return self.path.stem

    @property
    def title(self) -> str:
        """The title from the front matter, the first heading, or the file's name."""
        return self.header.title
