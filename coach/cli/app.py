"""The command `coach`, and the one place where errors are printed."""

from __future__ import annotations

import os
import sys

import click

from coach import __version__
from coach.cli.lazy_group import Entry, LazyGroup
from coach.errors import CoachError, reason

INTERRUPTED = 130
"""The exit code after Ctrl-C, as of other programs."""

COMMANDS = {
    "open": Entry("coach.cli.open", "open_", "Open the page: sessions, scripts and reminders in your browser."),
    "play": Entry("coach.cli.play", "play", "Play a guided session."),
    "follow": Entry("coach.cli.follow", "follow", "Show and steer the session that plays in another window."),
    "export": Entry("coach.cli.export", "export", "Write a session to a sound file with chapters and a cover."),
    "send": Entry("coach.cli.send", "send", "Offer a session to your phone."),
    "publish": Entry("coach.cli.publish", "publish", "Make a folder that plays sessions on any phone."),
    "import": Entry("coach.cli.import_", "import_", "Make a draft of a script from any text."),
    "list": Entry("coach.cli.listing", "list_routines", "List the routines: name, length, title, position."),
    "show": Entry("coach.cli.show", "show", "Show a routine's plan."),
    "history": Entry("coach.cli.history", "history", "Show the sessions you did."),
    "remind": Entry("coach.cli.remind", "remind", "Reminders that speak at their time and guide a short routine."),
    "new": Entry("coach.cli.new", "new", "Begin a script of your own."),
    "copy": Entry("coach.cli.copy", "copy", "Copy a routine into your own folder, to adapt it."),
    "check": Entry("coach.cli.check", "check", "Check scripts, or every script in a folder."),
    "voices": Entry("coach.cli.voices", "voices", "List the voices that can be used here."),
    "cache": Entry("coach.cli.cache", "cache", "Show, check, trim or clear the cached speech."),
    "doctor": Entry("coach.cli.doctor", "doctor", "Check everything Coach needs on this machine."),
    "settings": Entry("coach.cli.settings", "settings", "Show each setting, and where it comes from."),
    "shortcut": Entry("coach.cli.shortcut", "shortcut", "Put an icon among your programs that opens the page."),
    "completion": Entry(
        "coach.cli.completion",
        "completion",
        "Let your shell complete commands and names.",
    ),
}
"""All commands, with their lines in the list of commands."""


@click.group(
    cls=LazyGroup, entries=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="coach")
def coach() -> None:
    """A voice-guided audio coach for bodywork.

    Start with `coach open`: everything in your browser. `coach shortcut` puts an icon for it among your programs.
    In the terminal: `coach list`, then `coach play deep-hip-release`.
    General education, not medical advice.
    """


def run() -> None:
    """Run the command line; every error for a person becomes one line and a non-zero exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may lack some characters of a script; a question mark is better than a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = coach.main(prog_name="coach", standalone_mode=False)
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except CoachError as error:
        code = _tell(str(error))
    except (KeyboardInterrupt, click.Abort):
        code = _tell("Stopped.", INTERRUPTED)
    except BrokenPipeError:  # the reader of the output, such as `head`, has closed it
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - kept open until the end
        code = 0
    except OSError as error:
        code = _tell(f"The system refused{f' {error.filename}' if error.filename else ''}: {reason(error)}.")
    except Exception as error:
        if os.environ.get("COACH_TRACEBACK"):
            raise
        code = _tell(
            f"Something went wrong inside the program ({type(error).__name__}: {error}). "
            "Set COACH_TRACEBACK=1 and run it again to see where."
        )
    sys.exit(code if isinstance(code, int) else 0)


def _tell(sentence: str, code: int = 1) -> int:
    click.echo(sentence, err=True)
    return code
