"""The list of sound devices, from every library and program that lists them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from coach.errors import PlayerError
from coach.output.players.device import pick
from coach.output.players.miniaudio import MiniaudioPlayer, playbacks
from coach.output.players.player import within
from coach.output.players.sound_servers import alsa, pipewire, pulse
from coach.sound.lead_in import BLUETOOTH

if TYPE_CHECKING:
    from coach.output.players.device import Device
    from coach.settings import Settings

_SECONDS = 1.0
"""The time limit for listing devices."""


def devices() -> list[Device]:
    """The available devices, as far as they answer within a second."""
    try:
        return within(_SECONDS, _look)
    except TimeoutError:
        return []


def is_bluetooth(device: str | None = None) -> bool:
    """Whether the device with `device` in its name, or by default the default device, is known to play over
    Bluetooth."""
    found = devices()
    try:
        chosen = pick(device, found) if device else next((one for one in found if one.default), None)
    except PlayerError:
        return False
    return chosen is not None and chosen.bluetooth is True


def lead_in_of(settings: Settings) -> int:
    """Milliseconds of soft air before the first sound: as set, else what a Bluetooth loudspeaker needs to wake."""
    if settings.lead_in is not None:
        return settings.lead_in
    return BLUETOOTH if is_bluetooth(settings.device) else 0


def _look() -> list[Device]:
    if sys.platform == "linux" and (found := pulse() or pipewire()):
        return found
    if MiniaudioPlayer.is_available() and (found := [device for device, _ in playbacks()]):
        return found
    return alsa()
