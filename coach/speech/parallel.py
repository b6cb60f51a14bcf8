"""Speaking many lines at once, on all cores, with several of one voice."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from coach.cores import usable_cores
from coach.errors import VoiceError
from coach.speech.voice_rate import speak_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.speech.voice import Voice

_MOST = 4
"""Voices at once: some take 150 MB each."""
_WORTH = 8
"""Lines from which on it is worth loading another."""


def speak_many(
    voice: Voice, lines: Sequence[tuple[str, int]], folder: Path
) -> Iterator[tuple[int, NDArray[np.int16] | None]]:
    """The clips of lines, words and words a minute, with their numbers, as they are done; None where one failed.

    Nothing where the voice is alone of its kind, or there is but one core.
    """
    twins = _twins(voice, min(usable_cores(_MOST), len(lines) // _WORTH))
    if not twins:
        return
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, NDArray[np.int16] | None]] = queue.SimpleQueue()
    for number in range(len(lines)):
        waiting.put(number)

    def work(speaker: Voice) -> None:
        while True:
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            words, wpm = lines[number]
            try:
                clip = speak_at(speaker, words, wpm, folder)
            except VoiceError:  # told where it is asked for alone
                clip = None
            except BaseException:
                done.put((number, None))
                raise
            done.put((number, clip))

    threads = [threading.Thread(target=work, args=(one,), name="voicing", daemon=True) for one in (voice, *twins)]
    try:
        for thread in threads:
            thread.start()
        for _ in lines:
            yield done.get()
    finally:
        while not waiting.empty():  # left early: no more are begun
            try:
                waiting.get_nowait()
            except queue.Empty:
                break
        for thread in threads:
            thread.join()
        for twin in twins:
            twin.close()


def _twins(voice: Voice, count: int) -> list[Voice]:
    """Others of the same, so that there are `count` in all."""
    twin = getattr(voice, "twin", lambda: None)
    found = (twin() for _ in range(count - 1))
    return [each for each in found if each is not None]
