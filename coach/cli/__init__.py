"""People: the command `coach`, one command a file."""

from __future__ import annotations


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        from coach.cli.app import run

        run()
    except KeyboardInterrupt:  # so early, or so late, that nobody else could take it
        import os

        os._exit(130)
