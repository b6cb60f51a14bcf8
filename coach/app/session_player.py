"""The session player: playback with its controls, recording and notices, for any user interface."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, Self

from coach.app.history import began_today
from coach.errors import OutOfReach, VoiceError
from coach.live.awake import Awake
from coach.live.bookmark import Bookmark, bookmark_at, find
from coach.live.controls.media_keys import MediaKeys
from coach.live.edits import edits_from_values
from coach.live.playback import Playback
from coach.live.recorder import SessionEntry, SessionRecorder
from coach.live.view import Notice, snapshot
from coach.output.players.devices import lead_in_of
from coach.output.players.process import ProcessPlayer
from coach.plan.edit import MORE
from coach.plan.selection import opening_form
from coach.session import Session
from coach.sound.tones import sign
from coach.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from coach.live.controls.voice_commands import VoiceCommands
    from coach.live.view import NoticeCode, View
    from coach.plan import Plan
    from coach.session_commands import Command
    from coach.speech.voicing import Voicer
    from coach.storage.session_records import SessionRecord

_FADED = 0.2
"""Seconds until a pause is heard."""
NOTED = 4.0
"""Seconds that a notice is shown."""


class _Source(Protocol):
    """An optional control of a session."""

    @property
    def trouble(self) -> str | None:
        """Why it does not work, in a sentence; None if it works."""


class SessionPlayer:
    """Plays a session while it is open. The user interface calls `tick` several times a second, and shows the view."""

    def __init__(
        self,
        session: Session,
        voicer: Voicer,
        *,
        attended: bool,
        listen: bool = False,
        alone: bool = True,
        resumed: SessionRecord | None = None,
        player: ProcessPlayer | None = None,
    ) -> None:
        """`attended`: a person can press "next". `listen`: accept spoken commands. `alone`: no other session plays.

        `resumed`: the record of a session to resume. `player`: by default the one in the settings; one made earlier
        is ready sooner. Raises MusicError, PlanError.
        """
        self._session, self._attended, self._listen, self._alone = session, attended, listen, alone
        self._closing = ExitStack()
        self._sources: list[_Source] = []
        self._turn = threading.Lock()
        self._notices: list[tuple[float, Notice]] = []  # until when each is shown
        self._lost = self._held = False
        self.asked_for_all = False
        """Whether it was ended to begin again with all opening questions."""
        self.left: str | None = None
        """The area at the last `tick`; None before the first step and at the end."""
        music = None
        if session.request.music is not None:
            music = self._closing.enter_context(session.music())
            self._sources.append(music)
        player = player or ProcessPlayer(session.settings.player, session.settings.device)
        player.on_lost, player.on_back, player.on_held = self._device_lost, self._device_back, self._device_held
        self._closing.callback(player.close)
        segments = len(session.planner.outline.segments)
        self.playback = Playback(
            session.planner, voicer, player, session.request, attended=attended or listen, music=music,
            lead_in=lead_in_of(session.settings), edits=edits_from_values(resumed.edits, segments) if resumed else None,
        )  # fmt: skip
        if resumed is not None:
            place = Bookmark(resumed.segment, resumed.words, resumed.past, resumed.section)
            self.playback.stream.go(find(place, plan := self.playback.stream.plan), _opening(plan, resumed))

    @property
    def ended(self) -> bool:
        """Whether the session is over, completed or left."""
        return self.playback.stream.ended.is_set()

    def send(self, command: Command) -> None:
        """Do `command` as soon as may be; from any thread."""
        if command == "questions":
            if not self._hears_brief_opening():
                self.note("no brief opening")
                return
            self.asked_for_all = True
            command = "quit"
        if not self.playback.send(command):
            self.note("skip opening")
        if command == "more":
            self.note("more time", MORE)
        elif command == "time":
            stream = self.playback.stream
            self.note("time left", stream.plan.length - stream.position)
        elif command in ("louder", "softer"):
            self.note("volume", self.playback.stream.volume.per_cent)

    def jump(self, area: int) -> None:
        """Go to an area, an index in the plan's sections, through its cautions; from any thread."""
        if not self.playback.jump(area):
            self.note("skip opening")

    @property
    def view(self) -> View:
        """The current view."""
        stream, now = self.playback.stream, time.monotonic()
        heard = stream.heard
        with self._turn:
            self._notices = [(until, notice) for until, notice in self._notices if until > now]
            passing = [notice for _, notice in self._notices]
        lasting = [Notice("device lost")] if self._lost else []
        lasting += [Notice("held")] if self._held else []
        lasting += [Notice("trouble", trouble) for trouble in self.troubles()]
        return snapshot(
            stream.plan, heard.position, heard.segment, heard.state, volume=stream.volume.per_cent,
            starts_in=heard.starts_in, notices=[*lasting, *passing],
        )  # fmt: skip

    def tick(self) -> View:
        """The current view; also records the session's progress, and updates the desktop's media controls."""
        stream, view = self.playback.stream, self.view
        edits = self.playback.edits.as_values(self.playback.spent)
        bookmark = bookmark_at(stream.plan, view.segment)
        if view.state != "ended":  # a session that was left keeps its place
            self.left = area_left(stream.plan, view)
            self._recorder.note(bookmark, edits, stream.played / 1000, stream.plan.length / 1000)
        self._awake.update("paused" if self._held or self._lost else view.state)
        self._media_keys.update(view.state, view.title, view.area, view.session_length, view.position)
        return view

    def put_aside(self) -> Callable[[], None]:
        """Pause at once; call the result to resume. A session that was already paused stays paused."""
        was = self.playback.stream.state
        if was in ("paused", "ended"):
            return lambda: None
        self.playback.send("pause")
        time.sleep(_FADED)

        def go_on() -> None:
            self.playback.send("resume")

        return go_on

    def troubles(self) -> list[str]:
        """What does not work, one sentence each."""
        return list(dict.fromkeys(source.trouble for source in self._sources if source.trouble))

    def __enter__(self) -> Self:
        """Begin. Raises NoDevice, VoiceError."""
        with ExitStack() as opening:
            opening.push(self._closing.pop_all())
            opening.enter_context(self.playback)
            self._recorder = opening.enter_context(self._recording())
            self._media_keys = opening.enter_context(MediaKeys(self.send))
            self._awake = opening.enter_context(Awake())
            self._sources.append(self._recorder)
            if self._listen:
                self._sources.append(opening.enter_context(self._hearing()))
            self._closing = opening.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.playback.finished:
            self._recorder.finish()
        self._closing.__exit__(kind, error, trace)

    def _recording(self) -> SessionRecorder:
        routine, path = self._session.routine, self._session.settings.database_path()
        script = str(routine.path.absolute())
        entry = SessionEntry(routine.name, script, routine.title, self._session.request.as_values(), self._alone)
        return SessionRecorder(lambda: Database(path), entry)

    def _hearing(self) -> VoiceCommands:
        from coach.live.controls.microphone import MiniaudioMicrophone
        from coach.live.controls.recogniser import WhisperRecogniser
        from coach.live.controls.voice_commands import VoiceCommands, grammar

        stream = self.playback.stream
        return VoiceCommands(
            WhisperRecogniser(grammar()), MiniaudioMicrophone(), lambda: stream.is_speaking, self.send,
            lambda _: stream.ring(sign()),
        )  # fmt: skip

    def _hears_brief_opening(self) -> bool:
        """Whether the brief questions are being heard, in a session that has the full ones too."""
        stream, routine = self.playback.stream, self._session.routine
        section = stream.plan.sections[stream.plan.section_of(stream.segment)]
        brief = opening_form(routine, self._session.request.selection) == "brief"
        return section.opening and brief and any(each.opening == "full" for each in routine.sections)

    def _device_lost(self) -> None:
        self._lost = True

    def _device_back(self) -> None:
        self._lost = False
        self.playback.come_back()

    def _device_held(self, held: bool) -> None:
        self._held = held
        if not held:
            self.playback.come_back()

    def note(self, code: NoticeCode, value: int | str | None = None, seconds: float = NOTED) -> None:
        """Show a notice for some seconds, replacing the last one of its kind; from any thread."""
        with self._turn:
            others = [(until, other) for until, other in self._notices if other.code != code]
            self._notices = [*others, (time.monotonic() + seconds, Notice(code, value))]


