"""Sharing: other processes of the same person see and steer a session that plays here."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from coach.app.stage.announcement import Announcement, announced, new_key
from coach.app.stage.line_channel import HOST, LineChannel
from coach.session_commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.app.stage.broadcast import Broadcast

_MOST = 16
"""Followers at once; further ones are refused."""
_ENDING = 3.0
"""Seconds in which followers hear how the session ended."""
_LOOK = 0.02
"""Seconds between two looks for something to tell."""


@contextmanager
def shared(broadcast: Broadcast, data_dir: Path) -> Iterator[None]:
    """Inside the block other processes find the session and may steer it. Open `broadcast` inside it, so that they hear
    how it ended. A computer that allows no connection is no error."""
    with ExitStack() as stack:
        with suppress(OSError):
            listener = stack.enter_context(socket.create_server((HOST, 0)))
            what = Announcement(broadcast.id, listener.getsockname()[1], new_key())
            stack.enter_context(_Door(listener, what.key, broadcast))
            stack.enter_context(announced(data_dir, what))
        yield


class _Door:
    """Lets followers in while it is open."""

    def __init__(self, listener: socket.socket, key: str, broadcast: Broadcast) -> None:
        self._listener, self._key, self._broadcast = listener, key, broadcast
        self._followers: set[threading.Thread] = set()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="sharing", daemon=True)

    def __enter__(self) -> _Door:
        self._listener.settimeout(0.5)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join()
        for each in list(self._followers):
            each.join(_ENDING)

    def _work(self) -> None:
        while not self._closing.is_set():
            with suppress(OSError):
                connection, _ = self._listener.accept()
                self._followers = {each for each in self._followers if each.is_alive()}
                if len(self._followers) >= _MOST:
                    connection.close()
                    continue
                thread = threading.Thread(target=self._serve, args=(connection,), name="follower", daemon=True)
                self._followers.add(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), LineChannel(connection, self._key, "session") as channel:
            listening = threading.Thread(target=self._listen, args=(channel,), name="follower's wishes", daemon=True)
            listening.start()
            told: dict[str, Any] = {}
            while listening.is_alive():
                closing = self._closing.is_set()
                for name, now in (("session", self._broadcast.session), ("clock", self._broadcast.clock)):
                    if now is not told.get(name):
                        told[name] = now
                        channel.send({name: now})
                if closing:
                    return
                self._closing.wait(_LOOK)

    def _listen(self, channel: LineChannel) -> None:
        with suppress(OSError):
            while True:
                asked = channel.receive()
                if not isinstance(asked, dict):
                    return
                command, area = asked.get("command"), asked.get("jump")
                if isinstance(command, str) and command in COMMANDS:
                    self._broadcast.send(command)
                elif isinstance(area, int) and 0 <= area < len(self._broadcast.session["timeline"]["areas"]):
                    self._broadcast.jump(area)
                elif "view" in asked:
                    channel.send({"view": asdict(self._broadcast.view)})
        channel.close()
