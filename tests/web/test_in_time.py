"""What is on the screen is what is heard: the circle and the words, against the recorded sound."""

from __future__ import annotations

import itertools
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest
import soxr
from numpy.typing import NDArray
from playwright.sync_api import Browser

from coach.sound.breath import breath
from coach.units import SAMPLE_RATE
from tests.conftest import SoundServer, lag
from tests.web.conftest import device, opened
from tests.web.test_session_room import ask, begin, source, until

TEXT = """\
---
title: In time
for: self
breath: 2-1-3-1
---

## One

- Now. (4 breaths)
- Then. (20s)
"""
RATE = 48_000
LENGTHS = {"inhale": 2000, "exhale": 3000}
LUNGS = {"inhale": (0.0, 1.0), "exhale": (1.0, 0.0)}
NAMES = {"Breathe in": "inhale", "Breathe out": "exhale"}
WATCH = """() => {
  const seen = window.seen = [];
  const [breath, words] = [document.querySelector('coach-breath'), document.querySelector('coach-words')];
  const look = () => {
    seen.push([performance.timeOrigin + performance.now(), breath.fullness, breath.words, words.textContent]);
    requestAnimationFrame(look);
  };
  look();
}"""


class Recording:
    """What is heard, with the wall-clock time of its first sample."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.began = float("inf")
        self._parts: list[bytes] = []
        self._size = 0
        self._pipe = pipe
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    @property
    def sound(self) -> NDArray[np.float32]:
        """The left channel."""
        return np.frombuffer(b"".join(self._parts), "<i2").reshape(-1, 2)[:, 0].astype(np.float32)

    def _read(self) -> None:
        while part := self._pipe.read1(4096):  # type: ignore[attr-defined]
            self._parts.append(part)
            self._size += len(part)
            # No sample arrives before it is heard; the one that arrived with the least delay tells the time.
            self.began = min(self.began, time.time() - self._size / 4 / RATE)


@contextmanager
def recording(server: SoundServer) -> Iterator[Recording]:
    """Record while inside the block."""
    command = ["parec", "-d", "ci.monitor", "--format=s16le", f"--rate={RATE}", "--channels=2", "--latency-msec=10"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={"PATH": "/usr/bin:/bin", **server.env}) as run:
        assert run.stdout is not None
        made = Recording(run.stdout)
        try:
            yield made
        finally:
            run.terminate()
            made.thread.join()


def sounded(recorded: Recording, sound: NDArray[np.float32], phase: str, near: float) -> float:
    """When a breath phase is heard near a moment; both in seconds of the wall clock."""
    piece = np.diff(soxr.resample(breath(LUNGS[phase], LENGTHS[phase]).astype(np.float32), SAMPLE_RATE, RATE))
    first = round((near - recorded.began - 0.6) * RATE)
    found = first + lag(np.diff(sound[first : first + round(1.2 * RATE) + len(piece)]), piece)
    return recorded.began + found / RATE


def phases(seen: list[list[Any]]) -> Iterator[tuple[str, list[list[Any]]]]:
    """The phases that were seen whole, each with its frames."""
    for words, frames in itertools.groupby(seen, key=lambda frame: frame[2]):
        if words in NAMES:
            yield NAMES[words], list(frames)


@pytest.mark.alone
def test_the_circle_and_the_words_are_in_time(
    browser: Browser, tmp_path: Path, shared_cache: Path, sound_server: SoundServer
) -> None:
    """The circle is within 50 ms of the recorded breath, frame by frame; words appear within 50 ms of the moment the
    recorded breaths give."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "evening.md").write_text(TEXT, "utf-8")
    with opened(tmp_path, shared_cache, env=sound_server.env) as served, device(browser, served) as page:
        with recording(sound_server) as recorded:
            begin(page, request={"bed": "none"})
            page.evaluate(WATCH)
            until(lambda: source(page, "segment()") == len(source(page, "timeline.steps")) - 1, 90)
            time.sleep(2)
            seen = page.evaluate("window.seen")
            steps = source(page, "timeline.steps")
            time.sleep(1)
        ask(page, "api/session/command", {"command": "quit"})
    sound, circle, words = recorded.sound, [], []
    breathing = next(step for step in steps if step["breaths"])
    heard = {}
    for number, (phase, frames) in enumerate(phases(seen)):
        at = sounded(recorded, sound, phase, frames[0][0] / 1000)
        heard[number] = at
        for moment, fullness, *_ in frames:
            way = fullness if phase == "inhale" else 1 - fullness
            circle.append(moment - (at * 1000 + way * LENGTHS[phase]))
        words.append(frames[0][0] - at * 1000)
    last = [each for each in breathing["breaths"] if each["phase"] in LENGTHS][-1]
    then = next(frame[0] for frame in seen if frame[3] == "Then.")
    words.append(then - (heard[max(heard)] * 1000 + breathing["end"] - last["start"]))
    assert len(heard) == 2 * 4
    # A busy machine draws a frame late now and then.
    assert np.percentile(np.abs(circle), 98) < 50
    assert np.sort(np.abs(words))[-2] < 50
