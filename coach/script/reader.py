"""Reading a script: it is parsed, includes are inserted, and all diagnostics are collected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import ScriptError
from coach.script.encoding import clean_text
from coach.script.included_scripts import parse_with_includes
from coach.script.routine import Diagnostic, Location, Routine, steps_of
from coach.script.script_files import ScriptFiles
from coach.script.script_times import check_times, with_bare_times
from coach.script.spoken_words import LONGEST_LINE

if TYPE_CHECKING:
    from coach.script.included_scripts import Include
    from coach.script.routine import Unspoken


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
    text = clean_text(text)
    if not text.strip():
        return Parsed(None, (Diagnostic(Location(name, 1), "the script is empty.", "error", "empty"),), ())
    header, part = parse_with_includes(text, name, include)
    found = part.diagnostics
    steps = steps_of(part.sections)
    if not any(step.lines for step in steps) and not any(each.severity == "error" for each in found):
        message = "there is nothing to say: write the steps as list items, each beginning with '- '."
        found.append(Diagnostic(Location(name, 1), message, "error", "empty"))
    bare = not any(step.time.timed for step in steps)
    sections = [with_bare_times(section) for section in part.sections] if bare else part.sections
    found.extend(check_times(sections, header.breath.cycle, name, bare=bare))
    title = header.title or part.title or Path(name).stem.replace("-", " ").replace("_", " ")
    if len(title) > LONGEST_LINE:
        message = f"the title has at most {LONGEST_LINE} characters."
        found.append(Diagnostic(Location(name, 1), message, "error", "long"))
    # In the order of the script, then of included scripts, without duplicates.
    found.sort(key=lambda each: _order(each.location, name))
    diagnostics = tuple(dict.fromkeys(found))
    unspoken = tuple(dict.fromkeys(part.unspoken))
    if any(each.severity == "error" for each in diagnostics):
        return Parsed(None, diagnostics, unspoken)
    return Parsed(
        Routine(Path(name), replace(header, title=title), tuple(sections), diagnostics), diagnostics, unspoken
    )


def routine_of(parsed: Parsed) -> Routine:
    """The routine of a parsed script. Raises ScriptError for the first error."""
    for each in parsed.diagnostics:
        if each.severity == "error":
            raise ScriptError(each.message, each.location.file, each.location.line, each.location.column)
    assert parsed.routine is not None
    return parsed.routine


def _order(location: Location, name: str) -> tuple[bool, str, int, int]:
    return location.file != name, location.file, location.line, location.column
