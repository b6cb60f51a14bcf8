"""MPRIS: a session as a media player on the session bus, with its calls, replies and signals."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from coach.live.controls.introspection import PLAYER, PROPERTIES, ROOT, description
from coach.session_commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dbus_fast import Message

    from coach.session_commands import Command

NAME = "org.mpris.MediaPlayer2.coach"
PATH = "/org/mpris/MediaPlayer2"
TRACK = "/coach/session"

_MEANS: dict[str, Command] = {member: name for name, command in COMMANDS.items() for member in command.mpris}
_NOTHING = {"Seek", "SetPosition", "OpenUri", "Raise", "Quit"}
"""What a player must have, and we say that we cannot: there is no place between two steps to go to."""

_STATUS = {"paused": "Paused", "waiting": "Paused", "ended": "Stopped"}
"""In any other state it is playing. While it waits for "next" its clock stands, and desktops count on by themselves."""

_LEAP = 2_000
"""Milliseconds by which the place may differ from what the clock has it, before whoever shows it is told."""

_MIDDLE = 0.5
"""What is told as the volume, wherever it stands: ours goes in steps; above this is one up, and below is one down."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a desktop shows of a session."""

    state: str = "starting"
    title: str = ""
    section: str = ""
    length: int = 0
    """Milliseconds."""

    @property
    def status(self) -> str:
        """MPRIS's playback status."""
        return _STATUS.get(self.state, "Playing")


class Change(NamedTuple):
    """A change to signal to the desktop."""

    shown: Shown
    names: tuple[str, ...]
    """The names of the changed properties."""
    position: int | None = None
    """The new position in milliseconds, if it jumped."""


class MprisPlayer:
    """A session as an MPRIS player. It does not use the bus: it takes calls and makes messages."""

    def __init__(self, send: Callable[[Command], object], tell: Callable[[Change], object]) -> None:
        """Both are called while a call is answered: `send` with what was asked for, `tell` with what changed by it."""
        self._send, self._tell = send, tell
        self._shown = Shown()
        self._position = 0  # milliseconds
        self._believed, self._since = 0, time.monotonic()  # the position that desktops show, and since when

    def update(self, shown: Shown, position: int) -> Change | None:
        """Take over how the session stands, with the cursor at `position` milliseconds; what is to be told, if any."""
        before, now = self._shown, time.monotonic()
        self._shown, self._position = shown, position
        if before.status == "Playing":
            self._believed += round((now - self._since) * 1000)
        self._since = now
        leapt = abs(position - self._believed) > _LEAP
        if leapt:
            self._believed = position
        changed = ["PlaybackStatus"] if shown.status != before.status else []
        if (shown.title, shown.section, shown.length) != (before.title, before.section, before.length):
            changed.append("Metadata")
        return Change(shown, tuple(changed), position if leapt else None) if changed or leapt else None

    def signals(self, change: Change) -> Iterator[Message]:
        """The signals for a change."""
        from dbus_fast import Message

        shown, names, position = change
        if names:
            player = self._player(shown)
            body = [PLAYER, {name: player[name] for name in names}, []]
            yield Message.new_signal(PATH, PROPERTIES, "PropertiesChanged", "sa{sv}as", body)
        if position is not None:
            yield Message.new_signal(PATH, PLAYER, "Seeked", "x", [position * 1000])

    def answer(self, call: Message) -> Message | bool | None:
        """The reply to a call; None leaves it to the library, which knows the calls that every program must know."""
        from dbus_fast import ErrorType, Message, MessageFlag, MessageType

        if call.message_type is not MessageType.METHOD_CALL or call.path != PATH:
            return None
        try:
            signature, body = self._done(call)
        except LookupError:
            reply = Message.new_error(
                call, ErrorType.UNKNOWN_METHOD, f"There is no {call.interface}.{call.member} here"
            )
        else:
            reply = Message.new_method_return(call, signature, body)
        return True if call.flags & MessageFlag.NO_REPLY_EXPECTED else reply

    def _done(self, call: Message) -> tuple[str, list[Any]]:
        """Do what a call asks; what to answer, with its signature. Raises LookupError where it is unknown."""
        match call.interface, call.member, call.body:
            case ((None | "org.mpris.MediaPlayer2.Player"), member, _) if member in _MEANS:
                self._send(_MEANS[member])
            case _, member, _ if member in _NOTHING:
                pass
            case "org.freedesktop.DBus.Introspectable", "Introspect", _:
                return "s", [description(self._root(), self._player(self._shown))]
            case "org.freedesktop.DBus.Properties", "Get", [interface, name]:
                return "v", [self._properties(interface)[name]]
            case "org.freedesktop.DBus.Properties", "GetAll", [interface]:
                return "a{sv}", [self._properties(interface)]
            case "org.freedesktop.DBus.Properties", "Set", [_, "Volume", value]:
                self._turn(float(value.value))
            case "org.freedesktop.DBus.Properties", "Set", _:
                pass  # the rate cannot be changed
            case _:
                raise LookupError(call.member)
        return "", []

    def _turn(self, volume: float) -> None:
        if volume != _MIDDLE:
            self._send("louder" if volume > _MIDDLE else "softer")
            self._tell(Change(self._shown, ("Volume",)))  # so that the desktop's slider moves back

    def _properties(self, interface: str) -> Mapping[str, Any]:
        return {ROOT: self._root(), PLAYER: self._player(self._shown)}[interface]

    def _root(self) -> dict[str, Any]:
        from dbus_fast import Variant

        return {
            "CanQuit": Variant("b", False),
            "CanRaise": Variant("b", False),
            "HasTrackList": Variant("b", False),
            "Identity": Variant("s", "Coach"),
            "SupportedUriSchemes": Variant("as", []),
            "SupportedMimeTypes": Variant("as", []),
        }

    def _player(self, shown: Shown) -> dict[str, Any]:
        from dbus_fast import Variant

        can = {name: Variant("b", True) for name in ("CanGoNext", "CanGoPrevious", "CanPlay", "CanPause", "CanControl")}
        one = {name: Variant("d", 1.0) for name in ("Rate", "MinimumRate", "MaximumRate")}
        return {
            "PlaybackStatus": Variant("s", shown.status),
            "Metadata": Variant(
                "a{sv}",
                {
                    "mpris:trackid": Variant("o", TRACK),
                    "mpris:length": Variant("x", shown.length * 1000),
                    "xesam:title": Variant("s", shown.title),
                    "xesam:artist": Variant("as", [shown.section]),
                    "xesam:album": Variant("s", "Coach"),
                },
            ),
            "Position": Variant("x", self._position * 1000),
            "Volume": Variant("d", _MIDDLE),
            "CanSeek": Variant("b", False),
            **can,
            **one,
        }
