"""What a writer sees of a script while typing: what is wrong, what is not spoken, and the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.app.checking import overruns
from coach.app.editing.includes import Includes
from coach.app.editing.line_kinds import line_kinds
from coach.app.editing.script_clock import clock_areas, clock_entries
from coach.errors import CoachError
from coach.plan import EVERYTHING, Selection
from coach.plan.layout import reach
from coach.plan.planner import Planner
from coach.script.reader import parse
from coach.script.routine import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from coach.app.editing.line_kinds import LineKind
    from coach.app.editing.script_clock import ClockArea, ClockEntry
    from coach.script.routine import Breath, Location, Routine, Severity, Speaker


@dataclass(frozen=True, slots=True)
class Problem:
    """An error or a doubt, at its place in the text. Lines and columns count from 1, characters as Python does."""

    line: int
    column: int
    end_line: int
    end_column: int
    """Just after its last character."""
    severity: Severity
    code: str
    message: str
    suggestion: str | None
    """What to write in place of the text from start to end; None: only the writer knows."""
    included: bool
    """Whether it is about an included script; its place is then the line of the link."""


@dataclass(frozen=True, slots=True)
class NotSpoken:
    """Text that is not spoken."""

    line: int
    kind: str
    """As for `coach.script.routine.Unspoken`."""


@dataclass(frozen=True, slots=True)
class ScriptClock:
    """The clock of a script with all its optional parts. Lengths are milliseconds."""

    length: int
    """Of the session as it is played when nothing else is asked: without optional parts."""
    whole: int
    """With all of them, as the entries show."""
    shortest: int
    """The shortest and longest that the session can be fitted to."""
    longest: int
    breath: Breath
    """The pattern of a breath."""
    areas: tuple[ClockArea, ...]
    entries: tuple[ClockEntry, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that is known of a text."""

    title: str | None
    speaker: Speaker | None
    """Who it is for. None, as the title: it has errors."""
    problems: tuple[Problem, ...]
    unspoken: tuple[NotSpoken, ...]
    kinds: tuple[LineKind, ...]
    """One for each line of the text."""
    clock: ScriptClock | None
    """None if the text has errors."""


def analyse(
    text: str, name: str, folders: Sequence[Path], two_voices: Callable[[Routine], bool] = lambda _: False
) -> Analysis:
    """The analysis of a script. Its words have estimated lengths, so no voice is asked.

    `name`: the path that it has, or would have; `folders`: those that included scripts may be in. `two_voices`: whether
    a second voice speaks to the client, and both are introduced. Any text has an analysis.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    includes = Includes(text, name, folders)
    parsed = parse(text, name, includes.include)
    lines = text.split("\n")
    found = list(parsed.diagnostics)
    clock = None
    if parsed.routine is not None:
        clock, more = _clock(parsed.routine, name, includes, two_voices=two_voices(parsed.routine))
        found += more
    problems = tuple(sorted({_problem(each, name, lines, includes) for each in found}, key=_place))
    own = [each for each in parsed.unspoken if each.location.file == name]
    unspoken = tuple(NotSpoken(min(each.location.line, len(lines)), each.kind) for each in own)
    kinds = tuple(line_kinds(text, {each.line for each in unspoken}))
    routine = parsed.routine
    return Analysis(
        routine.title if routine else None, routine.header.speaker if routine else None, problems, unspoken, kinds,
        clock,
    )  # fmt: skip


def refused_includes(text: str, name: str, folders: Sequence[Path]) -> list[str]:
    """The addresses of scripts that a text includes from outside of `folders`."""
    includes = Includes(text, name, folders)
    parse(text, name, includes.include)
    return includes.refused


def everything(routine: Routine) -> Selection:
    """All parts of a routine, with the optional ones: what the clock shows."""
    return Selection(tuple(section.title for section in routine.sections if section.optional))


def _clock(
    routine: Routine, name: str, includes: Includes, *, two_voices: bool
) -> tuple[ScriptClock | None, Iterable[Diagnostic]]:
    whole = everything(routine)
    try:
        planner = Planner.of_routine(routine, whole, two_voices=two_voices)
        plan = planner.plan()
        usual, length = planner, plan.length
        if whole != EVERYTHING and any(not section.optional for section in routine.sections):
            usual = Planner.of_routine(routine, EVERYTHING, two_voices=two_voices)
            length = usual.plan().length
    except CoachError as error:
        return None, [Diagnostic(routine.sections[0].location, str(error), "error", "plan")]
    shortest, longest = reach(usual.outline)
    areas = clock_areas(plan, planner.outline, includes.place)
    entries = clock_entries(plan, planner.outline, name, includes.place)
    return ScriptClock(
        length, plan.length, shortest, longest, routine.header.breath, tuple(areas), tuple(entries)
    ), overruns(plan)


def _problem(found: Diagnostic, name: str, lines: Sequence[str], includes: Includes) -> Problem:
    """A diagnostic at a place that lies within the text, whatever was blanked out or replaced before parsing."""
    included = found.location.file != name
    line, column = _within(found.location, lines) if not included else (includes.place(found.location), 1)
    if included:
        end_line, end_column = line, len(lines[line - 1].rstrip()) + 1
    else:
        end_line, end_column = _within(found.end, lines) if found.end else (line, len(lines[line - 1].rstrip()) + 1)
        if (end_line, end_column) <= (line, column):
            end_line, end_column = line, max(len(lines[line - 1].rstrip()) + 1, column)
    suggestion = None if included else found.suggestion
    return Problem(line, column, end_line, end_column, found.severity, found.code, found.message, suggestion, included)


def _within(location: Location, lines: Sequence[str]) -> tuple[int, int]:
    line = min(max(location.line, 1), len(lines))
    return line, min(max(location.column, 1), len(lines[line - 1]) + 1)


def _place(problem: Problem) -> tuple[int, int, str]:
    return problem.line, problem.column, problem.message
