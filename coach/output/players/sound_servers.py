"""The devices of the system's sound servers and of ALSA."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

from coach.output.players.device import Device, is_bluetooth_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 1.0
"""The time limit of one command."""

_ALSA = ("default", "plughw:", "bluealsa", "pulse", "pipewire")
"""Prefixes of ALSA devices that play any format; other devices need a certain format."""


def pulse() -> list[Device]:
    """The sinks of PulseAudio, or of PipeWire's PulseAudio server."""
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
            sinks.append(Device(value, name, name == default, is_bluetooth_name(name)))
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
            sinks.append(Device(title, name, name == default if default else None, is_bluetooth_name(name)))
    return sinks


def alsa() -> list[Device]:
    """The devices of ALSA."""
    return [
        Device(title or name, name, name == "default", is_bluetooth_name(name) or None)
        for name, title in _pcms(_answer("aplay", "-L"))
        if name.startswith(_ALSA)
    ]


def _pcms(listing: str) -> Iterator[tuple[str, str]]:
    """Each name at the start of a line, with the description in the indented line below."""
    lines = listing.splitlines()
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        if line and not line[0].isspace():
            yield line.strip(), following.strip() if following[:1].isspace() else ""


def _answer(*command: str) -> str:
    """The output of a system command within a second, in English; empty if it is missing or fails."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8"}, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
