"""A sound device, and finding one by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import NoDevice, PlayerError, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLUETOOTH = ("bluez", "bluealsa", "bluetooth", "airpods")


@dataclass(frozen=True)
class Device:
    """A device to play on."""

    name: str
    """The name people know: `Built-in Audio Analog Stereo`."""
    id: str = ""
    """The id in the sound server or ALSA; empty elsewhere."""
    default: bool | None = None
    """Whether it is the default device; None if unknown."""
    bluetooth: bool | None = None
    """Whether it plays over Bluetooth; None if unknown."""


def pick(part: str, found: Sequence[Device]) -> Device:
    """The device with `part` in its name; case does not matter. Raises PlayerError, listing the devices; NoDevice."""
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
    """Whether a device's name says that it plays over Bluetooth."""
    return any(word in name.casefold() for word in _BLUETOOTH)
