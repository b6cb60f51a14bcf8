"""A check of what works on this machine, and what to do about the rest."""

from __future__ import annotations

import importlib.util
import platform
import sys
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import PlayerError, VoiceError, reason
from coach.extras import install_extra
from coach.output.players.devices import devices
from coach.output.players.players import choose_player
from coach.script import list_scripts
from coach.settings import settings_file
from coach.sound.beds.air import AIR
from coach.speech.voice_check import check_voices
from coach.speech.voices import choose_voice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    what: str
    works: bool
    needed: bool
    """Whether Coach cannot work without it."""
    note: str
    """What was found; if it does not work, what to do."""


def examine(settings: Settings) -> list[Finding]:
    """Check everything Coach needs: settings, a voice, a sound device, folders and routines; then optional parts."""
    return [*_python(), *_settings(), *_voices(settings), *_sound(settings), *_folders(settings), *_parts()]


def _python() -> Iterator[Finding]:
    yield Finding("Python", True, True, f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def _settings() -> Iterator[Finding]:
    file = settings_file()
    there = "" if file.is_file() else " (not there, and not needed)"
    yield Finding("Settings file", True, False, f"{file}{there}; `coach settings` shows each setting")


def _voices(settings: Settings) -> Iterator[Finding]:
    for checked in check_voices(settings.voices_path()):
        yield Finding(checked.what, checked.good, False, checked.note)
    try:
        with choose_voice(settings) as voice:
            seconds = len((spoken := voice.speak("Breathe in.", 1.0)).samples) / spoken.sample_rate
            yield Finding("Voice", True, True, f"{voice.name} speaks ({seconds:.1f} s for 'Breathe in.')")
    except VoiceError as error:
        yield Finding("Voice", False, True, str(error))


def _sound(settings: Settings) -> Iterator[Finding]:
    try:
        with choose_player(settings.player, settings.device) as player:
            player.open(lambda count: AIR.read(0, count))
            found = ", ".join(device.name for device in devices())
            yield Finding("Sound device", True, False, f"opened by {player.name}{f'; devices: {found}' * bool(found)}")
    except PlayerError as error:
        note = f"{error} `coach play` writes an MP3 instead; plug in or pair a speaker to hear it here."
        yield Finding("Sound device", False, False, note)


def _folders(settings: Settings) -> Iterator[Finding]:
    cache = settings.cache_path()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=cache):
            pass
        yield Finding("Cache folder", True, False, str(cache))
    except OSError as error:
        note = f"{cache} cannot be written ({reason(error)}): speech is made again each time; choose another with "
        yield Finding("Cache folder", False, False, f"{note}COACH_CACHE_DIR.")
    count = len(list_scripts(settings.scripts_path()))
    folders = ", ".join(map(str, settings.scripts_path())) or "no folder"
    yield Finding("Routines", count > 0, True, f"{count} in {folders}")


_PARTS = {
    "documents": ("Word, PDF, Excel", "mammoth"),
    "m4b": ("Audiobooks (.m4b)", "av"),
    "media": ("Headset buttons", "dbus_fast"),
    "notify": ("Notifications", "desktop_notifier"),
    "voice-commands": ("Spoken commands", "ctranslate2"),
}
"""What an extra is for, and a module that it brings."""


def _parts() -> Iterator[Finding]:
    """The optional parts, each with the command that installs it here."""
    for extra, (what, module) in _PARTS.items():
        if extra == "media" and not sys.platform.startswith("linux"):
            continue
        works = importlib.util.find_spec(module) is not None
        yield Finding(what, works, False, "installed" if works else f"not installed; for it: {install_extra(extra)}")


def next_step(findings: Sequence[Finding]) -> str:
    """The command to run next, or what to fix first."""
    for finding in findings:
        if finding.needed and not finding.works:
            return finding.note
    if any(finding.what == "Sound device" and not finding.works for finding in findings):
        return "coach export deep-hip-release -o hip.mp3"
    return "coach play deep-hip-release"
