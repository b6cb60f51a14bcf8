"""How long each tone sounds, in milliseconds: the plan keeps the time for it, the sound fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.units import SECOND

if TYPE_CHECKING:
    from coach.plan.cue import Sound

TONE: dict[Sound, int] = {"chime": 1800, "two chimes": 2500, "bowl": 3000}
SHORTEST_RING = 15 * SECOND
"""Repeats shorter than this have no bowl: it would be most of what there is to hear. They are counted instead."""
