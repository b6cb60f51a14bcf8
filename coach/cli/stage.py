"""The stage: a session is put on, with all that steers it, shows it and remembers it."""

from __future__ import annotations

import itertools
import queue
import signal
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import click

from coach.cli.options import is_terminal
from coach.errors import NoDevice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.live.controls.voice_commands import VoiceCommands
    from coach.live.display.view import View
    from coach.live.order import Order
    from coach.live.playback import Playback
    from coach.live.recorder import SessionRecorder
    from coach.output.players.player import Player
    from coach.session import Session
    from coach.session_commands import Command
    from coach.settings import Settings
    from coach.sound.music.music import Music
    from coach.speech.voicing import Voicer
    from coach.storage.session_records import SessionRecord

    Show = Callable[[View], None]
    Ask = Callable[[float], Command | None]
    """The next command, waited for so many seconds."""

TICK = 0.1
"""Seconds between two looks at the session."""
NOTED = 4.0
"""Seconds a passing notice stands on the screen."""

HELD = "A key held down counts once. Let it go, and press it again."
LOST = "The loudspeaker is gone. Your place is kept; it goes on when there is one again."


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants to begin, and to steer."""

    start_in: int = 0
    """Milliseconds."""
    big: bool = False
    listen: bool = False
    alone: bool = True
    """Whether nothing else of Coach makes sound."""


class _Source(Protocol):
    """Something a session can do without."""

    @property
    def trouble(self) -> str | None:
        """Why it does not work, in a sentence."""


def put_on(order: Order, settings: Settings, wishes: Wishes, left: SessionRecord | None) -> None:
    """Play a session, or go on with one that was left. Raises CoachError."""
    from coach.cli.export import check_ears, tell, write
    from coach.export import Mix
    from coach.output.players.reconnecting import ReconnectingPlayer
    from coach.session import open_session, open_voicer

    session = open_session(order.routine, settings, order.choice, order.target)
    check_ears(session, order.routing)
    with ExitStack() as stack:
        voicer = stack.enter_context(open_voicer(session, settings))
        tell(session, voicer, settings)
        stage = _Stage(session, order, settings, wishes, _music(order, settings, stack))
        try:
            player = ReconnectingPlayer(stage.player, stage.lost, stage.back)
            playback = stage.playback(voicer, player, left)
            with playback:
                stage.run(playback)
        except NoDevice as error:
            path = _free(session.routine.name)
            click.echo(f"{error} Writing the session to {path} instead.", err=True)
            mix = Mix(order.routing, order.music, settings.music_path(), settings.bitrate)
            write(session, voicer, path, mix, settings)
            return
        for trouble in (*stage.troubles(), voicer.trouble):
            if trouble:
                click.echo(str(trouble), err=True)
        if playback.trouble is not None:
            raise playback.trouble
        voicer.tidy(settings.cache_limit_mb)


def _music(order: Order, settings: Settings, stack: ExitStack) -> Music | None:
    if order.music is None:
        return None
    from coach.sound.music.music import open_music

    return stack.enter_context(open_music(order.music, settings.music_path(), wait=False))


def _free(name: str) -> Path:
    """A file in this folder that is not there yet: whoever asked to play did not ask to lose one."""
    numbers = (f"{name}-{number}.mp3" for number in itertools.count(2))
    return next(path for path in map(Path, itertools.chain([f"{name}.mp3"], numbers)) if not path.exists())


class _Stage:
    """Everything around one performance."""

    def __init__(self, session: Session, order: Order, settings: Settings, wishes: Wishes, music: Music | None) -> None:
        """Raises SettingsError where the keys are not understood."""
        from coach.live.controls.keys import parse_bindings
        from coach.live.display.screen import Screen

        self._session, self._order, self._settings, self._wishes, self._music = session, order, settings, wishes, music
        self._bindings = parse_bindings(settings.keys or "")
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()  # of other sources than the keyboard
        self._sources: list[_Source] = [music] if music is not None else []
        self._notes: list[tuple[float, str]] = []  # until when each notice stands
        self._performance: Playback | None = None
        self._lost = False
        # Keys need both; without them nobody could end a (wait).
        self._terminal = is_terminal(sys.stdin) and is_terminal(sys.stderr) and Screen.is_available(sys.stderr)

    def player(self) -> Player:
        """A player, as the settings have it. Raises PlayerError."""
        from coach.output.players.players import choose_player

        return choose_player(self._settings.player, self._settings.device)

    def lost(self) -> None:
        """Hear that the device is gone."""
        self._lost = True

    def back(self) -> None:
        """Hear that there is a device again."""
        self._lost = False
        if self._performance is not None:
            self._performance.come_back()

    def troubles(self) -> list[str]:
        """What did not work."""
        return list(dict.fromkeys(source.trouble for source in self._sources if source.trouble))

    def playback(self, voicer: Voicer, player: Player, left: SessionRecord | None) -> Playback:
        """The performance, at the place where it is to begin."""
        from coach.live.bookmark import Bookmark, find
        from coach.live.order import edits_from
        from coach.live.playback import Playback, Staging

        staging = Staging(self._order.routing, self._music, self._wishes.start_in, self._lead_in())
        edits = edits_from(left.edits, len(self._session.outline.segments)) if left else None
        self._performance = playback = Playback(
            self._session, voicer, player, attended=self._terminal or self._wishes.listen, staging=staging, edits=edits
        )
        if left is not None:
            place = Bookmark(left.segment, left.words, left.past, left.section)
            playback.stream.go(find(place, playback.stream.plan))
        return playback

    def _lead_in(self) -> int:
        if self._settings.lead_in is not None:
            return self._settings.lead_in
        from coach.output.players.devices import is_bluetooth
        from coach.sound.lead_in import BLUETOOTH

        return BLUETOOTH if is_bluetooth(self._settings.device) else 0

    def run(self, playback: Playback) -> None:
        """Show and steer the performance until it is over."""
        from coach.live.controls.media_keys import MediaKeys

        with ExitStack() as stack:
            stack.enter_context(_ended_by_signals())
            recorder = stack.enter_context(self._diary())
            media = stack.enter_context(MediaKeys(self._commands.put))
            show, ask = stack.enter_context(self._screen() if self._terminal else self._lines())
            self._sources.append(recorder)
            if self._wishes.listen:
                self._sources.append(stack.enter_context(self._hearing(playback)))
            while not playback.stream.ended.is_set():
                view = self._view(playback)
                show(view)
                self._remember(playback, recorder)
                media.update(view.state, view.title, view.area, view.session_length, view.position)
                if (asked := ask(TICK)) is not None:
                    self._obey(playback, asked)
            if playback.finished:
                recorder.finish()

    def _diary(self) -> SessionRecorder:
        from coach.live.recorder import Entry, SessionRecorder
        from coach.storage.database import Database

        routine, path = self._session.routine, self._settings.database_path()
        script = str(routine.path.absolute())
        entry = Entry(routine.name, script, routine.title, self._order.as_values(), self._wishes.alone)
        return SessionRecorder(lambda: Database(path), entry)

    def _view(self, playback: Playback) -> View:
        from coach.live.display.view import snapshot

        stream, now = playback.stream, time.monotonic()
        self._notes = [(until, text) for until, text in self._notes if until > now]
        notices = [*([LOST] if self._lost else []), *self.troubles(), *(text for _, text in self._notes)]
        return snapshot(
            stream.plan, stream.position, stream.segment, stream.state, volume=stream.volume.per_cent,
            starts_in=stream.starts_in, notices=notices,
        )  # fmt: skip

    def _remember(self, playback: Playback, recorder: SessionRecorder) -> None:
        from coach.live.bookmark import bookmark_at
        from coach.live.order import edits_as_values

        stream = playback.stream
        edits = edits_as_values(playback.edits, playback.spent)
        recorder.note(bookmark_at(stream.plan, stream.segment), edits, stream.played / 1000, stream.plan.length / 1000)

    def _obey(self, playback: Playback, asked: Command) -> None:
        playback.send(asked)
        if asked == "more":
            self._note("30 seconds more.")
        elif asked in ("louder", "softer"):
            self._note(f"Volume {playback.stream.volume.per_cent} %.")

    def _note(self, text: str) -> None:
        self._notes = [(until, other) for until, other in self._notes if other != text]
        self._notes.append((time.monotonic() + NOTED, text))

    @contextmanager
    def _screen(self) -> Iterator[tuple[Show, Ask]]:
        from coach.live.controls.keys import HELP_KEY, Keyboard, keyboard_terminal
        from coach.live.display.screen import Screen

        screen = Screen(sys.stderr, big=self._wishes.big, bindings=self._bindings)
        bindings: dict[str, Command | Literal["help"]] = {HELP_KEY: "help", **self._bindings}
        keyboard = Keyboard(keyboard_terminal(), bindings)

        def ask(seconds: float) -> Command | None:
            if not self._commands.empty():
                return self._commands.get()
            asked = keyboard.read(seconds)
            if keyboard.held.is_set():
                keyboard.held.clear()
                self._note(HELD)
            if asked == "help":
                screen.toggle_help()
                return None
            return asked

        with keyboard, screen:
            yield screen.draw, ask

    @contextmanager
    def _lines(self) -> Iterator[tuple[Show, Ask]]:
        from coach.live.display.transcript import Transcript

        def ask(seconds: float) -> Command | None:
            try:
                return self._commands.get(timeout=seconds)
            except queue.Empty:
                return None

        yield Transcript(click.echo).show, ask

    def _hearing(self, playback: Playback) -> VoiceCommands:
        from coach.live.controls.microphone import MiniaudioMicrophone
        from coach.live.controls.recogniser import WhisperRecogniser
        from coach.live.controls.voice_commands import VoiceCommands, grammar
        from coach.sound.tones import sign

        stream = playback.stream
        return VoiceCommands(
            WhisperRecogniser(grammar()), MiniaudioMicrophone(), lambda: stream.is_speaking, self._commands.put,
            lambda _: stream.ring(sign()),
        )  # fmt: skip


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """A closed window or a shutdown ends the session as Ctrl-C does: the terminal is mended, the place is kept."""

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [(number, signal.signal(number, end)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
