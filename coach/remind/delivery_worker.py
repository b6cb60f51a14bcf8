"""The worker process that speaks a reminder: it loads the voice and the sound device.

The first line on standard input is the reminder, each later one a command of a session; the end of input means "quit".
Each line on standard output is a heartbeat, and the last one is the result, all in JSON:

    {"seconds": 12.3}
    {"outcome": "done", "note": "", "seconds": 95.0}

The settings come from the environment.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from coach.remind.delivery import Result, speak
from coach.settings import load_settings
from coach.storage.reminders import Reminder

if TYPE_CHECKING:
    from coach.session_commands import Command

TOLD = ("name", "routine", "nudge", "message")
"""The fields of a reminder that are needed here."""


def main() -> None:
    """Speak one reminder."""
    # The parent process ends this one by a command. Ctrl-C, or a stopping service, signals both.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # output of libraries must not be read as an answer
    job = json.loads(sys.stdin.readline())
    orders: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin, orders), daemon=True).start()

    def answer(**told: Any) -> None:
        answers.write(json.dumps(told) + "\n")
        answers.flush()

    def next_command() -> Command | None:
        try:
            return cast("Command", orders.get_nowait())
        except queue.Empty:
            return None

    reminder = Reminder(
        id=0,
        rules=(),
        paused_until=None,
        uid="",
        sequence=0,
        since=datetime.now(UTC),
        **{name: job[name] for name in TOLD},
    )
    try:
        settings = load_settings({}, os.environ, Path(os.devnull))
        result = speak(reminder, settings, next_command, lambda seconds: answer(seconds=seconds))
    except Exception as error:
        result = Result("failed", f"Something went wrong inside the program ({type(error).__name__}: {error}).")
    told = asdict(result)
    answer(**{name: told[name] for name in ("outcome", "note", "seconds")})
    os._exit(0)  # a hanging sound device would block a normal exit


def _listen(lines: IO[str], orders: queue.SimpleQueue[str]) -> None:
    for line in lines:
        orders.put(line.strip())
    orders.put("quit")


if __name__ == "__main__":
    main()
