"""The list of beds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.beds.air import AIR
from coach.sound.beds.bed import Bed
from coach.sound.beds.pad import PAD
from coach.sound.beds.rain import RAIN
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from coach.script.routine import BedName

NONE = Bed("none", "nothing at all", lambda: np.zeros(SAMPLE_RATE, np.int16))

BEDS: dict[BedName, Bed] = {bed.name: bed for bed in (NONE, AIR, PAD, RAIN)}
"""All beds by name."""
