"""Media keys: those of keyboards and headsets, which desktops on Linux send over the session bus by MPRIS.

A computer may have no bus, and a bus may disappear. This is no error: `trouble` says what is wrong, and the session
continues.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from coach.errors import reason
from coach.extras import install_extra
from coach.live.controls.mpris import NAME, MprisPlayer, Shown

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from types import TracebackType

    from dbus_fast.aio import MessageBus

    from coach.live.controls.mpris import Change
    from coach.session_commands import Command

_PATIENCE = 1.0
"""Seconds that leaving the bus may take."""


class MediaKeys:
    """Receives media keys while it is open, in its own thread, and shows the session to the desktop."""

    def __init__(self, send: Callable[[Command], object]) -> None:
        """`send` is called in that thread; it should only put the command into a queue."""
        self.trouble: str | None = None
        """Why media keys do nothing, in a sentence."""
        self._player = MprisPlayer(send, self._tell)
        self._bus: MessageBus | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leaving: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def is_available(self) -> bool:
        """Whether this system has media keys and the library is installed; only trying shows whether there is a bus."""
        return sys.platform == "linux" and importlib.util.find_spec("dbus_fast") is not None

    def __enter__(self) -> Self:
        """Begin to listen; returns before the bus has answered."""
        if not self.is_available():
            self.trouble = (
                f"Media keys need a package. Install it: {install_extra('media')}"
                if sys.platform == "linux"
                else "Media keys are heard on Linux only."
            )
            return self
        self._thread = threading.Thread(target=self._run, name="media keys", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def update(self, state: str, title: str, section: str, length_ms: int, position_ms: int) -> None:
        """Set the state of the session; call it often. Only changes are sent to the desktop."""
        change = self._player.update(Shown(state, title, section, length_ms), position_ms)
        if change is not None:
            self._soon(lambda: self._tell(change))

    def close(self) -> None:
        """Leave the bus and end the thread."""
        self._closed = True
        self._soon(self._leave)
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    def _soon(self, act: Callable[[], object]) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(act)

    def _leave(self) -> None:
        if self._leaving is not None:
            self._leaving.set()

    def _run(self) -> None:
        import asyncio  # here, in its own thread, because that takes longer than to begin to play

        try:
            asyncio.run(self._listen())
        except Exception as error:  # the library and the bus may raise anything; the session continues
            if not self._closed:
                said = (reason(error) if isinstance(error, OSError) else str(error)).strip().rstrip(".")
                self.trouble = f"Media keys do nothing: the desktop's bus cannot be used ({said or repr(error)})."

    async def _listen(self) -> None:
        import asyncio

        from dbus_fast.aio import MessageBus

        # It would print a traceback if a program on the bus sends invalid messages.
        logging.getLogger("dbus_fast").setLevel(logging.CRITICAL + 1)
        self._leaving, self._loop = asyncio.Event(), asyncio.get_running_loop()
        if self._closed:
            return
        bus = MessageBus()
        leaving, entering = asyncio.ensure_future(self._leaving.wait()), asyncio.ensure_future(self._enter(bus))
        await asyncio.wait({leaving, entering}, return_when=asyncio.FIRST_COMPLETED)
        if not entering.done() or not entering.result():
            return
        gone = asyncio.ensure_future(bus.wait_for_disconnect())  # type: ignore[no-untyped-call]
        await asyncio.wait({leaving, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not leaving.done():
            self.trouble = "Media keys no longer work: the desktop's bus has gone."
        self._bus = None
        bus.disconnect()
        with suppress(Exception):
            await gone

    async def _enter(self, bus: MessageBus) -> bool:
        """Take a name on the bus; returns whether one was free."""
        from dbus_fast import NameFlag, RequestNameReply

        await bus.connect()
        bus.add_message_handler(self._player.answer)
        self._bus = bus
        # The first session has the plain name; another that plays at the same time says which it is.
        for name in (NAME, f"{NAME}.instance{os.getpid()}"):
            if await bus.request_name(name, NameFlag.DO_NOT_QUEUE) is RequestNameReply.PRIMARY_OWNER:
                return True
        self.trouble = f"Media keys do nothing: another program has the name {NAME} on the desktop's bus."
        self._bus = None
        bus.disconnect()
        return False

    def _tell(self, change: Change) -> None:
        bus = self._bus
        if bus is None or not bus.connected:
            return
        for signal in self._player.signals(change):
            # If the bus disappears now, that is reported elsewhere.
            bus.send(signal).add_done_callback(lambda sent: sent.cancelled() or sent.exception())
