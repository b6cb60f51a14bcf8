"""`coach remind`: reminders that speak and guide."""

from __future__ import annotations

import click

from coach.cli.lazy_group import Entry, LazyGroup

COMMANDS = {
    "add": Entry("coach.cli.remind.add", "add", "Add a reminder: which routine, and when."),
    "list": Entry(
        "coach.cli.remind.listing", "list_reminders", "List the reminders: name, times, and when each speaks next."
    ),
    "next": Entry("coach.cli.remind.listing", "next_reminders", "Show when reminders will speak next, and why then."),
    "edit": Entry("coach.cli.remind.add", "edit", "Change a reminder; other fields stay the same."),
    "pause": Entry("coach.cli.remind.pause", "pause", "Pause a reminder, or all of them."),
    "resume": Entry("coach.cli.remind.pause", "resume", "End the pause of a reminder, or of all."),
    "snooze": Entry("coach.cli.remind.pause", "snooze", "Let a reminder speak again in a while."),
    "skip": Entry("coach.cli.remind.pause", "skip", "Skip the next time of a reminder."),
    "remove": Entry("coach.cli.remind.add", "remove", "Remove a reminder; its history is kept."),
    "test": Entry("coach.cli.remind.run", "try_out", "Speak a reminder now, as at its time."),
    "history": Entry("coach.cli.remind.history", "history", "Show what the reminders did, newest first."),
    "status": Entry("coach.cli.remind.status", "status", "Show whether the reminders are running."),
    "run": Entry("coach.cli.remind.run", "run", "Wait, and speak each reminder at its time, until Ctrl-C."),
    "install": Entry("coach.cli.remind.run", "install", "Run the reminders now and whenever you log in."),
    "uninstall": Entry("coach.cli.remind.run", "uninstall", "Stop the reminders, also at your next log-in."),
    "export": Entry(
        "coach.cli.remind.import_export",
        "export_reminders",
        "Write the reminders to a text file, to keep or copy.",
    ),
    "import": Entry(
        "coach.cli.remind.import_export", "import_reminders", "Read reminders from a file that `export` wrote."
    ),
    "calendar": Entry(
        "coach.cli.remind.import_export",
        "calendar",
        "Write the reminders as a calendar file, with alarms.",
    ),
}
"""All commands, with their lines in the list of commands."""


@click.group(cls=LazyGroup, entries=COMMANDS)
def remind() -> None:
    """Reminders that speak at their time and guide a short routine.

    \b
    Example:
      coach remind add breath-break --at 11:00 --days mon-fri
      coach remind next
      coach remind install
    """
