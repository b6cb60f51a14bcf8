"""The command line: the command `coach`, one command a file."""

from __future__ import annotations


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        from coach.cli.app import run

        run()
    except KeyboardInterrupt:  # too early or too late for the handler inside
        import os

        os._exit(130)  # INTERRUPTED, which may not be there yet
