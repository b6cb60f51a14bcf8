"""Changing the settings file, line by line: its comments and its other lines stay."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from coach.app.kept_length import checked_length
from coach.errors import CoachError, SettingsError, nearest, reason
from coach.live.controls.keys import parse_bindings
from coach.output.players.players import player_named
from coach.script.lengths import parse_length
from coach.session_request import checked_guidance
from coach.settings import Settings, load_settings, settings_from_text
from coach.sound.beds.bed_name import checked_bed
from coach.speech.voices import SAME, check_voice_name
from coach.storage.atomic import replacing
from coach.storage.toml_text import toml_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NAMES = tuple(setting.name for setting in fields(Settings))
"""Every setting."""


def named(name: str) -> str:
    """The setting that a person typed, such as `client-voice`. Raises SettingsError if there is none of that name."""
    found = name.strip().lower().removeprefix("--").removeprefix("coach_").replace("-", "_")
    if found not in NAMES:
        raise SettingsError(f"There is no setting '{name}'.{nearest(found, NAMES)} `coach settings` shows them all.")
    return found


def set_setting(file: Path, name: str, value: str) -> None:
    """Write one setting into the file, which is made if it is not there. Raises SettingsError, OutputError."""
    setting = next(each for each in fields(Settings) if each.name == name)
    kind = str(setting.type)
    if kind.startswith("Path"):
        with suppress(RuntimeError):  # the home of somebody unknown: told as a folder that does not exist
            value = str(Path(value).expanduser().absolute())
    if name == "lead_in" and (length := parse_length(value)):
        value = str(length)
    number = kind.startswith("int") and re.fullmatch(r"\s*[0-9]+\s*", value)
    line = f"{name} = {int(value) if number else toml_text(value.strip())}"
    before = _text(file)
    found = _place(before, name)
    if found is None:
        after = f"{before}{'' if not before or before.endswith(chr(10)) else chr(10)}{line}\n"
    else:
        after = f"{before[: found.start()]}{line}{before[found.end() :]}"
    _replace(file, before, after, name)


def unset_setting(file: Path, name: str) -> bool:
    """Take a setting out of the file; returns whether it was in it. Raises SettingsError, OutputError."""
    before = _text(file)
    found = _place(before, name)
    if found is None:
        return False
    _replace(file, before, before[: found.start()] + before[found.end() :].removeprefix("\n"), name)
    return True


def replace_all(file: Path, text: str) -> None:
    """Write the whole file, as edited. Raises SettingsError if it cannot be used; the file is then as before."""
    _check(text, file, NAMES)
    _write(file, text)


def template() -> str:
    """The text of a new settings file: each setting with its purpose, as comments."""
    lines = ["# Settings of Coach. Take the # away from a line to set it; `coach settings` shows what holds.", ""]
    usual = Settings()
    for setting in fields(Settings):
        value = getattr(usual, setting.name)
        shown = value if isinstance(value, int) else toml_text("" if value is None else str(value))
        lines += [f"# {setting.metadata['help']}", f"# {setting.name} = {shown}", ""]
    return "\n".join(lines)


def _check(text: str, file: Path, names: Sequence[str]) -> None:
    """Check that the text of a settings file can be read, and the values of these settings. Raises SettingsError."""
    settings = settings_from_text(text, file)
    try:
        for name in names:
            if name in _CHECKS and getattr(settings, name) is not None:
                _CHECKS[name](settings)
    except CoachError as error:
        raise SettingsError(f"{error} The settings file is as it was.") from error


def _voice(name: str | None, settings: Settings) -> None:
    if name is not None and name.strip().lower() not in ("", SAME):
        check_voice_name(name, settings)


_CHECKS: dict[str, Callable[[Settings], object]] = {
    "scripts_dir": lambda settings: settings.scripts_path(),
    "voice": lambda settings: _voice(settings.voice, settings),
    "client_voice": lambda settings: _voice(settings.client_voice, settings),
    "minutes": lambda settings: checked_length(settings.minutes or ""),
    "guidance": lambda settings: checked_guidance(settings.guidance),
    "player": lambda settings: player_named(settings.player or ""),
    "bed": lambda settings: checked_bed(settings.bed or ""),
    "keys": lambda settings: parse_bindings(settings.keys or ""),
}
"""What is wrong with a value beyond its kind, where something can be. They raise CoachError."""


def _replace(file: Path, before: str, after: str, name: str) -> None:
    """Write the file, if only `name` has changed in it: a value over several lines is not for this to change."""
    try:
        same = {**tomllib.loads(before), name: ""} == {**tomllib.loads(after), name: ""}
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        raise SettingsError(f"{file}: '{name}' cannot be changed in place there. Change it with `coach settings edit`.")
    _check(after, file, [name] if name in tomllib.loads(after) else [])
    _write(file, after)


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{file.parent} cannot be made ({reason(error)}).") from error
    with replacing(file) as temporary:
        temporary.write_text(text, "utf-8", newline="\n")


def _text(file: Path) -> str:
    """The text of the file; empty if there is none. Raises SettingsError if it cannot be used as it is."""
    load_settings({}, {}, file)
    try:
        return file.read_text("utf-8-sig")
    except FileNotFoundError:
        return ""


def _place(text: str, name: str) -> re.Match[str] | None:
    """The line of a setting."""
    return re.search(rf"^[ \t]*[\"']?{name}[\"']?[ \t]*=.*$", text, re.MULTILINE)
