"""`coach remind add`, `edit` and `remove`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from coach.app.reminders import changes
from coach.app.reminders.book import rules
from coach.app.reminders.daemon_state import is_daemon_running
from coach.app.reminders.naming import look_up, meant
from coach.cli.options import is_terminal, json_option, print_json, settings_options
from coach.cli.remind.ask import ask_nudge, ask_routine, ask_timing
from coach.cli.remind.opened import HOW_TO_RUN, opened, pause_text, tell, time_text, when
from coach.cli.remind.when_options import timing_options
from coach.cli.time_words import distance
from coach.errors import CoachError, ReminderError
from coach.remind.reminder_line import line_naming
from coach.storage.reminders import remove_reminder
from coach.units import SECOND, spoken_length

if TYPE_CHECKING:
    from coach.app.reminders.book import ReminderBook
    from coach.app.reminders.typed_times import Timing
    from coach.remind.rule import Rule
    from coach.settings import Settings
    from coach.storage.reminders import Reminder


@click.command()
@click.argument("routine", required=False)
@click.option("--name", metavar="NAME", help="Its name. Default: the routine's name.")
@timing_options
@click.option("--nudge", is_flag=True, help="Say the line only; do not guide the routine.")
@click.option("--say", default="", metavar="TEXT", help="The line to say instead of 'Time for ...'.")
@settings_options("scripts_dir", "data_dir")
@json_option
def add(
    routine: str | None, name: str | None, timing: Timing, nudge: bool, say: str, settings: Settings, as_json: bool
) -> None:
    """Add a reminder: which routine, and when. On a terminal, missing answers are asked for.

    \b
    Example:
      coach remind add scalp-rub --at 9am,3pm --days mon-fri
      coach remind add breath-break --every 2h --between 9-18
      coach remind add scalp-rub --once "tomorrow 8:00"
    """
    asks = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    if routine is None and not asks:
        raise click.UsageError("Name a routine, such as: coach remind add breath-break --at 11:00")
    with opened(settings) as book:
        nothing_said = routine is None and not timing
        about = ask_routine(settings) if routine is None else meant(routine, settings)
        if not timing and asks:
            timing = ask_timing(book.wall)
        if nothing_said and not nudge:
            nudge = ask_nudge()
        made = changes.add(book, about, timing.rules(book.wall), name=name, nudge=nudge, say=say)
        tell(book, made, f"Added {_sentence(book, made)}", as_json)
        _warn_if_not_running(book)


@click.command()
@click.argument("name")
@click.option("--routine", metavar="ROUTINE", help="Guide this routine instead.")
@click.option("--name", "rename", metavar="NAME", help="A new name.")
@timing_options
@click.option("--nudge/--guide", "nudge", default=None, help="Say the line only, or guide the routine after it.")
@click.option("--say", metavar="TEXT", help="The line to say; '' for the usual one.")
@settings_options("scripts_dir", "data_dir")
@json_option
def edit(
    name: str, routine: str | None, rename: str | None, timing: Timing, nudge: bool | None, say: str | None,
    settings: Settings, as_json: bool,
) -> None:  # fmt: skip
    """Change a reminder; other fields stay the same.

    New times replace the old ones and keep their days; --also adds a rule.

    \b
    Example:
      coach remind edit breath-break --at 10:30
      coach remind edit breath-break --also "at 9:00 on sat"
    """
    if not timing and (routine, rename, nudge, say) == (None, None, None, None):
        raise click.UsageError("Say what to change, such as: --at 10:30")
    with opened(settings) as book:
        before, changed_rules = book.find(name), None
        if timing:
            changed_rules = timing.changed(_readable(before) if _replaces(timing) else rules(before), book.wall)
        after = changes.edit(book, before, routine=routine, rules=changed_rules, name=rename, nudge=nudge, say=say)
        done = "Nothing to change:" if after is before else "Changed"
        tell(book, after, f"{done} {_sentence(book, after)}", as_json)


@click.command()
@click.argument("name")
@settings_options("data_dir")
@json_option
def remove(name: str, settings: Settings, as_json: bool) -> None:
    """Remove a reminder; its history is kept. `pause` silences one for a while.

    \b
    Example:
      coach remind remove breath-break
    """
    with opened(settings) as book:
        reminder = book.find(name)
        remove_reminder(book.db, reminder)
        if as_json:
            print_json({"removed": reminder.name})
        else:
            click.echo(f"Removed '{reminder.name}' ({when(reminder)}). What it did stays in the history.")


def _replaces(timing: Timing) -> bool:
    return bool(timing.at or timing.once or timing.every is not None)


def _readable(reminder: Reminder) -> list[Rule]:
    """Its readable rules: an unreadable one must not prevent editing."""
    try:
        return rules(reminder)
    except ReminderError:
        return []


def _sentence(book: ReminderBook, reminder: Reminder) -> str:
    """A sentence about a reminder: its times, what it does, and when it speaks next."""
    try:
        about = look_up(reminder.routine, book.settings)
        line = line_naming(reminder, about.title)
        guided = "" if reminder.nudge else f" and guides it for {spoken_length(round(about.length, -3) or SECOND)}"
        does = f'It says "{line}"{guided}'
        does += "" if not guided and line[-1] in ".!?…" else "."
    except CoachError as error:
        does = f"Its routine cannot be guided: {error}"
    first = book.first(reminder)
    comes = (
        f"Next: {time_text(book, first.at)}, {distance(first.at, book.now)}." if first else "It will not speak again."
    )
    if paused := pause_text(book, reminder):
        comes = f"It is {paused}." if first is None else f"It is {paused}. {comes}"
    return f"'{reminder.name}': {when(reminder)}. {does} {comes}"


def _warn_if_not_running(book: ReminderBook) -> None:
    if not is_daemon_running(book):
        click.echo(
            f"Reminders are not running yet. {HOW_TO_RUN}",
            err=True,
        )
