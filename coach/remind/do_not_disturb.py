"""When reminders stay silent: during a guided session, do-not-disturb, or a call."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    AskSystem = Callable[[Sequence[str]], str | None]
    """Runs a command; returns its output, or None if it is missing, fails or takes too long."""

LOCK = "playing.lock"

GUIDED = "a guided session is playing"
DO_NOT_DISTURB = "do-not-disturb is on"
CALL = "the microphone is in use, as in a call"

_TIMEOUT = 1.0
"""The time limit of a system tool, in seconds."""

_SPEECH = 8_000
"""Sample rates below this are not a voice recording: level meters read the microphone at about 25 samples a second."""

_DISTURB = (
    # GNOME and its relatives.
    (("gsettings", "get", "org.gnome.desktop.notifications", "show-banners"), "false", "true"),
    # KDE; only it has this property.
    (("busctl", "--user", "--auto-start=no", "get-property", "org.freedesktop.Notifications",
      "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "Inhibited"), "b true", "b false"),
    (("dunstctl", "is-paused"), "true", "false"),
)  # fmt: skip
"""Commands, with the answer that means do-not-disturb is on, and the one that means it is off."""


@contextmanager
def guided_session(data_dir: Path, wait: float = 0.5) -> Iterator[bool]:
    """Hold the sound lock inside the block; yields False if another process holds it.

    Waits up to `wait` seconds for it, because `why_quiet` holds the lock for a moment. Yields True if the folder cannot
    be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(data_dir / LOCK)
    alone = True
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=wait, poll_interval=0.1)
    except Timeout:
        alone = False
    except OSError:
        pass
    try:
        yield alone
    finally:
        lock.release()


def ask(command: Sequence[str]) -> str | None:
    """The output of a system command within a second."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_TIMEOUT, stdin=subprocess.DEVNULL,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def why_quiet(data_dir: Path, ask: AskSystem = ask, platform: str = sys.platform) -> str | None:
    """Why nothing should be spoken now, if a reason is detected."""
    with guided_session(data_dir, wait=0) as alone:
        if not alone:
            return GUIDED
    if _is_not_to_disturb(ask, platform):
        return DO_NOT_DISTURB
    return CALL if _is_recording(ask, platform) else None


def unknown(ask: AskSystem = ask, platform: str = sys.platform) -> list[str]:
    """What cannot be detected on this system, in sentences."""
    sentences = []
    if _is_not_to_disturb(ask, platform) is None:
        sentences.append("Coach cannot tell here whether do-not-disturb is on, so reminders speak anyway.")
    if _is_recording(ask, platform) is None:
        sentences.append("Coach cannot tell here whether you are in a call, so reminders speak anyway.")
    return sentences


def _is_not_to_disturb(ask: AskSystem, platform: str) -> bool | None:
    """Whether do-not-disturb is on; None if unknown."""
    if platform != "linux":
        return None
    known: bool | None = None
    for command, on, off in _DISTURB:
        answer = ask(command)
        if answer == on:
            return True
        if answer == off:
            known = False
    return known


def _is_recording(ask: AskSystem, platform: str) -> bool | None:
    """Whether a program records from a microphone; None if unknown."""
    if platform != "linux":
        return None
    outputs = ask(["pactl", "list", "short", "source-outputs"])
    if outputs is None:
        return None
    if not outputs:
        return False
    sources = [line.split("\t") for line in (ask(["pactl", "list", "short", "sources"]) or "").splitlines()]
    # Recording the loudspeaker's output, such as for a screencast, is not a call.
    monitors = {parts[0] for parts in sources if len(parts) > 1 and parts[1].endswith(".monitor")}
    for line in outputs.splitlines():
        source, rate = line.split("\t")[1:2], re.search(r"(\d+)Hz", line)
        if source and source[0] not in monitors and (rate is None or int(rate[1]) >= _SPEECH):
            return True
    return False
