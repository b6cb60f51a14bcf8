"""Preparing a session: what can be chosen for a routine, and the plan's figures for what was chosen."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from coach.app.kept_length import at_kept_length
from coach.app.music_choices import music_choices
from coach.app.remembered_requests import forget_request, remember_request, remembered_request
from coach.errors import OutOfReach, PlanError, VoiceError
from coach.plan import lay_out, outline, reach
from coach.plan.planner import Planner
from coach.plan.selection import EVERYTHING
from coach.script.library import script_named
from coach.script.reader import read_script, routine_of
from coach.script.script_files import ScriptFiles
from coach.session import Session
from coach.session_request import SessionRequest, request_from_settings, request_from_values
from coach.storage.remembered import digest_of
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coach.plan import Plan, Selection, Utterance
    from coach.plan.outline import Outline
    from coach.script import Routine
    from coach.settings import Settings

_MOST = 8
"""How many routines are held at once."""
_FRESH = 30.0
"""Seconds for which the lengths of voiced clips count."""


@dataclass
class _Voiced:
    """What is known of a routine's words in certain voices."""

    two: bool
    """Whether a second voice speaks to the client."""
    lengths: Mapping[Utterance, int]
    until: float
    there: bool
    """Whether the voices that were asked for can be used."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A selection of a routine as written."""

    outline: Outline
    length: int
    shortest: int
    longest: int


@dataclass
class _Held:
    """A routine that is being prepared."""

    routine: Routine
    digests: Mapping[str, str]
    adds: Mapping[str, int]
    """How many milliseconds each optional section adds, as written."""
    voiced: dict[tuple[str | None, str | None], _Voiced] = field(default_factory=dict)
    written: tuple[Selection, _Voiced, _Written] | None = None
    """What was worked out last, and for what: it stays while the length alone is changed."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """A session that is prepared: what was asked for, as far as it is possible, and its plan."""

    routine: Routine
    request: SessionRequest
    plan: Plan
    written: int
    """The length as written, of what was chosen. Milliseconds, as the next two."""
    shortest: int
    longest: int
    left_out: tuple[str, ...]
    """What is left out for the client's conditions."""
    taught: int
    """How many teaching steps are left out."""
    adds: Mapping[str, int]
    adjusted: tuple[str, ...] = ()
    """What was asked for and is not possible: `length`, `parts`, `ears`, `music`, `voice`."""


