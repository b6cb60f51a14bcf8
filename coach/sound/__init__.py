"""Clips become a stream: tones, breath sounds, the bed, and the cursor they are drawn from."""

from coach.sound.stream import State, Stream

__all__ = ["State", "Stream"]
