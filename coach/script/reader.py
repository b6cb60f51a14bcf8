"""Reading a script: it is parsed, includes are inserted, and all diagnostics are collected."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from coach.errors import ScriptError, reason
from coach.script.encoding import decode
from coach.script.front_matter import split_front_matter
from coach.script.lengths import LONGEST
from coach.script.markdown import parse_markdown
from coach.script.part import Part, is_part
from coach.script.routine import Diagnostic, Header, Location, Routine, Section, Step, Time
from coach.script.slips import said_otherwise
from coach.script.spoken_words import LONGEST_LINE
from coach.settings import builtin_scripts
from coach.storage.remembered import digest
from coach.units import SECOND, spoken_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.script.routine import Severity, Speaker, Unspoken

BARE_TIME = Time(20 * SECOND, (10 * SECOND, 60 * SECOND))
"""The time of each step in a script that has no times at all."""

_DEEPEST = 20
"""The most nested includes."""
_FEW = 5
"""With a single timed step and at least this many untimed ones, the time was probably not meant to affect them."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Control characters, which are not spoken, and could do anything in a terminal."""

Include = Callable[[str, str], tuple[str, str]]
"""Given a link's address and the name of the script that contains it, returns the name and text of the linked script.

Raises FileNotFoundError if there is none, ScriptError if it cannot be read.
"""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The result of parsing a script."""

    routine: Routine | None
    """None if there is an error."""
    diagnostics: tuple[Diagnostic, ...]
    """Errors and doubts, including those of included scripts."""
    unspoken: tuple[Unspoken, ...]
    """Text that is not spoken."""


def read_routine(path: str | Path) -> Routine:
    """The routine in the file at `path`. Raises ScriptError."""
    return routine_of(read_script(path))


def parse_routine(text: str, name: str | Path = "routine.md") -> Routine:
    """The routine in `text`; `name` is the name of its file, which need not exist.

    Included scripts are searched beside that file. Raises ScriptError.
    """
    return routine_of(parse(text, str(name), ScriptFiles().include))


def read_script(path: str | Path, files: ScriptFiles | None = None) -> Parsed:
    """Parse the script at `path`. `files` reads it and what it includes. Raises ScriptError if it is not text."""
    path, files = Path(path), files or ScriptFiles()
    parsed = parse(files.text(path), str(path), files.include)
    doubts = tuple(files.doubts)
    routine = parsed.routine and replace(parsed.routine, doubts=(*doubts, *parsed.routine.doubts))
    return replace(parsed, routine=routine, diagnostics=(*doubts, *parsed.diagnostics))


def parse(text: str, name: str, include: Include) -> Parsed:
    """Parse a script in `text`; it need not be saved.

    `name`, a path or any other name, is used in the diagnostics; `include` finds included scripts. Reads no files.
    """
    text = _tidy(text)
    if not text.strip():
        return Parsed(None, (Diagnostic(Location(name, 1), "the script is empty.", "error", "empty"),), ())
    header, part = _Includes(include).parse(text, name)
    found = part.diagnostics
    sections = part.sections
    steps = _steps(sections)
    if not any(step.lines for step in steps) and not any(each.severity == "error" for each in found):
        message = "there is nothing to say: write the steps as list items, each beginning with '- '."
        found.append(Diagnostic(Location(name, 1), message, "error", "empty"))
    bare = not any(step.time.timed for step in steps)
    found.extend(_lone_time(steps))
    sections = [_with_bare_times(section) for section in sections] if bare else sections
    if not is_part(name):  # a part may rely on the times of the script that includes it
        found.extend(_unfilled(_steps(sections)))
    found.extend(_otherwise(_steps(sections), bare=bare))
    asked = sum(_length(section, header.breath.cycle) for section in sections)
    if asked > LONGEST:
        message = f"the steps ask for {spoken_length(asked)}; a script lasts at most 24 h."
        found.append(Diagnostic(Location(name, 1), message, "error", "huge"))
    title = header.title or part.title or Path(name).stem.replace("-", " ").replace("_", " ")
    if len(title) > LONGEST_LINE:
        message = f"the title has at most {LONGEST_LINE} characters."
        found.append(Diagnostic(Location(name, 1), message, "error", "long"))
    # In the order of the script, then of included scripts, without duplicates.
    found.sort(key=lambda each: (each.location.file != name, each.location.file, *_place(each)))
    diagnostics = tuple(dict.fromkeys(found))
    unspoken = tuple(dict.fromkeys(part.unspoken))
    if any(each.severity == "error" for each in diagnostics):
        return Parsed(None, diagnostics, unspoken)
    return Parsed(
        Routine(Path(name), replace(header, title=title), tuple(sections), diagnostics), diagnostics, unspoken
    )


def read_text(path: Path) -> str:
    """The text of a script in any common encoding. Raises ScriptError."""
    return ScriptFiles().text(path)


def routine_of(parsed: Parsed) -> Routine:
    """The routine of a parsed script. Raises ScriptError for the first error."""
    for each in parsed.diagnostics:
        if each.severity == "error":
            raise ScriptError(each.message, each.location.file, each.location.line, each.location.column)
    assert parsed.routine is not None
    return parsed.routine


def _tidy(text: str) -> str:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text)


class ScriptFiles:
    """Reads scripts from files, collects doubts about their encodings, and keeps account of what was read."""

    def __init__(self) -> None:
        self.doubts: list[Diagnostic] = []
        self.digests: dict[str, str] = {}
        """The digest of each file that was read; empty for one that was looked for and is not there."""

    def text(self, path: Path) -> str:
        """The text of a script. Raises ScriptError."""
        name = str(path)
        try:
            data = path.read_bytes()
            self.digests[name] = digest(data)
            text, guessed = decode(data)
        except OSError as error:
            raise ScriptError(f"the script cannot be read ({reason(error)}).", name) from error
        except ValueError as error:
            raise ScriptError(f"{error}.", name) from error
        text = _tidy(text)
        if guessed is not None:
            line = next((number for number, line in enumerate(text.split("\n"), 1) if not line.isascii()), 1)
            message = f"the script is not UTF-8 text: it is read as {guessed}, a guess; save it as UTF-8"
            self.doubts.append(Diagnostic(Location(name, line), message, "doubt", "encoding"))
        if not text.strip():
            raise ScriptError("the script is empty.", name)
        return text

    def include(self, address: str, name: str) -> tuple[str, str]:
        """The script that the link `address` in the script `name` means: a file beside it, or a built-in one."""
        beside = _normal(Path(name).parent / unquote(address))
        shipped = builtin_scripts()
        ours = _normal(shipped / re.sub(r"^(?:\.\.?/)+", "", unquote(address)))
        for path in (beside, ours):
            try:
                if path.is_file() and (path is beside or ours.is_relative_to(shipped)):
                    return str(path), self.text(path)
                self.digests[str(path)] = ""
            except (OSError, ValueError):  # an invalid file name
                continue
        raise FileNotFoundError(str(beside))


class _Includes:
    """Parses a script and its includes, and detects circular includes."""

    def __init__(self, include: Include) -> None:
        self.include = include
        self.open: list[Path] = []
        self.header: Header | None = None

    def parse(self, text: str, name: str) -> tuple[Header, Part]:
        header, body, diagnostics = split_front_matter(text, name)
        # An included part speaks to the listener of the script that includes it.
        self.header = self.header or header
        self.open.append(_normal(Path(name)))
        part = parse_markdown(body, name, self.header.speaker, self._included)
        self.open.pop()
        part.diagnostics[:0] = diagnostics
        return header, part

    def _included(self, address: str, link: Location) -> Part | Diagnostic:
        try:
            name, text = self.include(address, link.file)
        except FileNotFoundError as error:
            return Diagnostic(link, f"the script it includes is not there: {error}.", "error", "include")
        except ScriptError as error:
            return Diagnostic(Location(error.file, error.line, error.column), error.message, "error", "include")
        if _normal(Path(name)) in self.open or len(self.open) > _DEEPEST:
            chain = " includes ".join(file.name for file in [*self.open, Path(name)])
            return Diagnostic(link, f"these scripts include one another: {chain}.", "error", "include")
        text = _tidy(text)
        if self.header is not None and Path(name).is_absolute():  # another name depends on the current folder
            alone = _parsed_alone(text, name, self.header.speaker)
            if alone is not None:
                return alone
        return self.parse(text, name)[1]


class _IncludesAnother(Exception):
    """A script that was to be parsed alone includes another one."""


@lru_cache(maxsize=512)
def _parsed_alone(text: str, name: str, speaker: Speaker) -> Part | None:
    """The part in `text`, which nobody may change; None if it includes another one.

    An editor parses a script at each change of it, but what it includes stays, and is often longer than the script.
    """

    def refuse(*_: object) -> Part:
        raise _IncludesAnother

    _, body, diagnostics = split_front_matter(text, name)
    try:
        part = parse_markdown(body, name, speaker, refuse)
    except _IncludesAnother:
        return None
    part.diagnostics[:0] = diagnostics
    return part


def _normal(path: Path) -> Path:
    """A path without `..`, so that each file has one name."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] not in ("..", path.anchor):
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)