class Preparations:
    """Prepares sessions of the routines in the script folders. Safe to use from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._held: OrderedDict[Path, _Held] = OrderedDict()
        self._turn = threading.Lock()

    def _usual(self, routine: Routine) -> SessionRequest:
        """The request of a routine that was never prepared: what is kept in the settings."""
        return at_kept_length(routine, self._settings, request_from_settings(self._settings))[0]

    def prepare(self, name: str, request: SessionRequest | None = None) -> Preparation:
        """A session of the routine with exactly this name; by default as it was prepared last, or as the settings say.

        What a remembered request asks for and is no longer there is left out, and named in `adjusted`. A length that is
        not possible becomes the nearest one. Raises UnknownRoutine, ScriptError, PlanError, SettingsError.
        """
        path = script_named(name, self._settings.scripts_path())
        held = self._hold(path)
        asked = request or remembered_request(self._settings, path) or self._usual(held.routine)
        adjusted: list[str] = []
        fitting = asked
        if request is None:
            fitting, adjusted = _still_there(held.routine, asked)
        if fitting.routing != "all" and held.routine.header.speaker == "self":
            fitting, adjusted = replace(fitting, routing="all"), [*adjusted, "ears"]
        voiced = self._voiced(held, fitting)
        if request is None and not voiced.there and (fitting.voice or fitting.client_voice):
            fitting, adjusted = replace(fitting, voice=None, client_voice=None), [*adjusted, "voice"]
            voiced = self._voiced(held, fitting)
        written = _written(held, fitting.selection, voiced)
        target = fitting.target
        if target is not None:
            flexible = written.shortest < written.longest
            target = min(max(target, written.shortest), written.longest) if flexible else None
            adjusted += ["length"] * (target != fitting.target)
        plan, target = _planned(held.routine, fitting.selection, target, voiced)
        return Preparation(
            held.routine, replace(fitting, target=target), plan, written.length, written.shortest, written.longest,
            written.outline.left_out_for_client, written.outline.left_out_as_known, held.adds, tuple(adjusted),
        )  # fmt: skip

    def remember(self, name: str, request: SessionRequest) -> None:
        """Remember how a routine was prepared. Raises UnknownRoutine, OutputError, SettingsError."""
        remember_request(self._settings, script_named(name, self._settings.scripts_path()), request)

    def forget(self, name: str) -> None:
        """Forget how a routine was prepared: it is as written again. Raises UnknownRoutine, SettingsError."""
        forget_request(self._settings, script_named(name, self._settings.scripts_path()))

    def _hold(self, path: Path) -> _Held:
        """The routine of a script as it is now."""
        with self._turn:
            held = self._held.get(path)
            if held is None or any(digest_of(file) != before for file, before in held.digests.items()):
                files = ScriptFiles()
                routine = routine_of(read_script(path, files))
                held = _Held(routine, files.digests, _adds(routine))
            self._held[path] = held
            self._held.move_to_end(path)
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
            return held

    def _voiced(self, held: _Held, request: SessionRequest) -> _Voiced:
        """What is known of the words in the voices of a request."""
        voices = (request.voice, request.client_voice)
        with self._turn:
            known = held.voiced.get(voices)
            if known is None or known.until < time.monotonic():
                session = Session(held.routine, replace(request, target=None), self._settings)
                two = session.voices is not None and session.voices.client is not None
                try:
                    with session.voicer() as voicer:
                        lengths = voicer.lengths(session.planner.outline.utterances())
                except VoiceError:
                    lengths = {}
                known = held.voiced[voices] = _Voiced(
                    two, lengths, time.monotonic() + _FRESH, session.voices is not None
                )
            return known


def page_request(settings: Settings, name: str, values: Mapping[str, Any]) -> SessionRequest:
    """The request in what a page sent for a routine; what is not given is as by default.

    Its `music` is the name of a choice, never a path. Raises PlanError.
    """
    usual = SessionRequest().as_values()
    music = values.get("music")
    choices = music_choices(settings) if music else {}
    if music and (not isinstance(music, str) or music not in choices):
        raise PlanError(f"There is no music '{music}' any more. Choose again.")
    try:
        choice = {**usual["choice"], **values.get("choice", {})}
        found = str(choices[music]) if music else None
        return request_from_values(name, {**usual, **values, "choice": choice, "music": found})
    except (TypeError, PlanError) as error:
        raise PlanError("These options are not understood. Load the page again.") from error


def page_values(settings: Settings, request: SessionRequest) -> dict[str, Any]:
    """The request as a page gets it: its `music` is the name of a choice."""
    names = {path: name for name, path in music_choices(settings).items()} if request.music else {}
    return request.as_values() | {"music": names.get(request.music) if request.music else None}


def _written(held: _Held, selection: Selection, voiced: _Voiced) -> _Written:
    """A selection as written. Raises PlanError."""
    last = held.written
    if last is not None and last[0] == selection and last[1] is voiced:
        return last[2]
    made = outline(held.routine, selection, two_voices=voiced.two)
    length = lay_out(made, voiced.lengths).length
    found = _Written(made, length, *_inwards(*reach(made, voiced.lengths)))
    held.written = (selection, voiced, found)
    return found


def _planned(routine: Routine, selection: Selection, target: int | None, voiced: _Voiced) -> tuple[Plan, int | None]:
    """The plan, and its target: words that say a time may move the possible lengths a little, once it is fitted."""
    try:
        planner = Planner.of_routine(routine, selection, target, two_voices=voiced.two)
        return planner.plan(voiced.lengths), target
    except OutOfReach as error:
        assert target is not None
        nearest = min(max(target, error.shortest), error.longest)
        try:
            planner = Planner.of_routine(routine, selection, nearest, two_voices=voiced.two)
            return planner.plan(voiced.lengths), nearest
        except OutOfReach:
            return Planner.of_routine(routine, selection, two_voices=voiced.two).plan(voiced.lengths), None


def _still_there(routine: Routine, request: SessionRequest) -> tuple[SessionRequest, list[str]]:
    """A remembered request without what the routine, or the computer, no longer has; and what that is."""
    adjusted = []
    selection = request.selection
    optional = {section.title for section in routine.sections if section.optional}
    wanted = tuple(title for title in selection.wanted if title in optional)
    if wanted != selection.wanted or selection.only or selection.start:
        adjusted.append("parts")
    if not wanted and optional and len(optional) == len(routine.sections):  # one must be done
        wanted = (routine.sections[0].title,)
    selection = replace(selection, wanted=wanted, only=(), start="", client=())
    request = replace(request, selection=selection)
    if request.music is not None and not request.music.exists():
        request, adjusted = replace(request, music=None), [*adjusted, "music"]
    return request, adjusted


def _adds(routine: Routine) -> dict[str, int]:
    """How many milliseconds each optional section adds to the routine as written."""
    titles = [section.title for section in routine.sections if section.optional]
    try:
        without = lay_out(outline(routine)).length
    except PlanError:  # every section is optional
        without = 0
    found = {}
    for title in titles:
        with suppress(PlanError):  # there is nothing in it to do
            found[title] = lay_out(outline(routine, replace(EVERYTHING, wanted=(title,)))).length - without
    return found


def _inwards(shortest: int, longest: int) -> tuple[int, int]:
    """The possible lengths in whole seconds, so that both are possible."""
    low, high = -(-shortest // SECOND) * SECOND, longest // SECOND * SECOND
    return (low, high) if low < high else (shortest, shortest)
