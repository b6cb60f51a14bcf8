"""A file becomes a routine: read, parsed, its includes put in place."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from coach.errors import ScriptError, reason
from coach.script.front_matter import split_front_matter
from coach.script.markdown import LONGEST_LINE, Part, parse_markdown
from coach.script.routine import Header, Location, Routine, Section, Time
from coach.script.timing import LONGEST
from coach.units import SECOND, spoken_length

BARE_TIME = Time(20 * SECOND, (10 * SECOND, 60 * SECOND))
"""The time of each step in a script that has no times at all."""


_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""They say nothing, and in a terminal they could do anything."""


def read_routine(path: str | Path) -> Routine:
    """The routine written in the file at `path`. Raises ScriptError."""
    return parse_routine(read_text(Path(path)), path)


def parse_routine(text: str, name: str | Path = "routine.md") -> Routine:
    """The routine written in `text`, which stands, or could stand, in a file of that name.

    What it includes is looked for beside that file. Raises ScriptError.
    """
    path = Path(name)
    header, part = _Includes().parse(text, path)
    file = str(path)
    sections = part.sections
    steps = [step for section in sections for area in section.walk() for step in area.steps]
    if not any(step.lines for step in steps):
        raise ScriptError("there is nothing to say: write the steps as list items, each beginning with '- '.", file)
    if not any(step.time.timed for step in steps):
        sections = [_with_bare_times(section) for section in sections]
    elif vague := next((step for step in steps if step.time.repeats > 1 and not step.time.timed), None):
        location = vague.location
        raise ScriptError(
            "say how long each one lasts, such as (x3, 20s).", location.file, location.line, location.column
        )
    asked = sum(_length(section, header.breath.cycle) for section in sections)
    if asked > LONGEST:
        raise ScriptError(f"the steps ask for {spoken_length(asked)}; a script lasts at most 24 h.", file)
    title = header.title or part.title or path.stem.replace("-", " ").replace("_", " ")
    if len(title) > LONGEST_LINE:
        raise ScriptError(f"the title has at most {LONGEST_LINE} characters.", file)
    return Routine(path, replace(header, title=title), tuple(sections), tuple(part.doubts))


def read_text(path: Path) -> str:
    """The text of a script: UTF-8, with or without BOM, any line ends. Raises ScriptError."""
    name = str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ScriptError(f"the script cannot be read ({reason(error)}).", name) from error
    if b"\x00" in raw:
        raise ScriptError("this is not text, so it is not a script.", name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        raise ScriptError("the script is not UTF-8 text: save it as UTF-8.", name, line, column) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", text)
    if not text.strip():
        raise ScriptError("the script is empty.", name)
    return text


class _Includes:
    """Reads a script and those it includes, and knows which are open, to notice a circle."""

    def __init__(self) -> None:
        self.open: list[Path] = []
        self.speaker: Header | None = None

    def read(self, path: Path, link: Location) -> Part:
        try:
            resolved = path.resolve()
            there = resolved.is_file()
        except (OSError, ValueError, RuntimeError):  # a name no system takes, or a link that leads to itself
            there = False
        if not there:
            raise ScriptError(f"the script it includes is not there: {path}.", link.file, link.line, link.column)
        if resolved in self.open:
            chain = " includes ".join(file.name for file in [*self.open, resolved])
            raise ScriptError(f"these scripts include one another: {chain}.", link.file, link.line, link.column)
        return self.parse(read_text(path), path)[1]

    def parse(self, text: str, path: Path) -> tuple[Header, Part]:
        header, body = split_front_matter(text, str(path))
        # An included part speaks to whoever the script that includes it is for.
        self.speaker = self.speaker or header
        self.open.append(path.resolve())
        try:
            part = parse_markdown(
                body,
                str(path),
                self.speaker.speaker,
                lambda address, location: self.read(path.parent / unquote(address), location),
            )
        finally:
            self.open.pop()
        return header, part


def _with_bare_times(section: Section) -> Section:
    steps = tuple(
        step if step.caution else replace(step, time=replace(BARE_TIME, repeats=step.time.repeats))
        for step in section.steps
    )
    return replace(section, steps=steps, areas=tuple(_with_bare_times(area) for area in section.areas))


def _length(section: Section, cycle: int) -> int:
    """What the times in a section add up to in milliseconds, words not counted."""
    total = 0
    for step in (step for area in section.walk() for step in area.steps):
        each = (step.time.length or 0) + cycle * (step.time.breaths or 0)
        total += each * step.time.repeats * (2 if section.each_side or step.each_side else 1)
    return total