def _steps(sections: Sequence[Section]) -> list[Step]:
    return [step for section in sections for area in section.walk() for step in area.steps]


def _with_bare_times(section: Section) -> Section:
    """A section of a script without times: each step gets one, and each count the time of a breath."""

    def timed(step: Step) -> Step:
        own = step.caution or step.time.repeats > 1 or (step.lines and step.lines[-1].pause)
        return step if own else replace(step, time=BARE_TIME)

    areas = tuple(_with_bare_times(area) for area in section.areas)
    return replace(section, steps=tuple(map(timed, section.steps)), areas=areas)


def _lone_time(steps: Sequence[Step]) -> Iterator[Diagnostic]:
    """A doubt if a single timed step removes the default times of all other steps."""
    timed = [step for step in steps if step.time.timed and step.lines]
    others = [step for step in steps if not step.time.timed and not step.caution and step.time.repeats == 1]
    if len(timed) == 1 and len(others) >= _FEW:
        message = (
            f"this is the only step with a time, so the other {len(others)} last no longer than their words and 3 s, "
            f"not {spoken_length(BARE_TIME.length or 0)}: give each a time, or none"
        )
        yield _about(timed[0], message, "doubt", "lone-time")


def _unfilled(steps: Sequence[Step]) -> Iterator[Diagnostic]:
    for step in steps:
        timed = step.time.length is not None or step.time.breaths is not None or step.time.repeats > 1
        if not timed and any("{time}" in line.text for line in step.lines):
            message = "{time} needs a time on the step, such as (45s, 30-90s)."
            yield _about(step, message, "error", "placeholder")


def _otherwise(steps: Sequence[Step], *, bare: bool) -> Iterator[Diagnostic]:
    for step in steps:
        for slip in said_otherwise(step.lines[0].text, step.time, bare=bare) if step.lines and not step.caution else ():
            yield _about(step, slip.message, "doubt", slip.code)


def _place(found: Diagnostic) -> tuple[int, int]:
    return found.location.line, found.location.column


def _about(step: Step, message: str, severity: Severity, code: str) -> Diagnostic:
    return Diagnostic(step.location, message, severity, code)


def _length(section: Section, cycle: int) -> int:
    """The sum of the times in a section in milliseconds, without words."""
    total = 0
    for area, step in ((part, each) for part in section.walk() for each in part.steps):
        counted = step.time.repeats > 1 and not step.time.timed
        each = (step.time.length or 0) + cycle * (1 if counted else step.time.breaths or 0)
        total += each * step.time.repeats * (2 if section.each_side or area.each_side or step.each_side else 1)
    return total
