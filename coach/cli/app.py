"""The command `coach`, and the one place where errors become sentences."""

from __future__ import annotations

import os
import sys

import click

from coach import __version__
from coach.cli.cache import cache
from coach.cli.check import check
from coach.cli.completion import completion
from coach.cli.doctor import doctor
from coach.cli.export import export
from coach.cli.history import history
from coach.cli.listing import list_routines
from coach.cli.play import play
from coach.cli.remind import remind
from coach.cli.send import send
from coach.cli.show import show
from coach.cli.voices import voices
from coach.errors import CoachError, reason

INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="coach")
def coach() -> None:
    """A voice-guided audio coach for bodywork.

    Start with `coach list`, then `coach play deep-hip-release`.
    General education, not medical advice.
    """


for _command in (play, export, send, list_routines, show, history, remind, check, voices, cache, doctor, completion):
    coach.add_command(_command)


def run() -> None:
    """Run the command line; every error a person can meet ends as one line and a non-zero exit."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not know every letter a script holds; a question mark is better than an end.
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
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
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
