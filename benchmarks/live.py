"""How a session played live keeps to the wall clock: played to a sound server, recorded, and compared with its plan.

python -m benchmarks.live ROUTINE MINUTES CACHE BUSY: with so many busy processes beside it. Needs PulseAudio.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.plan import Plan
from coach.speech.voicing import Voicer
from coach.units import MINUTE, SAMPLE_RATE, SAMPLES_PER_MS, SECOND

_PART = SAMPLE_RATE // 2
"""Of each clip, so long a part must be where it belongs,"""
_MOVED = 12
"""to so many samples: the server's own change of rate moves it by less."""
_ALIKE = 0.7
"""What is so like itself is there; hisses are not, where it is moved by a part of a sample."""
_FRAME = SAMPLE_RATE // 100
_HOLE = 0.3
"""In a frame of which less than this is left of the sound, words are cut."""
_LOUD = 800
_SEARCH = SAMPLE_RATE // 2
_STRETCH = 20
"""Seconds of a recording in which some part of it arrives at once."""


@dataclass(frozen=True)
class Heard:
    """What became of a session on its way to the ear."""

    first: float
    """Seconds after the beginning of the recording at which its first words came."""
    late: list[float]
    """Milliseconds by which each spoken cue came late, counted from the first."""
    cut: int
    """Spoken cues of which a part is missing, or was moved."""


@contextmanager
def sound_server() -> Iterator[dict[str, str]]:
    """PulseAudio with a void for a loudspeaker; gives what a program needs to play to it."""
    with tempfile.TemporaryDirectory(prefix="coach-live-") as folder, ExitStack() as stack:
        env = {**os.environ, "PULSE_SERVER": f"unix:{folder}/s", "HOME": folder}
        server = stack.enter_context(
            subprocess.Popen(
                [
                    "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
                    "-L", f"module-native-protocol-unix auth-anonymous=1 socket={folder}/s",
                    "-L", "module-null-sink sink_name=void rate=48000 channels=2 format=s16le",
                ],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env,
            )
        )  # fmt: skip
        stack.callback(server.kill)
        deadline = time.monotonic() + 15
        while subprocess.run(["pactl", "info"], env=env, capture_output=True, check=False).returncode:
            if time.monotonic() > deadline:
                raise SystemExit("PulseAudio does not start.")
            time.sleep(0.1)
        yield env


@contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that want a core each."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


@contextmanager
def recording(target: Path, env: dict[str, str], device: str = "void") -> Iterator[list[tuple[float, int]]]:
    """Keep what is heard, in one channel at the house's rate; gives the times at which so many samples had come."""
    command = ["parec", "-d", f"{device}.monitor", "--format=s16le", f"--rate={SAMPLE_RATE}", "--channels=1"]
    arrived: list[tuple[float, int]] = []
    with (
        target.open("wb") as file,
        subprocess.Popen([*command, "--latency-msec=20"], stdout=subprocess.PIPE, env=env) as run,
    ):

        def keep() -> None:
            assert run.stdout is not None
            count = 0
            while block := os.read(run.stdout.fileno(), 1 << 16):
                file.write(block)
                count += len(block) // 2
                arrived.append((time.perf_counter(), count))

        keeper = threading.Thread(target=keep, daemon=True)
        keeper.start()
        try:
            while not arrived:
                time.sleep(0.05)
            yield arrived
            time.sleep(0.5)
        finally:
            run.terminate()
            keeper.join(5)


