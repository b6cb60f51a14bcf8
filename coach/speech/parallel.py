"""Speaking many lines at once, on all cores, with several of each voice."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING, NamedTuple

from coach.cores import usable_cores
from coach.errors import VoiceError
from coach.speech.voice_rate import share_rate, speak_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.speech.voice import Voice

_MOST = 4
"""Threads at once: more cores than this are rare, and a voice needs memory for each line it is speaking."""
_WORTH = 8
"""Lines of a voice from which on it speaks several at once."""


class VoiceLine(NamedTuple):
    """What a voice is to say."""

    voice: Voice
    words: str
    """Written for the voice's engine."""
    wpm: int
    """Words a minute."""


def speak_many(lines: Sequence[VoiceLine], folder: Path) -> Iterator[tuple[int, NDArray[np.int16] | None]]:
    """The clips of lines, with their numbers, as they are done; None where one failed.

    Left out are the lines of a voice that is alone of its kind, or has but few; all, where only one core may be used.
    """
    count = usable_cores(_MOST)
    speakers = _speakers(lines, count, folder)
    order = _in_turn([(number, line.voice) for number, line in enumerate(lines) if line.voice in speakers])
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, NDArray[np.int16] | None]] = queue.SimpleQueue()
    for number in order:
        waiting.put(number)

    def work(which: int) -> None:
        while True:
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            voice, words, wpm = lines[number]
            try:
                clip = speak_at(speakers[voice][which], words, wpm, folder)
            except VoiceError:  # told where it is asked for alone
                clip = None
            except BaseException:
                done.put((number, None))
                raise
            done.put((number, clip))

    threads = [threading.Thread(target=work, args=(which,), name="voicing", daemon=True) for which in range(count)]
    try:
        for thread in threads if speakers else ():
            thread.start()
        for _ in order:
            yield done.get()
    finally:
        while not waiting.empty():  # left early: no more are begun
            try:
                waiting.get_nowait()
            except queue.Empty:
                break
        for thread in threads if speakers else ():
            thread.join()
        for _, *twins in speakers.values():
            for twin in twins:
                twin.close()


def _speakers(lines: Sequence[VoiceLine], count: int, folder: Path) -> dict[Voice, list[Voice]]:
    """Each voice that can speak several lines at once, with its twins: one for each of `count` threads."""
    speakers = {}
    for voice in dict.fromkeys(line.voice for line in lines):
        twin = getattr(voice, "twin", lambda: None)
        if count > 1 and sum(line.voice is voice for line in lines) >= _WORTH:
            twins = [found for _ in range(count - 1) if (found := twin()) is not None]
            if len(twins) == count - 1 and _at_one_rate(voice, twins, folder):
                speakers[voice] = [voice, *twins]
    return speakers


def _at_one_rate(voice: Voice, twins: Sequence[Voice], folder: Path) -> bool:
    """Let twins speak at the rate of their voice; returns whether that could be measured."""
    try:
        for twin in twins:
            share_rate(voice, twin, folder)
    except VoiceError:  # told where a line is asked for alone
        return False
    return True


def _in_turn(numbered: Sequence[tuple[int, Voice]]) -> list[int]:
    """The numbers of the lines, those of each voice spread evenly.

    So voices are loaded at the same time, and none is left to speak its lines alone at the end.
    """
    by_voice: dict[Voice, list[int]] = {}
    for number, voice in numbered:
        by_voice.setdefault(voice, []).append(number)
    places = [(place / len(own), number) for own in by_voice.values() for place, number in enumerate(own)]
    return [number for _, number in sorted(places)]
