"""The state of a stream: what it does now."""

from __future__ import annotations

from typing import Literal

State = Literal["starting", "playing", "paused", "waiting", "voicing", "speaking", "ended"]
"""`starting`: before the first word, or after the device came back. `waiting`: for "next", at a `(wait)`. `voicing`:
for a clip. `speaking`: for an answer to be over. In all but `playing` the clock stands still."""
