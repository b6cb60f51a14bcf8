"""The daemon as a service: the file and the commands with which each system starts it with the computer.

A `Service` is a pure function of a `Program` and the system; `install` installs it.
"""

from __future__ import annotations

import plistlib
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.program import Program

UNIT = "coach-reminders.service"
LABEL = "org.bodywork-coach.reminders"
TASK = "Coach reminders"


@dataclass(frozen=True, slots=True)
class Service:
    """How one system starts a program with the computer."""

    name: str
    """The system's name for it, for people."""
    program: Program
    """The program it runs."""
    path: Path
    """The file that describes it."""
    content: bytes
    """The content of that file."""
    present: tuple[str, ...]
    """A command that succeeds if the system has such services; empty if it always has."""
    begin: tuple[tuple[str, ...], ...]
    """Commands that start it, now and at every login; harmless if it is running."""
    renew: tuple[tuple[str, ...], ...]
    """Commands before `begin` that reload a changed file; they may fail."""
    end: tuple[tuple[str, ...], ...]
    """Commands that stop and disable it; they may fail."""
    forget: tuple[tuple[str, ...], ...]
    """Commands after its file was deleted; they may fail."""
    running: tuple[str, ...]
    """A command that succeeds while it runs, or while it is registered."""
    log: str
    """The command that shows its output; empty if there is none."""
    tried: bool
    """Whether this was tested on such a system; otherwise people are asked to check."""


def service_for(run: Program, platform: str, environ: Mapping[str, str], home: Path, user: int = 0) -> Service:
    """The service for this platform, as in `sys.platform`; `user` is the user id on macOS."""
    if platform == "darwin":
        return launchd(run, home, user)
    if platform == "win32":
        return task_scheduler(run, environ, home)
    return systemd(run, environ, home)


def systemd(run: Program, environ: Mapping[str, str], home: Path) -> Service:
    """A user service of systemd. Not a timer, because snoozes and the voice need a running process."""
    command = run.command
    if set(command[0]) & set("$\"'\\"):  # systemd accepts these in an argument, but not in the program's path
        command = ("/usr/bin/env", *command)
    text = "\n".join(
        [
            "# Written by `coach remind install`; `coach remind uninstall` removes it.",
            "[Unit]",
            "Description=Coach speaks your stretch and self-massage reminders",
            "# After ten failures in an hour it stays stopped; `coach remind status` says so.",
            "StartLimitIntervalSec=1h",
            "StartLimitBurst=10",
            "",
            "[Service]",
            f"ExecStart={' '.join(map(_doubled, command))}",
            f"WorkingDirectory=-{_percent(str(run.folder))}",
            *(f"Environment={_quoted(f'{name}={value}')}" for name, value in run.environment.items()),
            "Restart=on-failure",
            "RestartSec=30",
            "TimeoutStopSec=10",
            "",
            "[Install]",
            "WantedBy=default.target",
            "",
        ]
    )
    wanted = Path(environ.get("XDG_CONFIG_HOME", ""))
    control = ("systemctl", "--user")
    return Service(
        name="systemd user service",
        program=run,
        path=(wanted if wanted.is_absolute() else home / ".config") / "systemd" / "user" / UNIT,
        content=text.encode(),
        present=(*control, "show-environment"),
        renew=((*control, "daemon-reload"), (*control, "reset-failed", UNIT), (*control, "stop", UNIT)),
        begin=((*control, "enable", "--now", UNIT),),
        end=((*control, "disable", "--now", UNIT), (*control, "reset-failed", UNIT)),
        forget=((*control, "daemon-reload"),),
        running=(*control, "is-active", "--quiet", UNIT),
        log=f"journalctl --user -u {UNIT}",
        tried=True,
    )


def launchd(run: Program, home: Path, user: int) -> Service:
    """A launch agent of macOS."""
    content = plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": list(run.command),
            "EnvironmentVariables": dict(run.environment),
            "WorkingDirectory": str(run.folder),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": 30,
        }
    )
    path = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    domain, target = f"gui/{user}", f"gui/{user}/{LABEL}"
    return Service(
        name="launchd agent",
        program=run,
        path=path,
        content=content,
        present=(),
        renew=(("launchctl", "bootout", target), ("launchctl", "bootstrap", domain, str(path))),
        begin=(("launchctl", "enable", target), ("launchctl", "kickstart", target)),
        end=(("launchctl", "bootout", target),),
        forget=(),
        running=("launchctl", "print", target),
        log="",
        tried=False,
    )


def task_scheduler(run: Program, environ: Mapping[str, str], home: Path) -> Service:
    """A Windows task, started when the user logs on."""
    first, *rest = run.command
    windowless = Path(first).with_name("pythonw.exe")  # python.exe opens a console
    user = "\\".join(part for part in (environ.get("USERDOMAIN"), environ.get("USERNAME")) if part)
    if package := run.environment.get("PYTHONPATH"):  # a task cannot set environment variables
        rest = ["-c", f"import sys; sys.path.insert(0, {package!r}); from coach.cli import main; main()", *rest[2:]]
    tree = _element(
        "Task",
        {"version": "1.2", "xmlns": "http://schemas.microsoft.com/windows/2004/02/mit/task"},
        _element("RegistrationInfo", {}, _text("Description", "Coach speaks your stretch and self-massage reminders")),
        _element("Triggers", {}, _element("LogonTrigger", {}, _text("UserId", user))),
        _element(
            "Principals", {},
            _element("Principal", {"id": "Author"}, _text("UserId", user), _text("LogonType", "InteractiveToken"),
                     _text("RunLevel", "LeastPrivilege")),
        ),
        _element(
            "Settings", {},
            _text("MultipleInstancesPolicy", "IgnoreNew"),
            _text("DisallowStartIfOnBatteries", "false"),
            _text("StopIfGoingOnBatteries", "false"),
            _element("RestartOnFailure", {}, _text("Interval", "PT1M"), _text("Count", "10")),
            _text("ExecutionTimeLimit", "PT0S"),
        ),
        _element(
            "Actions", {"Context": "Author"},
            _element("Exec", {}, _text("Command", str(windowless)), _text("Arguments", subprocess.list2cmdline(rest)),
                     _text("WorkingDirectory", str(run.folder))),
        ),
    )  # fmt: skip
    local = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    path = local / "coach" / "reminders-task.xml"
    return Service(
        name="Task Scheduler task",
        program=run,
        path=path,
        content=ElementTree.tostring(tree, "utf-16", xml_declaration=True),
        present=(),
        renew=(("schtasks", "/End", "/TN", TASK), ("schtasks", "/Create", "/F", "/TN", TASK, "/XML", str(path))),
        begin=(("schtasks", "/Run", "/TN", TASK),),
        end=(("schtasks", "/End", "/TN", TASK), ("schtasks", "/Delete", "/F", "/TN", TASK)),
        forget=(),
        running=("schtasks", "/Query", "/TN", TASK),
        log="",
        tried=False,
    )


def _percent(text: str) -> str:
    """Escape % for systemd."""
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    """A quoted word for systemd."""
    escaped = _percent(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _doubled(text: str) -> str:
    """An argument for systemd, which would expand a single $."""
    return _quoted(text).replace("$", "$$")


def _element(tag: str, attributes: dict[str, str], *inner: ElementTree.Element) -> ElementTree.Element:
    element = ElementTree.Element(tag, attributes)
    element.extend(inner)
    return element


def _text(tag: str, text: str) -> ElementTree.Element:
    element = ElementTree.Element(tag)
    element.text = text
    return element
