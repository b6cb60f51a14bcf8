"""A sound device, by the name people know it by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import NoDevice, PlayerError, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLUETOOTH = ("bluez", "bluealsa", "bluetooth", "airpods")


@dataclass(frozen=True)
class Device:
    """Something to play on."""

    name: str
    """As people know it: `Built-in Audio Analog Stereo`."""
    id: str = ""
    """As the sound server or ALSA knows it; empty elsewhere."""
    default: bool | None = None
    """Whether sound goes there unless told otherwise; None where that cannot be known."""
    bluetooth: bool | None = None
    """Whether it plays over Bluetooth; None where that cannot be known."""


def pick(part: str, found: Sequence[Device]) -> Device:
    """The device with `part` in its name, in capitals or not. Raises PlayerError, naming those there are; NoDevice."""
    if not found:
        raise NoDevice(f"There is no sound device on this machine, so none called '{part}'.")
    wanted = part.strip().casefold()
    having = [one for one in found if wanted in one.name.casefold() or wanted in one.id.casefold()]
    whole = [one for one in having if wanted in (one.name.casefold(), one.id.casefold())]
    if having:
        return (whole or having)[0]
    names = [one.name for one in found]
    words = [word for name in names for word in name.split() if len(word) > 2]  # one of them would do
    there = f"there are {', '.join(names)}" if len(names) > 1 else f"there is {names[0]}"
    raise PlayerError(f"There is no sound device '{part}'; {there}.{nearest(part, [*names, *words])}")


def is_bluetooth_name(name: str) -> bool:
    """Whether a name alone tells that a device plays over Bluetooth."""
    return any(word in name.casefold() for word in _BLUETOOTH)
