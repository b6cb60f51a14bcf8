"""The worker process of `process.py`: it opens a device and copies a ring to it, and does nothing else."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.output.players.player import Player

_GO = 5.0
"""Seconds to wait for permission before a device that came back, or was held, plays."""


def main() -> None:
    """Open the device that the first line of standard input names, and play until standard input ends."""
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Sound libraries would write to the pipe of the reports.
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)

    def tell(**what: Any) -> None:
        with contextlib.suppress(OSError, ValueError):
            lines.write(json.dumps(what) + "\n")
            lines.flush()

    # Slow imports come before the first request.
    import numpy  # noqa: F401

    from coach.errors import CoachError
    from coach.output.players.miniaudio import MiniaudioPlayer
    from coach.output.players.players import choose_player
    from coach.output.players.pulse import PulsePlayer
    from coach.output.players.reconnecting import ReconnectingPlayer
    from coach.output.players.ring import Ring

    if MiniaudioPlayer.is_available():
        import miniaudio  # noqa: F401
    gc.disable()  # nothing here makes reference cycles, and a collection would interrupt the sound

    line = sys.stdin.readline()
    if not line:
        return
    asked = json.loads(line)
    going = threading.Event()

    def back() -> None:
        going.clear()
        tell(told="back", name=player.name, latency=player.latency)
        going.wait(_GO)

    def held(still: bool) -> None:
        going.clear()
        tell(told="held", still=still)
        if not still:
            going.wait(_GO)

    def make() -> Player:
        player = choose_player(asked["player"], asked["device"])
        if isinstance(player, PulsePlayer):
            player.on_hold = held
        return player

    try:
        ring = Ring(asked["channels"], Path(asked["path"]))
        player = ReconnectingPlayer(make, lambda: tell(told="lost"), back)
        player.open(ring, ring.channels)
    except (CoachError, OSError) as error:
        tell(told="failed", kind=type(error).__name__, text=str(error))
        return
    tell(told="open", name=player.name, latency=player.latency)
    for _ in sys.stdin:
        going.set()
    player.close()
    with contextlib.suppress(OSError):  # whoever made it may have died
        ring.path.unlink(missing_ok=True)
