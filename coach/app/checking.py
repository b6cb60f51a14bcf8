"""Checking a script: all errors and doubts, and the text that is not spoken."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from coach.errors import PlanError
from coach.plan import Selection
from coach.script.pictures import step_pictures, why_no_picture
from coach.script.reader import read_script
from coach.script.routine import Diagnostic
from coach.session import Session
from coach.session_request import SessionRequest
from coach.speech.voicing import voiced
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from coach.plan import Plan
    from coach.plan.plan import Overrun
    from coach.script.reader import Parsed
    from coach.script.routine import Location, Routine, Unspoken
    from coach.settings import Settings
    from coach.speech.voicing import Voicer


def check_file(path: Path, settings: Settings, *, speak: bool = False) -> tuple[list[Diagnostic], tuple[Unspoken, ...]]:
    """The errors and doubts of the script at `path`, and the text that is not spoken.

    `speak`: measure the words with the voice itself. Raises ScriptError if the file is no text, and VoiceError.
    """
    parsed = read_script(path)
    return check_parsed(parsed, settings, speak=speak), parsed.unspoken


def check_parsed(parsed: Parsed, settings: Settings, *, speak: bool = False) -> list[Diagnostic]:
    """The errors and doubts of a parsed script, including words that do not fit their time.

    Raises VoiceError if `speak` is set and the voice cannot speak.
    """
    routine = parsed.routine
    if routine is None:
        return list(parsed.diagnostics)
    optional = tuple(section.title for section in routine.sections if section.optional)
    try:
        session = Session(routine, SessionRequest(Selection(optional)), settings)
        plan = session.planner.plan()
    except PlanError as error:
        return [*parsed.diagnostics, Diagnostic(routine.sections[0].location, str(error), "error", "plan")]
    unsure: list[Diagnostic] = []
    if speak:
        with session.voicer() as voicer:
            plan = voiced(session.planner, voicer, lambda *_: None)
            unsure = list(_unsure(plan, voicer))
    return [*parsed.diagnostics, *_pictures(routine), *unsure, *overruns(plan)]


def overruns(plan: Plan) -> Iterator[Diagnostic]:
    """A doubt for each step whose words do not fit its time, with the time that they need."""
    longest: dict[Location, Overrun] = {}
    for overrun in plan.overruns:
        known = longest.get(overrun.location)
        if known is None or known.by < overrun.by:
            longest[overrun.location] = overrun
    for overrun in longest.values():
        enough = math.ceil((overrun.asked + overrun.by) / SECOND)
        message = (
            f"the words are {overrun.by / SECOND:.1f} s longer than their time: '{overrun.text}'; give it {enough} s"
        )
        yield Diagnostic(overrun.location, message, "overrun", "overrun")


def counted(unspoken: Iterable[Unspoken]) -> str:
    """How much is not spoken, in words: `12 paragraphs and 1 table`; empty if all is spoken."""
    counts = Counter(each.kind for each in unspoken)
    parts = [f"{count} {kind}{'s' * (count != 1 and kind != 'code')}" for kind, count in counts.items()]
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _pictures(routine: Routine) -> Iterator[Diagnostic]:
    """A doubt for each picture that cannot be shown."""
    for picture in step_pictures(routine):
        if (message := why_no_picture(picture)) is not None:
            yield Diagnostic(picture.location, message, "doubt", "picture")


def _unsure(plan: Plan, voicer: Voicer) -> Iterator[Diagnostic]:
    """A doubt for each word whose pronunciation the voice guesses, at its first place."""
    known: set[str] = set()
    for cue in plan.cues:
        for word in voicer.unsure(cue.utterance) if cue.utterance else ():
            if word.lower() not in known:
                known.add(word.lower())
                advice = "listen to it, and if it is wrong, write how it sounds under `say:`"
                yield Diagnostic(cue.location, f"the voice may not know '{word}': {advice}", "doubt", "unknown-word")
