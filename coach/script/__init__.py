"""What is said: Markdown becomes a routine."""

from coach.script.find import find_script, list_scripts
from coach.script.lexicon import speakable
from coach.script.reader import read_routine
from coach.script.routine import Breath, Line, Place, Routine, Section, Step, Time
from coach.script.search import search, tagged

__all__ = [
    "Breath", "Line", "Place", "Routine", "Section", "Step", "Time",
    "find_script", "list_scripts", "read_routine", "search", "speakable", "tagged",
]  # fmt: skip
