"""The sound devices there are, by the names people know them by."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import NoDevice, PlayerError, nearest
from coach.output.players.player import within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SECONDS = 1.0
"""How long looking may take."""

_BLUETOOTH = ("bluez", "bluealsa", "bluetooth", "airpods")
_ALSA = ("default", "plughw:", "bluealsa", "pulse", "pipewire")
"""How the names begin of what ALSA can play any sound on; the others want a format of their own."""


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


def devices() -> list[Device]:
    """What can be played on, as far as it can be known within a second."""
    try:
        return within(_SECONDS, _look)
    except TimeoutError:
        return []


def is_bluetooth(device: str | None = None) -> bool:
    """Whether the device with `device` in its name, or else the default one, is known to play over Bluetooth."""
    found = devices()
    try:
        chosen = pick(device, found) if device else next((one for one in found if one.default), None)
    except PlayerError:
        return False
    return chosen is not None and chosen.bluetooth is True


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


def _look() -> list[Device]:
    from coach.output.players.miniaudio import MiniaudioPlayer, playbacks

    if sys.platform == "linux" and (found := pulse() or pipewire()):
        return found
    if MiniaudioPlayer.is_available() and (found := [device for device, _ in playbacks()]):
        return found
    return alsa()


def pulse() -> list[Device]:
    """The sinks of PulseAudio, or of PipeWire in its place."""
    text = _answer("pactl", "list", "sinks")
    if not text:
        return []
    default = next(
        (line.partition(":")[2].strip() for line in _answer("pactl", "info").splitlines() if "Default Sink" in line), ""
    )
    sinks = []
    name = ""
    for line in text.splitlines():
        key, _, value = line.strip().partition(": ")
        if key == "Name":
            name = value
        elif key == "Description" and name:
            sinks.append(Device(value, name, name == default, _is_bluetooth(name)))
            name = ""
    return sinks


def pipewire() -> list[Device]:
    """The sinks of PipeWire."""
    try:
        objects = json.loads(_answer("pw-dump") or "[]")
    except ValueError:
        return []
    default = ""
    for one in objects:
        for entry in one.get("metadata") or []:
            if entry.get("key") == "default.audio.sink" and isinstance(entry.get("value"), dict):
                default = entry["value"].get("name", "")
    sinks = []
    for one in objects:
        properties = (one.get("info") or {}).get("props") or {}
        if properties.get("media.class") == "Audio/Sink" and (name := properties.get("node.name")):
            title = properties.get("node.description") or name
            sinks.append(Device(title, name, name == default if default else None, _is_bluetooth(name)))
    return sinks


def alsa() -> list[Device]:
    """What ALSA can play on."""
    return [
        Device(title or name, name, name == "default", _is_bluetooth(name) or None)
        for name, title in _pcms(_answer("aplay", "-L"))
        if name.startswith(_ALSA)
    ]


def guess_bluetooth(name: str) -> bool | None:
    """What a name alone tells: True, or None."""
    return _is_bluetooth(name) or None


def _is_bluetooth(name: str) -> bool:
    return any(word in name.casefold() for word in _BLUETOOTH)


def _pcms(listing: str) -> Iterator[tuple[str, str]]:
    """Names at the start of a line, and what is said of them in the first line below, which is indented."""
    lines = listing.splitlines()
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        if line and not line[0].isspace():
            yield line.strip(), following.strip() if following[:1].isspace() else ""


def _answer(*command: str) -> str:
    """What a command of the system answers in a second, in English; nothing where it is not there or fails."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8"}, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
