"""A remote control for media players, as desktops have one: a client on a real session bus, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

PATH = "/org/mpris/MediaPlayer2"
PLAYER = "org.mpris.MediaPlayer2.Player"
PROPERTIES = "org.freedesktop.DBus.Properties"


class Remote:
    """Finds players, presses their buttons, and hears what they say of themselves."""

    def __init__(self, loop: asyncio.AbstractEventLoop, bus: MessageBus) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        """The signals since it came, each by its name with what changed, or the position."""
        self._loop, self._bus = loop, bus

    def players(self) -> list[str]:
        """The names of the players on the bus."""
        names = self._call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ListNames")
        return sorted(name for name in names[0] if name.startswith("org.mpris."))

    def take(self, name: str) -> None:
        """Take a name, as another program would."""
        self._call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName", "su",
                   [name, 4])  # fmt: skip

    def press(self, player: str, button: str, signature: str = "", body: list[Any] | None = None) -> None:
        """Call a method of a player."""
        self._call(player, PATH, PLAYER, button, signature, body)

    def told(self, player: str, interface: str = PLAYER) -> dict[str, Any]:
        """All properties of a player, as plain values."""
        (values,) = self._call(player, PATH, PROPERTIES, "GetAll", "s", [interface])
        return dict(plain(values))

    def get(self, player: str, name: str) -> Any:
        """One property of a player."""
        return plain(self._call(player, PATH, PROPERTIES, "Get", "ss", [PLAYER, name])[0])

    def set(self, player: str, name: str, value: Variant) -> None:
        """Set a property of a player."""
        self._call(player, PATH, PROPERTIES, "Set", "ssv", [PLAYER, name, value])

    def described(self, player: str) -> str:
        """What a player says it has, as XML."""
        return str(self._call(player, PATH, "org.freedesktop.DBus.Introspectable", "Introspect")[0])

    def hear(self, message: Message) -> None:
        """Keep a signal of a player."""
        if message.message_type is MessageType.SIGNAL and message.path == PATH:
            values = plain(message.body[1]) if message.member == "PropertiesChanged" else {"Position": message.body[0]}
            self.heard.append((str(message.member), values))

    def _call(
        self, player: str, path: str, interface: str, member: str, signature: str = "", body: list[Any] | None = None
    ) -> list[Any]:
        message = Message(player, path, interface, member, signature=signature, body=body or [])
        reply = asyncio.run_coroutine_threadsafe(self._bus.call(message), self._loop).result(30)
        if reply.message_type is MessageType.ERROR:
            raise LookupError(reply.error_name)
        return list(reply.body)


def plain(value: Any) -> Any:
    """A value without the signatures around it."""
    if isinstance(value, Variant):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return value


@contextmanager
def remote_control(address: str) -> Iterator[Remote]:
    """A remote control on the bus at this address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> MessageBus:
        bus = await MessageBus(bus_address=address).connect()
        rule = f"type='signal',path='{PATH}'"
        await bus.call(
            Message("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch",
                    signature="s", body=[rule])
        )  # fmt: skip
        return bus

    async def stop() -> None:
        bus.disconnect()
        try:
            await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
        except (OSError, EOFError):
            pass  # the bus went first

    bus = asyncio.run_coroutine_threadsafe(start(), loop).result(30)
    remote = Remote(loop, bus)
    bus.add_message_handler(remote.hear)
    try:
        yield remote
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