def slips(arrived: Sequence[tuple[float, int]]) -> NDArray[np.float64]:
    """By how many seconds the device had fallen behind the wall clock at each of its samples, in rows of both.

    Of what arrived in some seconds, the soonest tells: the rest had to wait for the machine.
    """
    times, counts = (np.array(each, float) for each in zip(*arrived, strict=True))
    behind = times - counts / SAMPLE_RATE
    stretch = ((times - times[0]) // _STRETCH).astype(int)
    soonest = [np.flatnonzero(stretch == each)[behind[stretch == each].argmin()] for each in np.unique(stretch)]
    return np.array([counts[soonest], behind[soonest] - behind[soonest[0]]])


def play(routine: str, minutes: float, cache: str, voice: str) -> dict[str, Any]:
    """Play as `coach play` does. Tells what was played and what the player knows of it."""
    from coach.live.playback import Playback
    from coach.output.players.process import ProcessPlayer
    from coach.session import open_session
    from coach.session_request import SessionRequest
    from coach.settings import Settings

    player = ProcessPlayer()
    request = SessionRequest(target=round(minutes * MINUTE) or None)
    session = open_session(routine, Settings(cache_dir=Path(cache), voice=voice or None), request)
    began = time.monotonic()
    with session.voicer() as voicer, Playback(session.planner, voicer, player, session.request) as playback:
        playback.wait()
        plan = playback.stream.plan
        told = spoken(plan, voicer)
    np.save(Path(cache) / "said.npy", told.sound)
    return {
        "cues": told.places, "length": plan.length, "seconds": time.monotonic() - began,
        "starved": playback.stream.sound.starved / SAMPLES_PER_MS, "lost": playback.stream.lost,
    }  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """The words of a plan."""

    places: list[tuple[int, int]]
    """Where each spoken cue begins, in milliseconds, and the samples of its clip."""
    sound: NDArray[np.int16]
    """All clips, one after another."""


def spoken(plan: Plan, voicer: Voicer) -> Spoken:
    """What is to be heard of a plan."""
    places, clips = [], []
    for cue in plan.cues:
        if cue.kind == "say" and cue.utterance is not None and (clip := voicer.get(cue.utterance)) is not None:
            places.append((cue.start, len(clip)))
            clips.append(clip)
    return Spoken(places, np.concatenate(clips))


def compare(
    places: Sequence[tuple[int, int]],
    said: NDArray[np.int16],
    heard: NDArray[np.int16],
    slipped: NDArray[np.float64] | None = None,
) -> Heard:
    """Find every spoken cue in what was heard, near where the first one says it must be.

    `slipped`: what `slips` tells of the recording, to count in the time of the wall and not of the device.
    """
    at, late, cut, first = 0, [], 0, 0
    for number, (start, length) in enumerate(places):
        clip = _plain(said[at : at + length])
        at += length
        if number == 0:
            first = _place(_plain(heard[: 60 * SAMPLE_RATE]), clip) - start * SAMPLES_PER_MS
        expected = first + start * SAMPLES_PER_MS
        begin = max(expected - _SEARCH, 0)
        window = _plain(heard[begin : expected + length + _SEARCH])
        place = _place(window, clip)
        slip = 0.0
        if slipped is not None:
            slip = float(np.diff(np.interp([first, begin + place], *slipped))[0])
        late.append((begin + place - expected) / SAMPLES_PER_MS + slip * SECOND)
        cut += _is_cut(window, place, clip)
    return Heard(first / SAMPLE_RATE, late, cut)


def _is_cut(heard: NDArray[np.float32], place: int, clip: NDArray[np.float32]) -> bool:
    """Whether a part of a clip is elsewhere, or a frame of it is missing."""
    whole = heard[place : place + len(clip)]
    if len(whole) < len(clip):
        return True
    for part in range(0, len(clip), _PART):
        piece, there = clip[part : part + _PART], whole[part : part + _PART]
        alike = float(np.dot(piece, there)) / (float(np.linalg.norm(piece) * np.linalg.norm(there)) or 1.0)
        if np.abs(piece).max() > 2 * _LOUD and alike < _ALIKE:
            begin = max(place + part - _FRAME, 0)
            if abs(begin + _place(heard[begin : place + part + len(piece) + _FRAME], piece) - place - part) > _MOVED:
                return True
    size = len(whole) // _FRAME * _FRAME
    loud, left = (np.sqrt((each[:size].reshape(-1, _FRAME) ** 2).mean(axis=1)) for each in (clip, whole))
    return bool((left[loud > _LOUD] < _HOLE * loud[loud > _LOUD]).any())


def _plain(sound: NDArray[np.int16]) -> NDArray[np.float32]:
    """Without its highest tones: the server's own change of rate may move it by a part of a sample."""
    return np.asarray(np.convolve(sound, np.ones(6) / 6, "same"), np.float32)


def _place(heard: NDArray[np.float32], clip: NDArray[np.float32]) -> int:
    size = 1 << (len(heard) + len(clip)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(clip, size)), size)
    return int(np.argmax(likeness[: len(heard)]))


def main(routine: str, minutes: str, cache: str, others: str, voice: str = "") -> None:
    """Play, record, compare, and print what came of it."""
    code = (
        "import json, sys; from benchmarks.live import play; "
        "print(json.dumps(play(sys.argv[1], float(sys.argv[2]), sys.argv[3], sys.argv[4])))"
    )
    with tempfile.TemporaryDirectory(prefix="coach-live-", dir=cache) as folder, sound_server() as env:
        target = Path(folder) / "heard.raw"
        with busy(int(others)), recording(target, env) as arrived:
            command = [sys.executable, "-c", code, routine, minutes, cache, voice]
            played = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
        told = json.loads(played.stdout)
        heard = compare(told["cues"], np.load(Path(cache) / "said.npy"), np.fromfile(target, "<i2"), slips(arrived))
    late = np.array(heard.late)
    print(
        f"{told['length'] / MINUTE:.1f} min, {len(late)} spoken cues, {others} busy processes: "
        f"by the wall clock the last came {late[-1]:+.1f} ms late, the latest {late.max():+.1f} ms, "
        f"the earliest {late.min():+.1f} ms; cut: {heard.cut}; the device fell behind by {told['lost']} ms"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
