"""How soon after the key a pause is heard, on a sound server: python -m benchmarks.pause PLAYER BUSY."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from benchmarks.live import busy, sound_server
from coach.live.playback import Playback
from coach.output.players.process import ProcessPlayer
from coach.plan.planner import Planner
from coach.script.reader import parse_routine
from coach.speech.cache import ClipCache
from coach.speech.humming import Humming
from coach.speech.voice import Speech
from coach.speech.voicing import Voicer
from coach.units import SAMPLE_RATE, SECOND

PAUSES = 12
_LOUD = 600
_QUIET = SAMPLE_RATE // 5
"""So many samples without a loud one are a pause."""


class Rustling(Humming):
    """Words without a silence in them, so that the moment of a pause can be seen."""

    def speak(self, words: str, speed: float) -> Speech:
        """Rustle, as long as it would hum."""
        hummed = super().speak(words, speed)
        noise = np.random.default_rng(len(words)).normal(0, 8000, len(hummed.samples))
        return Speech(np.clip(noise, -32768, 32767).astype(np.int16), hummed.sample_rate)


def measure(player: str, env: dict[str, str]) -> list[float]:
    """Milliseconds from each key to the last loud sample."""
    os.environ.update(env)
    words = " ".join(["word"] * 40)
    planner = Planner.of_routine(parse_routine(f"- {words}. (4s)\n" * 40, Path("x.md")))
    recorder = subprocess.Popen(
        ["parec", "-d", "void.monitor", "--format=s16le", f"--rate={SAMPLE_RATE}", "--channels=1", "--latency-msec=10"],
        stdout=subprocess.PIPE, env=env,
    )  # fmt: skip
    sound, arrived = bytearray(), list[float]()

    def record() -> None:
        assert recorder.stdout is not None
        while block := os.read(recorder.stdout.fileno(), 1 << 16):
            sound.extend(block)
            arrived.append(time.perf_counter() - len(sound) / 2 / SAMPLE_RATE)

    threading.Thread(target=record, daemon=True).start()
    keys = []
    with tempfile.TemporaryDirectory() as cache:
        voicer = Voicer(Rustling(), ClipCache(Path(cache)))
        with Playback(planner, voicer, ProcessPlayer(player)) as playback:
            time.sleep(5)
            for _ in range(PAUSES):
                time.sleep(random.uniform(1.5, 2.5))
                while not playback.stream.is_speaking:
                    time.sleep(0.02)
                time.sleep(0.4)
                keys.append(time.perf_counter())
                playback.send("pause")
                time.sleep(1)
                playback.send("resume")
            playback.send("quit")
    time.sleep(1)
    recorder.kill()
    recorder.wait()
    loud = np.flatnonzero(np.abs(np.frombuffer(bytes(sound), "<i2").astype(int)) > _LOUD)
    began = min(arrived)  # the time of the first sample, by the one that came soonest
    found = []
    for key in keys:
        at = (key - began) * SAMPLE_RATE
        after = loud[np.searchsorted(loud, at - SAMPLE_RATE // 10) :]
        last = after[np.flatnonzero(np.diff(after, append=len(sound)) > _QUIET)[0]]
        found.append(float(last - at) * SECOND / SAMPLE_RATE)
    return found


def main(player: str, others: str) -> None:
    """Measure, and print."""
    with sound_server() as env, busy(int(others)):
        found = sorted(measure(player, env))
    print(
        f"{player}: {found[len(found) // 2]:.0f} ms from key to quiet, at most {found[-1]:.0f} in {len(found)} pauses"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
