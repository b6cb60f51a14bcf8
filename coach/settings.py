"""Settings: one frozen object. A command's option wins over the environment, and that over the settings file."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import platformdirs

from coach.errors import SettingsError, nearest, reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

APP = "coach"

SettingSource = Literal["default", "folder", "file", "environment", "option"]
"""Where a setting comes from; `folder`: the studio is the one that the current folder is in."""


def _setting(purpose: str, default: Any = None) -> Any:
    return field(default=default, metadata={"help": purpose})


@dataclass(frozen=True)
class Settings:
    """All settings. Each field is also an option, the variable `COACH_<FIELD>`, and a line in the settings file.

    `Settings()` itself reads no environment, settings file or current folder; `load_settings` does.
    """

    studio: Path | None = _setting(
        "Folder of a studio: with your scripts in `scripts/`, and their speech in `audio_cache/`."
    )
    scripts_dir: Path | None = _setting("Folder with your routine scripts.")
    cache_dir: Path | None = _setting("Folder that keeps the speech already made.")
    cache_limit_mb: int = _setting("Size in MB the cache is trimmed to after a command.", 2048)
    data_dir: Path | None = _setting("Folder that keeps your reminders, and what was done.")
    voice: str | None = _setting("Voice to speak with, as `coach voices` names it.")
    client_voice: str | None = _setting(
        "Voice for the client's lines; `same` for the guide's voice. By default a second natural voice, if any."
    )
    voices_dir: Path | None = _setting("Folder with voices you downloaded.")
    minutes: str | None = _setting(
        "Length that whole sessions are fitted to where they can be, such as 60 or 1 h 15 min."
    )
    guidance: str = _setting("How much is explained: learn, or know, which leaves out words that teach.", "learn")
    player: str | None = _setting(
        "What plays the sound: pulse, miniaudio, simpleaudio, pw-cat, paplay, aplay or silent."
    )
    device: str | None = _setting("Sound device to play on, by a part of its name.")
    lead_in: int | None = _setting(
        "Soft air before the first word, to wake a loudspeaker: 1500 (milliseconds) or 1.5s for Bluetooth, which is"
        " detected on Linux."
    )
    bed: str | None = _setting(
        "Background sound of a session: none, air, pad or rain. By default the one its script names, or air."
    )
    keys: str | None = _setting('Your own keys, such as "f5=next, a=back".')
    bitrate: int | None = _setting("Bit rate of MP3, Opus and m4b files, in kbit/s; by default one that suits speech.")

    def value(self, name: str) -> str | int | None:
        """What holds for a setting, for people and programs; of a folder that is not set, the one that is used."""
        used = {
            "scripts_dir": self.own_scripts_path,
            "cache_dir": self.cache_path,
            "data_dir": self.data_path,
            "voices_dir": self.voices_path,
        }
        found = used[name]() if name in used else getattr(self, name)
        return found if found is None or isinstance(found, int) else str(found)

    def scripts_path(self) -> list[Path]:
        """Folders searched for scripts, first match wins: yours, the studio's, the user's, the built-in ones."""
        if self.scripts_dir is not None and not self.scripts_dir.is_dir():
            if self.scripts_dir.exists():
                raise SettingsError(f"{self.scripts_dir} is no folder, where the folder of scripts is wanted.")
            raise SettingsError(f"{self.scripts_dir}: the folder of scripts does not exist.")
        candidates = [
            self.scripts_dir,
            self.studio / "scripts" if self.studio else None,
            platformdirs.user_data_path(APP) / "scripts",
            builtin_scripts(),
        ]
        folders: dict[Path, None] = {}
        for folder in candidates:
            if folder is not None and folder.is_dir():
                folders[folder.resolve()] = None
        return list(folders)

    def own_scripts_path(self) -> Path:
        """The folder that scripts of one's own are written to: as set, else the studio's, else the user's."""
        if self.scripts_dir is not None:
            return self.scripts_dir
        return (self.studio or platformdirs.user_data_path(APP)) / "scripts"

    def cache_path(self) -> Path:
        """The folder of the audio cache: as set, or the studio's, or the user's."""
        return self.cache_dir or (self.studio / "audio_cache" if self.studio else platformdirs.user_cache_path(APP))

    def data_path(self) -> Path:
        """The folder of the stored data: as set, or the user's."""
        return self.data_dir or platformdirs.user_data_path(APP)

    def music_path(self) -> Path:
        """The folder of the measured levels of music."""
        return self.cache_path() / "music"

    def database_path(self) -> Path:
        """The database of reminders and sessions."""
        return self.data_path() / "coach.db"

    def voices_path(self) -> Path:
        """The folder of downloaded voices: as set, or the user's."""
        return self.voices_dir or platformdirs.user_data_path(APP) / "voices"


