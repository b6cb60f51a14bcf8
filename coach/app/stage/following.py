"""Following: a session that plays in another process, seen and steered from this one."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from coach.app.stage.announcement import announcements, forget
from coach.app.stage.line_channel import HOST, LineChannel
from coach.errors import PlayerError
from coach.live.view import view_from_values

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from coach.live.view import View
    from coach.session_commands import Command

_CONNECT = 1.0
_FIRST = 5.0
"""Seconds to wait for the session's first description, and for a view: the other process may be busy."""


class FollowedSession:
    """A session in another process (`ShownSession`). Close it when it is over, or no longer needed."""

    def __init__(self, channel: LineChannel) -> None:
        """Raises OSError if the session says nothing."""
        self._channel = channel
        self.session: dict[str, Any] = {}
        self.clock: dict[str, Any] = {}
        self._gone = False
        self._view: View | None = None
        self._told = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="following", daemon=True)
        self._thread.start()
        with self._told:
            self._told.wait_for(lambda: (self.session and self.clock) or self._gone, _FIRST)
        if not (self.session and self.clock):
            self.close()
            raise ConnectionResetError("The session says nothing.")

    @property
    def over(self) -> bool:
        """Whether it has ended, or its process cannot be reached any more."""
        return self._gone or self.session["outcome"] is not None

    @property
    def view(self) -> View:
        """The view at this moment; the last one, if the session ends just now. Raises PlayerError if its process does
        not answer."""
        with self._told:
            last, self._view = self._view, None
            self._say({"view": True})
            self._told.wait_for(lambda: self._view is not None or self.over, _FIRST)
            if self._view is None and self.over:
                self._view = last
            if self._view is None:
                raise PlayerError("The session is out of reach: its program has ended, or is stopped.")
            return self._view

    def send(self, command: Command) -> None:
        """Carry out a command as soon as possible."""
        self._say({"command": command})

    def jump(self, area: int) -> None:
        """Go to an area, through its cautions."""
        self._say({"jump": area})

    def close(self) -> None:
        """Stop following; the session goes on."""
        self._channel.close()
        self._thread.join(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _say(self, what: Any) -> None:
        with suppress(OSError):  # noticed by the thread that listens
            self._channel.send(what)

    def _work(self) -> None:
        with suppress(OSError, KeyError, TypeError, ValueError):
            while True:
                told = self._channel.receive()
                with self._told:
                    self.session = told.get("session", self.session)
                    self.clock = told.get("clock", self.clock)
                    if "view" in told:
                        self._view = view_from_values(told["view"])
                    self._told.notify_all()
        with self._told:
            self._gone = True
            if self.session and self.session["outcome"] is None:
                self.session = {**self.session, "outcome": "lost"}
                self.clock = {**self.clock, "state": "ended"}
            self._told.notify_all()
        self._channel.close()


def find_session(data_dir: Path) -> FollowedSession | None:
    """The session begun last that plays in another process; None if there is none.

    Announcements of processes that died are deleted.
    """
    for what in announcements(data_dir):
        try:
            connection = socket.create_connection((HOST, what.port), _CONNECT)
        except TimeoutError:
            continue  # it may be stopped
        except OSError:
            forget(data_dir, what)
            continue
        try:
            followed = FollowedSession(LineChannel(connection, what.key, "follower"))
        except ConnectionRefusedError:
            forget(data_dir, what)  # another program has its port now
        except OSError:
            continue  # it ends just now, or is stopped
        else:
            if not followed.over:
                return followed
            followed.close()
    return None
