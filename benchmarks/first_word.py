"""Seconds from a process's start to the first spoken sample being handed to the player.

python -m benchmarks.first_word ROUTINE MINUTES CACHE
"""

from __future__ import annotations

import sys
import time

BEGAN = time.time()
LONGEST = 60


def main(routine: str, minutes: str, cache: str) -> None:
    """Play as `coach play` does, into a player that listens for the first word, and print when it came."""
    from pathlib import Path

    import numpy as np

    from coach.live.playback import Playback
    from coach.output.players.silent import SilentPlayer
    from coach.session import open_session
    from coach.session_request import SessionRequest
    from coach.settings import Settings
    from coach.units import MINUTE

    heard: list[float] = []

    def hear(block: np.ndarray) -> None:
        if not heard and np.abs(block.astype(int)).max() > 1000:
            heard.append(time.time())

    settings = Settings(cache_dir=Path(cache))
    session = open_session(routine, settings, SessionRequest(target=int(minutes) * MINUTE))
    with session.voicer() as voicer:
        with Playback(session.planner, voicer, SilentPlayer(hear=hear)):
            while not heard and time.time() < BEGAN + LONGEST:
                time.sleep(0.005)
        if not heard:
            raise SystemExit("not a word")
        print(heard[0] - BEGAN + _before_main())


def _before_main() -> float:
    """Seconds the interpreter took before this file ran."""
    try:
        from pathlib import Path

        ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
        up = float(Path("/proc/uptime").read_text().split()[0])
        import os

        age = up - ticks / os.sysconf("SC_CLK_TCK")
        return max(0.0, age - (time.time() - BEGAN))
    except OSError:
        return 0.0


if __name__ == "__main__":
    main(*sys.argv[1:])