def find_studio() -> Path | None:
    """The current studio: this folder or its nearest parent with `scripts/` and `audio_cache/`."""
    try:
        folder = Path.cwd()
    except OSError:  # the current folder was deleted
        return None
    for place in (folder, *folder.parents):
        if (place / "scripts").is_dir() and (place / "audio_cache").is_dir():
            return place
    return None


def builtin_scripts() -> Path:
    """The folder of the built-in routines: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "routines"
    return installed if installed.is_dir() else package.parent / "scripts"


def settings_file() -> Path:
    """The path of the settings file."""
    return platformdirs.user_config_path(APP) / "settings.toml"


def load_settings(
    options: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None, file: Path | None = None
) -> Settings:
    """Settings from the given options, then `COACH_*` in the environment, then the settings file; the first one wins.

    `environ` and `file` default to this process's environment and the person's settings file. The studio defaults
    to the current one. Raises SettingsError for a file that cannot be read, an unknown name or a value of the wrong
    kind.
    """
    return Settings(**{name: value for name, (value, _) in _loaded(options, environ, file).items()})


def settings_from_text(text: str, file: Path) -> Settings:
    """The settings that the text of a settings file alone would make; `file` is named in errors.

    Raises SettingsError, as `load_settings`.
    """
    names = [setting.name for setting in fields(Settings)]
    return Settings(**{name: _typed(name, value, str(file)) for name, value in _parsed(text, file, names).items()})


def setting_sources(environ: Mapping[str, str] | None = None, file: Path | None = None) -> dict[str, SettingSource]:
    """Where each setting comes from, where no option is given; arguments and errors as for `load_settings`."""
    found = _loaded({}, environ, file)
    return {
        setting.name: found[setting.name][1] if setting.name in found else "default" for setting in fields(Settings)
    }


def variable(name: str) -> str:
    """The environment variable of a setting: `COACH_VOICE`."""
    return f"COACH_{name.upper()}"


def _loaded(
    options: Mapping[str, Any] | None, environ: Mapping[str, str] | None, file: Path | None
) -> dict[str, tuple[Any, SettingSource]]:
    """Each setting that is not at its default, with its source."""
    values: dict[str, tuple[Any, SettingSource]] = {}
    if studio := find_studio():
        values["studio"] = studio, "folder"
    file = file or settings_file()
    shown = {"file": str(file), "environment": "the environment", "option": "the command line"}
    for source, found in _sources(options or {}, os.environ if environ is None else environ, file):
        for name, value in found.items():
            values[name] = _typed(name, value, shown[source]), source
    return values


def _sources(
    options: Mapping[str, Any], environ: Mapping[str, str], file: Path
) -> Iterator[tuple[SettingSource, Mapping[str, Any]]]:
    names = [setting.name for setting in fields(Settings)]
    yield "file", _read(file, names)
    yield "environment", {n: v for n in names if (v := environ.get(variable(n)))}
    yield "option", {n: v for n, v in options.items() if v is not None}


def _read(file: Path, names: list[str]) -> dict[str, Any]:
    try:
        return _parsed(file.read_text("utf-8-sig"), file, names)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(f"{file}: the settings file cannot be read ({reason(error)}).") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file}: the settings file is not UTF-8 text: {error}.") from error


def _parsed(text: str, file: Path, names: list[str]) -> dict[str, Any]:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: the settings file is not valid TOML: {error}.") from error
    for name in found:
        if name not in names:
            raise SettingsError(f"{file}: unknown setting '{name}'.{nearest(name, names)}")
    return found


def _typed(name: str, value: Any, source: str) -> Any:
    kind = next(str(setting.type) for setting in fields(Settings) if setting.name == name)
    if kind.startswith("Path"):
        try:
            return Path(str(value)).expanduser()
        except RuntimeError as error:
            raise SettingsError(f"{source}: '{name}' names a home folder that no user has: {value}.") from error
    if kind.startswith("int"):
        try:
            number = int(value)
        except (TypeError, ValueError, OverflowError):
            number = 0
        if number <= 0:
            raise SettingsError(f"{source}: '{name}' must be a whole number above zero, not {value!r}.")
        return number
    return str(value)