def area_left(plan: Plan, view: View) -> str | None:
    """The name of the area in which a session would be left now; None before its first step."""
    return plan.sections[plan.section_of(view.segment)].name if view.segment else None


def _opening(plan: Plan, resumed: SessionRecord) -> list[int]:
    """The steps of the opening check, if it was heard on another day."""
    if began_today(resumed):
        return []
    return [number for number in range(len(plan.segments)) if plan.sections[plan.section_of(number)].opening]


def with_all_questions(session: Session) -> Session:
    """The same session with its full opening check; where that has no room in the length asked for, a longer one."""
    selection = replace(session.request.selection, opening="full")
    request = replace(session.request, selection=selection, start_in=0)
    asked = Session(session.routine, request, session.settings)
    try:
        asked.plan()
    except OutOfReach as error:
        return Session(session.routine, replace(request, target=error.shortest), session.settings)
    return asked


def resumed_plan(session: Session, record: SessionRecord) -> tuple[Plan, int]:
    """The plan of a resumed session, as far as known, and the segment to continue with. Raises PlanError."""
    planner = session.planner
    edits = edits_from_values(record.edits, len(planner.outline.segments))
    try:
        with session.voicer() as voicer:
            lengths = voicer.lengths(planner.outline.utterances())
    except VoiceError:
        lengths = {}
    plan = planner.plan(lengths, edits.slots, edits.added)
    place = Bookmark(record.segment, record.words, record.past, record.section)
    return plan, plan.segments[find(place, plan)].start
