"""Writes `docs/coverage.md`, which shows where each technique is spoken: python docs/make_coverage.py."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.plan import lay_out, outline, reach
from coach.script import read_routine
from coach.units import MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.script.routine import Location, Opening, Routine, Section, Step

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
PAGE = ROOT / "docs" / "coverage.md"
CATALOGUE: dict[str, Any] = tomllib.loads((ROOT / "docs" / "catalogue.toml").read_text("utf-8"))
TECHNIQUES: dict[str, str] = CATALOGUE["techniques"]

HEAD = """# What the routines cover

Every technique, where it is spoken, and the cautions that go before it. Written by `python docs/make_coverage.py` from
the scripts and from [catalogue.toml](catalogue.toml).
"""


def numbers(ranges: Iterable[str]) -> list[str]:
    """Techniques one by one: `["H1-H3", "S5"]` is H1, H2, H3, S5."""
    order = list(TECHNIQUES)
    found = []
    for written in ranges:
        first, _, last = written.partition("-")
        found += order[order.index(first) : order.index(last or first) + 1]
    return found


COVERS = {row["script"]: numbers(row["covers"]) for row in CATALOGUE["routines"]}
"""What each routine covers, by its name."""


@dataclass(frozen=True)
class Caution:
    """A caution that must be heard before certain techniques."""

    hears: tuple[str, ...]
    """Words that must all be in its text."""
    before: frozenset[str]
    only: str
    """Who the rule is for, where it is not for both: `therapist` or `self`."""

    def heard_in(self, text: str) -> bool:
        """Whether `text` is this caution."""
        return all(words in text.lower() for words in self.hears)

    def is_for(self, routine: Routine) -> bool:
        """Whether it is a rule for such a routine."""
        return self.only in ("", routine.header.speaker)

    def governs(self, step: Step, routine: Routine) -> bool:
        """Whether it must be heard before `step`."""
        return self.is_for(routine) and not step.caution and not self.before.isdisjoint(step.sources)


CAUTIONS = [
    Caution(tuple(row["hears"]), frozenset(numbers(row["before"])), row.get("only", ""))
    for row in CATALOGUE["cautions"]
]


@cache
def routine(name: str) -> Routine:
    """The routine of that name."""
    return read_routine(SCRIPTS / f"{name}.md")


def optional(routine: Routine) -> tuple[str, ...]:
    """The titles of what is left out until asked for."""
    return tuple(section.title for section in routine.sections if section.optional)


@dataclass(frozen=True)
class Spoken:
    """A step, and where in which routine it stands."""

    routine: Routine
    section: Section
    area: Section
    step: Step

    @property
    def heading(self) -> str:
        """The headings it stands under."""
        titles = dict.fromkeys([self.section.title or "Beginning", self.area.title or "Beginning"])
        return ", ".join(titles) + " (optional)" * self.section.optional

    @property
    def text(self) -> str:
        """The first of its lines."""
        return self.step.lines[0].text if self.step.lines else ""


def spoken(routine: Routine) -> Iterator[Spoken]:
    """Every step of a routine, optional ones too."""
    for section in routine.sections:
        for area in section.walk():
            for step in area.steps:
                yield Spoken(routine, section, area, step)


@cache
def everything() -> list[Spoken]:
    """Every step of every routine."""
    return [each for name in COVERS for each in spoken(routine(name))]


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_routines(), *_techniques(), *_cautions()])


def _routines() -> Iterator[str]:
    yield "## The routines\n"
    yield "Minutes as written, and from the shortest to the longest that `--minutes` can make of them.\n"
    yield "| Routine | Minutes | For | Covers |"
    yield "|---|---|---|---|"
    covers = {row["script"]: ", ".join(row["covers"]) for row in CATALOGUE["routines"]}
    for name, ranges in covers.items():
        told = routine(name)
        bare = outline(told)
        written, least, most = (round(ms / MINUTE) for ms in (lay_out(bare).length, *reach(bare)))
        minutes = f"{written}" if least == most else f"{written} ({least}-{most})"
        whom = "a therapist" if told.header.speaker == "therapist" else "oneself"
        asked = f"; optional: {', '.join(optional(told))}" if optional(told) else ""
        link = f"[{told.title}](../scripts/{name}.md)"
        yield f"| {link} | {minutes} | {whom} | {ranges or 'our own'}{asked} |"


def _techniques() -> Iterator[str]:
    yield "\n## The techniques\n"
    yield "Under each: what is said, in which sections of which routines, and the lines of the scripts it stands in."
    for number, meaning in TECHNIQUES.items():
        here = [each for each in everything() if number in each.step.sources]
        only = " Only in optional sections." if here and all(each.section.optional for each in here) else ""
        yield f"\n### {number}\n\n{meaning}.{only}\n"
        for words in dict.fromkeys(_words(each.step) for each in here):
            alike = [each for each in here if _words(each.step) == words]
            links = ", ".join(dict.fromkeys(_link(each.step.location) for each in alike))
            yield f"- {words} — {_where(alike)} ({links})"


def _cautions() -> Iterator[str]:
    said = [each for each in everything() if each.step.caution]
    yield "\n## The cautions\n"
    yield "Each is heard in the same section, and on the same side, before the techniques it is for.\n"
    whom = {"": "", "therapist": " on another person", "self": " on oneself"}
    for row, caution in zip(CATALOGUE["cautions"], CAUTIONS, strict=True):
        here = [each for each in said if caution.heard_in(each.text) and caution.is_for(each.routine)]
        texts = " or ".join(dict.fromkeys(f'"{each.text}"' for each in here))
        source = f" ({row['source']})" if "source" in row else ""
        before = f"before {', '.join(row['before'])}{whom[caution.only]}"
        yield f"- {texts}{source}, {before}. {row['why']} — {_names(here)}"
    yield "\n## The first words\n"
    yield f'For oneself: "{CATALOGUE["self-care"]["hears"].capitalize()}." To a client, before anyone lies down:\n'
    yield from _check("full")
    yield "\nThe brief form, for a client whose intake is done:\n"
    yield from _check("brief")
    yield ""


def _check(form: Opening) -> Iterator[str]:
    said = (each for each in everything() if each.step.caution and each.section.opening == form)
    yield from dict.fromkeys(f'- "{each.text}"' for each in said)


def _link(place: Location) -> str:
    path = Path(place.file).resolve().relative_to(ROOT).as_posix()
    return f"[{path.removeprefix('scripts/')}:{place.line}](../{path}?plain=1#L{place.line})"


def _words(step: Step) -> str:
    own = " ".join(line.text for line in step.lines if line.to != "client")
    client = " ".join(line.text for line in step.lines if line.to == "client")
    said = "**Caution:** " * step.caution + f'"{own}"' * bool(own) + f' To the client: "{client}"' * bool(client)
    return said.strip().replace("{side}", "left/right")


def _where(alike: list[Spoken]) -> str:
    by_heading = groupby(sorted(alike, key=lambda each: each.heading), key=lambda each: each.heading)
    return "; ".join(f"*{heading}*: {_names(group)}" for heading, group in by_heading)


def _names(group: Iterable[Spoken]) -> str:
    return ", ".join(dict.fromkeys(each.routine.name for each in group))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
