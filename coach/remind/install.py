"""Starting with the computer: installing and removing the service, and its state.

System commands go through a `run` function that is passed in.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import OutputError, ReminderError, reason
from coach.program import this_program
from coach.remind.plain_text import one_line
from coach.remind.service import Service, service_for
from coach.storage.atomic import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.program import Program
    from coach.settings import Settings

    RunCommand = Callable[[Sequence[str]], tuple[int, str]]
    """Runs a command; returns its exit code and its output."""

_NOT_FOUND = 127


@dataclass(frozen=True, slots=True)
class ServiceState:
    """The state of the service."""

    installed: bool
    running: bool
    """Whether it runs; if that is unknown (launchd, Task Scheduler), whether the system has it registered."""
    sentence: str
    """The state as a sentence for a person."""


def this_service(settings: Settings) -> Service:
    """The service for this computer, user and settings. Raises OutputError."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    return service_for(this_program(settings, "remind", "run"), sys.platform, os.environ, Path.home(), user)


def run_command(command: Sequence[str]) -> tuple[int, str]:
    """Run a system command; exit code 127 if it is missing or takes longer than 30 s."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=30, stdin=subprocess.DEVNULL, check=False
        )
    except OSError as error:
        return _NOT_FOUND, f"{command[0]}: {reason(error)}"
    except subprocess.TimeoutExpired:
        return _NOT_FOUND, f"{command[0]}: no answer"
    return done.returncode, (done.stderr or done.stdout).strip()


def install(service: Service, run: RunCommand = run_command) -> list[str]:
    """Install and start the service, or renew it; returns what was done, in sentences.

    Raises ReminderError if the system has no such services or refuses, OutputError if the file cannot be written.
    """
    if not is_offered(service, run):
        raise ReminderError(
            f"There is no {service.name} here: `{shlex.join(service.present)}` fails, as it does in containers and "
            f"under sudo. Have your desktop start this at login, or keep it running in a terminal: "
            f"{by_hand(service.program)}"
        )
    before = _content(service)
    if before != service.content:
        _write(service)
        for command in service.renew:
            run(command)
    for command in service.begin:
        code, said = run(command)
        if code != 0:
            told = one_line(said).rstrip(".")
            raise ReminderError(
                f"The file {service.path} is written, but `{shlex.join(command)}` failed"
                f"{f' ({told})' if told else ''}. `coach remind uninstall` removes it."
            )
    done = "Installed" if before is None else "Already installed" if before == service.content else "Renewed"
    sentences = [f"{done}: the {service.name} {service.path}. It runs from now on, and whenever you log in."]
    if service.log:
        sentences.append(f"`{service.log}` shows its output.")
    return sentences + _untried(service)


def uninstall(service: Service, run: RunCommand = run_command) -> list[str]:
    """Stop and remove the service; returns what was done, in sentences. Reminders and their history stay.

    Raises OutputError if the file cannot be deleted.
    """
    if _content(service) is None:
        return [f"There is no {service.name} to remove."]
    for command in service.end:
        run(command)
    try:
        service.path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"Cannot delete {service.path}: {reason(error)}.") from error
    for command in service.forget:
        run(command)
    return [f"Removed: the {service.name} {service.path}. Your reminders are kept.", *_untried(service)]


def status(service: Service, run: RunCommand = run_command) -> ServiceState:
    """The state of the service; changes nothing."""
    installed = _content(service) is not None
    running = installed and run(service.running)[0] == 0
    if not installed:
        sentence = f"The {service.name} is not installed; `coach remind install` does it."
    elif running:
        sentence = f"The {service.name} is installed and runs."
    else:
        seen = f"`{service.log}` may tell why; " if service.log else ""
        sentence = f"The {service.name} is installed but does not run: {seen}`coach remind install` starts it."
    return ServiceState(installed, running, " ".join([sentence, *_untried(service)]))


def _content(service: Service) -> bytes | None:
    """The content of its file; None if there is none, empty if it cannot be read."""
    try:
        return service.path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""


def _write(service: Service) -> None:
    try:
        service.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"Cannot make the folder {service.path.parent}: {reason(error)}.") from error
    with replacing(service.path) as temporary:
        temporary.write_bytes(service.content)


def is_offered(service: Service, run: RunCommand = run_command) -> bool:
    """Whether this system has such services."""
    return not service.present or run(service.present)[0] == 0


def by_hand(program: Program) -> str:
    """The command to type instead."""
    variables = [f"{name}={value}" for name, value in program.environment.items()]
    return shlex.join([*(["env", *variables] if variables else []), *program.command])


def _untried(service: Service) -> list[str]:
    if service.tried:
        return []
    return [f"Not tested: we could not run the {service.name} ourselves. Please check that it starts, and tell us."]
