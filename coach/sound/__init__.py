"""The sound of a session: clips, tones, breath sounds, bed and music, mixed into one stream."""

from coach.sound.state import State
from coach.sound.stream import Stream

__all__ = ["State", "Stream"]
