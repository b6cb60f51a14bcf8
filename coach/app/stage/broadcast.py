"""A broadcast: a session that plays in this process, as all screens see it."""

from __future__ import annotations

import threading
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from coach.app.session_player import area_left
from coach.app.shown_pictures import picture_address
from coach.app.timeline import timeline
from coach.errors import CoachError
from coach.units import SECOND

if TYPE_CHECKING:
    from types import TracebackType

    from coach.app.session_player import SessionPlayer
    from coach.live.view import View
    from coach.plan import Plan
    from coach.script import Routine
    from coach.session_commands import Command

LOOK = 0.025
"""Seconds between two looks at the session."""
HEARTBEAT = 0.5
"""Seconds after which the clock is told although it went on as expected."""
OFF = 5
"""Milliseconds by which a screen's own clock may differ before it is told the right time."""
_REPLAN = 3.0
"""Seconds between two timelines, while all that changes lies far ahead: every clip that is voiced may change one."""
_NEAR = 3
"""Steps from the current one on whose changes are told at once."""


class Broadcast:
    """Looks at a session while it is open, and keeps what screens need of it (`ShownSession`)."""

    def __init__(self, player: SessionPlayer, routine: Routine) -> None:
        """`player`: open until this is closed."""
        self.id = uuid4().hex[:12]
        self._player, self._routine = player, routine
        self._plan: Plan | None = None
        self._drawn = 0.0  # when the timeline was last made
        self._outcome: dict[str, Any] = {}
        self._left: str | None = None  # the area, after the first step
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="broadcast", daemon=True)
        self.session: dict[str, Any] = {}
        self.clock: dict[str, Any] = {}
        self._look()

    @property
    def view(self) -> View:
        """The view at this moment."""
        return self._player.view

    @property
    def over(self) -> bool:
        """Whether the session has ended."""
        return self._player.ended or self._closing.is_set()

    def send(self, command: Command) -> None:
        """Carry out a command as soon as possible."""
        self._player.send(command)
        self._look()

    def jump(self, area: int) -> None:
        """Go to an area, through its cautions."""
        self._player.jump(area)
        self._look()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop looking. What it keeps says how the session ended."""
        self._closing.set()
        self._thread.join()
        playback = self._player.playback
        trouble = playback.trouble or (error if isinstance(error, Exception) else None)
        asked = self._player.asked_for_all
        outcome = "failed" if trouble else "finished" if playback.finished else "restarted" if asked else "left"
        self._outcome = {
            "outcome": outcome,
            "left_at": self._left if outcome == "left" else None,
            "sentence": _sentence(trouble) if trouble is not None else None,
        }
        self._look()

    def _work(self) -> None:
        while not self._closing.wait(LOOK):
            self._look()

    def _look(self) -> None:
        """Renew what is kept as far as it has changed."""
        with self._turn:
            plan = self._player.playback.stream.plan
            at = time.monotonic() * SECOND
            view = self._player.view
            if view.state != "ended":
                self._left = area_left(plan, view)
            if not self.session or self._outcome or self._is_new(plan, view.segment):
                self.session = self._described(plan)
            clock = _clock(view, at, over=bool(self._outcome))
            if not _goes_on(self.clock, clock):
                self.clock = clock

    def _is_new(self, plan: Plan, here: int) -> bool:
        """Whether the timeline of a plan must be told now."""
        old = self._plan
        if plan is old:
            return False
        assert old is not None
        near = slice(here, here + _NEAR)
        return old.segments[near] != plan.segments[near] or time.monotonic() - self._drawn >= _REPLAN

    def _described(self, plan: Plan) -> dict[str, Any]:
        self._plan, self._drawn = plan, time.monotonic()
        return {
            "id": self.id,
            "routine": self._routine.name,
            "title": plan.title,
            "for": self._routine.header.speaker,
            "timeline": timeline(
                plan, self._routine.header.speaker, lambda each: picture_address(self._routine.name, each)
            ),
            "outcome": None,
            "left_at": None,
            "sentence": None,
            **self._outcome,
        }


def _sentence(trouble: Exception) -> str:
    if isinstance(trouble, CoachError):
        return str(trouble)
    return f"Something went wrong inside the program ({type(trouble).__name__})."


def _clock(view: View, at: float, *, over: bool) -> dict[str, Any]:
    ends = datetime.now(UTC) + timedelta(milliseconds=view.session_left + view.starts_in)
    return {
        "state": "ended" if over else view.state,
        "segment": view.segment,
        "position": view.position,
        "at": round(at, 1),
        "volume": view.volume,
        "starts_in": view.starts_in,
        "notices": [asdict(notice) for notice in view.notices],
        "ends": ends.astimezone().isoformat(timespec="seconds"),
    }


def _goes_on(told: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether a screen that was told `told` knows what is `now`, by letting its clock run."""
    if not told or any(told[key] != now[key] for key in ("state", "segment", "volume", "notices")):
        return False
    passed = now["at"] - told["at"]
    moved = told["position"] + (passed if now["state"] == "playing" else 0)
    begins = max(told["starts_in"] - passed, 0) if now["state"] == "starting" else now["starts_in"]
    off = abs(now["position"] - moved) > OFF or abs(now["starts_in"] - begins) > SECOND / 4
    return bool(passed < HEARTBEAT * SECOND and not off)
