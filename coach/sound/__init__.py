"""Clips become a stream: tones, breath sounds, the bed, and the cursor they are drawn from."""

from coach.sound.moment import State
from coach.sound.stream import Stream

__all__ = ["State", "Stream"]
