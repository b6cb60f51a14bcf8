"""The files and commands of a shortcut on each system. All of it is a function of the program and the system."""

from __future__ import annotations

import base64
import plistlib
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.icon import icon_icns, icon_ico, icon_svg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coach.program import Program

NAME = "Coach"
ABOUT = "Guided sessions for bodywork, in your browser"
STEM = "bodywork-coach"
"""How the files are called."""


@dataclass(frozen=True, slots=True)
class ShortcutFile:
    """One file of a shortcut."""

    path: Path
    content: Callable[[], bytes]
    """Called when it is written."""
    runs: bool = False
    """Whether the system runs it."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """How one system shows a program among its programs."""

    place: str
    """Where a person finds it."""
    main: Path
    """The file that is there if the shortcut is."""
    files: tuple[ShortcutFile, ...]
    folder: Path | None
    """A folder that belongs to it alone, and is removed with it."""
    make: tuple[str, ...]
    """A command that makes `main` after the files are written; empty if it is one of them."""
    refresh: tuple[tuple[str, ...], ...]
    """Commands that let the system see the change; they may fail."""
    tried: bool
    """Whether this was tried on such a system."""


def shortcut_for(program: Program, platform: str, environ: Mapping[str, str], home: Path) -> Shortcut:
    """The shortcut for this platform, as in `sys.platform`."""
    if platform == "darwin":
        return mac_app(program, home)
    if platform == "win32":
        return start_menu(program, environ, home)
    return desktop_entry(program, environ, home)


def desktop_entry(program: Program, environ: Mapping[str, str], home: Path) -> Shortcut:
    """An entry among the applications of a Linux desktop, by the freedesktop.org specification."""
    kept = Path(environ.get("XDG_DATA_HOME", ""))
    data = kept if kept.is_absolute() else home / ".local" / "share"
    icon = data / "icons" / "hicolor" / "scalable" / "apps" / f"{STEM}.svg"
    entry = data / "applications" / f"{STEM}.desktop"
    variables = [f"{name}={value}" for name, value in program.environment.items()]
    # The path of a program must not have an equals sign in it, neither for a desktop nor for env.
    shell = ["sh", "-c", 'exec "$0" "$@"'] if "=" in program.command[0] else []
    command = [*(["env", *variables] if variables else []), *shell, *program.command]
    text = "\n".join(
        [
            "[Desktop Entry]",
            "Type=Application",
            "Version=1.0",
            f"Name={NAME}",
            f"Comment={ABOUT}",
            f"Exec={' '.join(_exec_word(word) for word in command)}",
            f"Path={_string(str(program.folder))}",
            f"Icon={_string(str(icon))}",
            "Terminal=false",
            "Categories=Education;",
            "Keywords=massage;stretching;breathing;timer;reminder;",
            "StartupNotify=false",
            "",
        ]
    )
    return Shortcut(
        place="among your applications",
        main=entry,
        files=(ShortcutFile(icon, lambda: icon_svg().encode()), ShortcutFile(entry, lambda: text.encode())),
        folder=None,
        make=(),
        refresh=(("update-desktop-database", str(entry.parent)),),
        tried=True,
    )


def mac_app(program: Program, home: Path) -> Shortcut:
    """An application in the person's own folder of them on macOS."""
    app = home / "Applications" / f"{NAME}.app"
    contents = app / "Contents"
    variables = [f"export {name}={shlex.quote(value)}" for name, value in program.environment.items()]
    script = "\n".join(
        [
            "#!/bin/sh",
            "# Written by `coach shortcut`; `coach shortcut --remove` removes it.",
            f"cd {shlex.quote(str(program.folder))} || cd",
            *variables,
            f"exec {shlex.join(program.command)}",
            "",
        ]
    )
    about = {
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleIdentifier": f"org.{STEM}.page",
        "CFBundleExecutable": NAME,
        "CFBundleIconFile": NAME,
        "CFBundlePackageType": "APPL",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleShortVersionString": "1",
    }
    return Shortcut(
        place="in the Applications folder of your home",
        main=contents / "Info.plist",
        files=(
            ShortcutFile(contents / "MacOS" / NAME, script.encode, runs=True),
            ShortcutFile(contents / "Resources" / f"{NAME}.icns", icon_icns),
            ShortcutFile(contents / "Info.plist", lambda: plistlib.dumps(about)),
        ),
        folder=app,
        make=(),
        refresh=(),
        tried=False,
    )


def start_menu(program: Program, environ: Mapping[str, str], home: Path) -> Shortcut:
    """A link in the Start menu of Windows. Windows writes it itself, through PowerShell."""
    roaming = Path(environ.get("APPDATA") or home / "AppData" / "Roaming")
    local = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / STEM
    link = roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs" / f"{NAME}.lnk"
    first, *rest = program.command
    if package := program.environment.get("PYTHONPATH"):  # a link cannot set environment variables
        rest = ["-c", f"import sys; sys.path.insert(0, {package!r}); from coach.cli import main; main()", *rest[2:]]
    fields = {
        "TargetPath": first,
        "Arguments": subprocess.list2cmdline(rest),
        "WorkingDirectory": str(program.folder),
        "IconLocation": f"{local / f'{STEM}.ico'},0",
        "Description": ABOUT,
    }
    lines = [
        "$ErrorActionPreference = 'Stop'",
        f"$link = (New-Object -ComObject WScript.Shell).CreateShortcut({_powershell(str(link))})",
        *(f"$link.{name} = {_powershell(value)}" for name, value in fields.items()),
        "$link.WindowStyle = 7",  # its window begins in the taskbar; closing it closes the page
        "$link.Save()",
    ]
    # Encoded, so that no console changes a quote or a letter.
    encoded = base64.b64encode("\n".join(lines).encode("utf-16-le")).decode()
    return Shortcut(
        place="in the Start menu",
        main=link,
        files=(ShortcutFile(local / f"{STEM}.ico", icon_ico),),
        folder=local,
        make=("powershell", "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded),
        refresh=(),
        tried=False,
    )


def _string(text: str) -> str:
    """A value of a desktop entry: only a backslash and a space at its beginning need an escape."""
    escaped = text.replace("\\", "\\\\")
    return f"\\s{escaped[1:]}" if escaped.startswith(" ") else escaped


def _exec_word(word: str) -> str:
    """A quoted word of an Exec line: escaped for the quotes, then for the value; a percent sign would be a field."""
    quoted = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in word)
    return '"' + quoted.replace("\\", "\\\\").replace("%", "%%") + '"'


def _powershell(text: str) -> str:
    """A quoted text of PowerShell, which takes curly quotes for straight ones."""
    return "'" + "".join(letter * 2 if letter in "'\u2018\u2019\u201a\u201b" else letter for letter in text) + "'"
