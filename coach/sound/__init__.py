"""Clips become a stream: tones, breath sounds, the bed, and the cursor they are drawn from."""

from coach.sound.stream import MOVES, Move, State, Stream

__all__ = ["MOVES", "Move", "State", "Stream"]
