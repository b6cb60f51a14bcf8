"""`coach remind run`, `test`, `install` and `uninstall`."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from functools import partial
from queue import SimpleQueue
from threading import Event
from typing import TYPE_CHECKING

import click

from coach.app.reminders.daemon_state import is_daemon_running
from coach.app.reminders.trial import BUSY
from coach.cli.options import is_terminal, json_option, print_json, settings_options
from coach.cli.remind.opened import opened, time_text
from coach.cli.time_words import minutes_said
from coach.errors import ReminderError
from coach.live.controls.keys import parse_bindings
from coach.remind.clock import SystemClock
from coach.remind.daemon import Daemon
from coach.remind.daemon_lock import present
from coach.remind.delivery_process import DeliveryProcess, keyboard
from coach.remind.do_not_disturb import guided_session, why_quiet
from coach.remind.install import install as put_in_place
from coach.remind.install import this_service
from coach.remind.install import uninstall as take_away
from coach.remind.notify import DesktopNotifier
from coach.remind.reminder_line import line_of
from coach.remind.rule import Once
from coach.remind.schedule import Due
from coach.units import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from coach.app.reminders.book import ReminderBook
    from coach.remind.clock import Clock
    from coach.remind.delivery import ButtonPress, Result
    from coach.settings import Settings

_LASTING = (
    "scripts_dir",
    "cache_dir",
    "data_dir",
    "voice",
    "client_voice",
    "voices_dir",
    "player",
    "device",
    "lead_in",
)
_EVERYTHING = (*_LASTING, "cache_limit_mb")


@click.command()
@settings_options(*_EVERYTHING)
def run(settings: Settings) -> None:
    """Wait, and speak each reminder at its time, until Ctrl-C. Keys while one speaks: s snooze 5 min, k skip.

    \b
    Example:
      coach remind run
    """
    folder, clock, stop = settings.data_path(), SystemClock(), Event()
    presses: SimpleQueue[ButtonPress] = SimpleQueue()
    with opened(settings) as book, DesktopNotifier() as notifier, _ending(stop, clock) as interrupted:
        click.echo(_beginning(book), err=True)
        waiting = Daemon(
            book.db,
            clock,
            _speaker(settings, clock, stop, presses),
            lambda: why_quiet(folder),
            notifier,
            alone=lambda: guided_session(folder),
            line=lambda reminder: line_of(reminder, settings),
            tell=_tell,
            presses=presses,
        )
        with present(folder):
            waiting.run(stop)
    if interrupted:
        raise KeyboardInterrupt


def _speaker(settings: Settings, clock: Clock, stop: Event, presses: SimpleQueue[ButtonPress]) -> DeliveryProcess:
    """The delivery process, with keys if there is a terminal. Raises SettingsError."""
    bindings = parse_bindings(settings.keys or "")
    attended = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    keys = partial(keyboard, bindings) if attended else None
    return DeliveryProcess(
        settings,
        clock,
        stop,
        presses=presses,
        keys=keys,
        tell=_tell,
    )


def _tell(sentence: str) -> None:
    click.echo(sentence, err=True)


def _beginning(book: ReminderBook) -> str:
    """A line about the reminders it waits for."""
    reminders = book.reminders()
    first = next(book.coming(reminders), None)
    comes = f"next {time_text(book, first.at)}, '{first.reminder.name}'" if first else "none of them will speak"
    others = " Another process waits too: each is spoken once." if is_daemon_running(book) else ""
    return f"Waiting for {count_of(len(reminders), 'reminder')}: {comes}. Ctrl-C ends it.{others}"


@contextmanager
def _ending(stop: Event, clock: Clock) -> Iterator[list[int]]:
    """Let signals end the waiting cleanly; the list gets those that mean Ctrl-C."""
    interrupted: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGINT:
            interrupted.append(number)
        stop.set()
        clock.wake()

    signals = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in signals}
    try:
        yield interrupted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@click.command("test")
@click.argument("name", nargs=-1, required=True)
@settings_options(*_EVERYTHING)
@json_option
def try_out(name: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """Speak a reminder now, as at its time; it is not added to the history. Keys: k skip.

    \b
    Example:
      coach remind test breath-break
    """
    with opened(settings) as book:
        reminder = book.find(" ".join(name))
        now = Due(book.now, book.wall, Once(book.wall))
    with guided_session(settings.data_path()) as alone:
        if not alone:
            raise ReminderError(BUSY)
        result = _speaker(settings, SystemClock(), Event(), SimpleQueue())(reminder, now, False)
    if as_json:
        print_json(
            {
                "reminder": reminder.name,
                "outcome": result.outcome,
                "note": result.note,
                "seconds": round(result.seconds, 1),
            }
        )
        if result.outcome == "failed":
            raise click.exceptions.Exit(1)
    elif result.outcome == "failed":
        raise ReminderError(f"'{reminder.name}' could not be spoken. {result.note}\a")
    else:
        click.echo(_tested(reminder.name, result))


def _tested(name: str, result: Result) -> str:
    if result.outcome == "done":
        return f"'{name}' was spoken and guided for {minutes_said(result.seconds)}."
    if result.outcome == "nudged":
        return f"'{name}' was spoken."
    return f"'{name}' was ended."


@click.command()
@settings_options(*_LASTING)
def install(settings: Settings) -> None:
    """Run the reminders now and whenever you log in, with the options given here. It can be repeated.

    \b
    Example:
      coach remind install
    """
    for sentence in put_in_place(this_service(settings)):
        click.echo(sentence)


@click.command()
@settings_options("data_dir")
def uninstall(settings: Settings) -> None:
    """Stop the reminders, also at your next log-in. All reminders and their history are kept.

    \b
    Example:
      coach remind uninstall
    """
    for sentence in take_away(this_service(settings)):
        click.echo(sentence)
