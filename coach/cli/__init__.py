"""People: the command `coach`, one command a file."""

from coach.cli.app import main

__all__ = ["main"]
