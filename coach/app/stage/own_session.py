"""An own session: one that this process plays in a thread, for screens elsewhere."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from coach.app.session_player import SessionPlayer, with_all_questions
from coach.app.stage.broadcast import Broadcast
from coach.app.stage.sharing import shared
from coach.output.players.process import ProcessPlayer
from coach.remind.do_not_disturb import guided_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.live.view import View
    from coach.session import Session
    from coach.session_commands import Command
    from coach.settings import Settings
    from coach.storage.session_records import SessionRecord

    Opening = Callable[[bool], tuple[Session, SessionRecord | None]]
    """Opens the session, with the record that it resumes if any; called with whether no other process plays one."""

TICK = 0.1
"""Seconds between two notes of how far it has come."""
TOLD = 15.0
"""Seconds that it is shown which voice had to be replaced."""
_END = 5.0
"""Seconds that the end of a session may take: the device is closed, the place is stored."""


class OwnSession:
    """A session (`ShownSession`) that plays in its own thread until it ends, or is closed."""

    def __init__(self, settings: Settings, opening: Opening) -> None:
        """Begin to play; returns as soon as it sounds. Raises what `opening` raises, NoDevice, VoiceError, MusicError,
        PlanError."""
        self._settings, self._opening = settings, opening
        self._begun = threading.Event()
        self._error: BaseException | None = None
        self._closing = threading.Event()
        self._broadcast: Broadcast | None = None
        self._thread = threading.Thread(target=self._work, name="session", daemon=True)
        self._thread.start()
        self._begun.wait()
        if self._broadcast is None:
            self._thread.join()
            assert self._error is not None
            raise self._error

    @property
    def session(self) -> dict[str, Any]:
        """What it is."""
        return self._shown.session

    @property
    def clock(self) -> dict[str, Any]:
        """Where it is."""
        return self._shown.clock

    @property
    def view(self) -> View:
        """The view at this moment."""
        return self._shown.view

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return not self._thread.is_alive()

    def send(self, command: Command) -> None:
        """Carry out a command as soon as possible."""
        if not self.over:
            self._shown.send(command)

    def jump(self, area: int) -> None:
        """Go to an area, through its cautions."""
        if not self.over:
            self._shown.jump(area)

    def close(self) -> None:
        """End it; its place is kept."""
        self._closing.set()
        self._thread.join(_END)

    @property
    def _shown(self) -> Broadcast:
        assert self._broadcast is not None
        return self._broadcast

    def _work(self) -> None:
        try:
            with (
                guided_session(self._settings.data_path()) as alone,
                ProcessPlayer(self._settings.player, self._settings.device) as out,  # it starts meanwhile
            ):
                session, record = self._opening(alone)
                asked = self._play(session, record, out, alone=alone)
                while asked is not None and not self._closing.is_set():
                    asked = self._play(asked, record, None, alone=alone)
        except BaseException as error:
            self._error = error
        finally:
            self._begun.set()

    def _play(
        self, session: Session, record: SessionRecord | None, out: ProcessPlayer | None, *, alone: bool
    ) -> Session | None:
        """Play a session to its end; returns the one to begin instead, if that was asked for."""
        with session.voicer() as voicer:
            player = SessionPlayer(session, voicer, attended=True, alone=alone, resumed=record, player=out)
            with player:
                broadcast = Broadcast(player, session.routine)
                with shared(broadcast, self._settings.data_path()), broadcast:
                    self._broadcast = broadcast
                    self._begun.set()
                    while not player.ended:
                        if notes := voicer.take_notes():
                            player.note("trouble", " ".join(notes), TOLD)
                        player.tick()
                        if self._closing.wait(TICK):
                            player.send("quit")
                            player.playback.stream.ended.wait(_END)
                            break
            voicer.tidy(self._settings.cache_limit_mb)
        return with_all_questions(session) if player.asked_for_all else None
