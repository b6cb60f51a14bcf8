"""The length of each tone in milliseconds, shared by the plan and the sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.units import SECOND

if TYPE_CHECKING:
    from coach.plan.cue import Sound

TONE: dict[Sound, int] = {"chime": 1800, "two chimes": 2500, "bowl": 3000}
SHORTEST_RING = 15 * SECOND
"""Repeats shorter than this are counted instead of ending with the bowl, which would fill most of them."""
