"""A small notification daemon, to stand on a real session bus."""

# Without `annotations` from the future: the library reads None, when it is a string, as no signature at all.

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

from dbus_fast import RequestNameReply
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusDict, DBusInt32, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

Strings = Annotated[list[str], DBusSignature("as")]
Server = Annotated[tuple[str, str, str, str], DBusSignature("ssss")]
Event = Annotated[tuple[int, int], DBusSignature("uu")]
Pressed = Annotated[tuple[int, str], DBusSignature("us")]


@dataclass
class Note:
    """A notification as it came over the bus."""

    app: str
    title: str
    body: str
    actions: dict[str, str]
    """Keys by what the button is called."""
    timeout: int
    """Milliseconds."""
    urgency: int


@dataclass
class Desk:
    """What the daemon shows, and a hand to press its buttons."""

    notes: dict[int, Note] = field(default_factory=dict)
    """What is to be seen now, by its number."""
    capabilities: list[str] = field(default_factory=lambda: ["body", "actions"])
    answers: bool = True
    """Whether it ever says that it has taken a notification."""
    count: int = 0
    waiting: int = 0
    """How many notifications it has not answered."""
    daemon: "_Daemon" = field(init=False)
    loop: asyncio.AbstractEventLoop = field(init=False)

    def press(self, button: str) -> None:
        """Press this button of the last notification, which closes it."""
        number, note = max(self.notes.items())
        self._do(lambda daemon: daemon.ActionInvoked(number, note.actions[button]))
        self.dismiss(number)

    def dismiss(self, number: int) -> None:
        """Close a notification as a person does."""
        self.notes.pop(number, None)
        self._do(lambda daemon: daemon.NotificationClosed(number, 2))

    def _do(self, act: Any) -> None:
        async def acting() -> None:
            act(self.daemon)

        asyncio.run_coroutine_threadsafe(acting(), self.loop).result(30)


class _Daemon(ServiceInterface):
    def __init__(self, desk: Desk) -> None:
        super().__init__("org.freedesktop.Notifications")
        self._desk = desk

    @dbus_method()
    def GetCapabilities(self) -> Strings:  # noqa: N802 - names of the standard
        return self._desk.capabilities

    @dbus_method()
    def GetServerInformation(self) -> Server:  # noqa: N802
        return ("desk", "tests", "1", "1.2")

    @dbus_method()
    async def Notify(  # noqa: N802
        self, app: DBusStr, _replaces: DBusUInt32, _icon: DBusStr, title: DBusStr, body: DBusStr, actions: Strings,
        hints: DBusDict, timeout: DBusInt32,
    ) -> DBusUInt32:  # fmt: skip
        self._desk.count += 1
        named = dict(zip(actions[1::2], actions[::2], strict=True))
        self._desk.notes[self._desk.count] = Note(app, title, body, named, timeout, hints["urgency"].value)
        number = self._desk.count
        self._desk.waiting += 1
        while not self._desk.answers:
            await asyncio.sleep(0.01)
        self._desk.waiting -= 1
        return number

    @dbus_method()
    def CloseNotification(self, number: DBusUInt32) -> None:  # noqa: N802
        if self._desk.notes.pop(number, None) is not None:
            self.NotificationClosed(number, 3)

    @dbus_signal()
    def NotificationClosed(self, number: int, why: int) -> Event:  # noqa: N802
        return (number, why)

    @dbus_signal()
    def ActionInvoked(self, number: int, key: str) -> Pressed:  # noqa: N802
        return (number, key)


@contextmanager
def notification_daemon(address: str) -> Iterator[Desk]:
    """The daemon on the bus at this address, in a thread of its own."""
    desk = Desk()
    desk.loop = asyncio.new_event_loop()
    desk.daemon = _Daemon(desk)

    async def start() -> MessageBus:
        bus = await MessageBus(bus_address=address).connect()
        bus.export("/org/freedesktop/Notifications", desk.daemon)
        assert await bus.request_name("org.freedesktop.Notifications") is RequestNameReply.PRIMARY_OWNER
        return bus

    async def stop() -> None:
        desk.answers = True
        while desk.waiting:
            await asyncio.sleep(0.01)
        bus.disconnect()
        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]

    thread = threading.Thread(target=desk.loop.run_forever, daemon=True)
    thread.start()
    bus = asyncio.run_coroutine_threadsafe(start(), desk.loop).result(30)
    try:
        yield desk
    finally:
        asyncio.run_coroutine_threadsafe(stop(), desk.loop).result(30)
        desk.loop.call_soon_threadsafe(desk.loop.stop)
        thread.join(10)
        desk.loop.close()
