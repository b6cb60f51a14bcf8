"""The script language: Markdown becomes a routine."""

from coach.script.library import find_script, list_scripts
from coach.script.reader import parse_routine, read_routine
from coach.script.routine import Breath, Line, Location, Routine, Section, Step, Time
from coach.script.spoken_form import speakable

__all__ = [
    "Breath", "Line", "Location", "Routine", "Section", "Step", "Time",
    "find_script", "list_scripts", "parse_routine", "read_routine", "speakable",
]  # fmt: skip
