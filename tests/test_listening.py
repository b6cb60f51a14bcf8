"""What an independent listener hears in a session."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from coach.plan import Selection
from coach.script import read_routine
from coach.session import Session
from coach.session_request import SessionRequest
from coach.settings import Settings
from tests.conftest import ROOT, Coach, require
from tests.recogniser import installed, listen, recalled

WINDOW = 27.0
"""Seconds: what the listener takes in at once."""
GAP = 1.0


def heard_cues(cues: list[dict[str, Any]], sound: np.ndarray, rate: int) -> list[str]:
    """What is heard inside each cue, and nowhere else: the cues are cut out and joined with silence."""
    heard = []
    batch: list[np.ndarray] = []
    spans: list[tuple[float, float]] = []

    def flush() -> None:
        words = listen(np.concatenate(batch), rate)
        for start, end in spans:
            inside = [word for word in words if start - GAP / 2 <= (word.start + word.end) / 2 <= end + GAP / 2]
            heard.append(" ".join(word.word for word in inside))
        batch.clear()
        spans.clear()

    for cue in cues:
        piece = sound[round(cue["start"] * rate) : round(cue["end"] * rate)]
        at = sum(map(len, batch)) / rate
        if batch and at + len(piece) / rate > WINDOW:
            flush()
            at = 0.0
        batch.extend([piece, np.zeros(round(GAP * rate), np.int16)])
        spans.append((at, at + len(piece) / rate))
    flush()
    return heard


def read_alone(coach: Coach, folder: Path, caution: str) -> str:
    """What is heard of a caution that the voice says anew."""
    (folder / "alone.md").write_text(f"> [!CAUTION]\n> {caution}\n\n- Go. (2s)", "utf-8")
    coach("export", "alone.md", "-o", "alone.wav", "--cache-dir", folder / "alone")
    cues = json.loads(coach("show", "alone.md", "--cache-dir", folder / "alone", "--json").out)["cues"]
    sound, rate = soundfile.read(folder / "alone.wav", dtype="int16")
    return heard_cues([cue for cue in cues if cue["caution"]], sound, rate)[0]


HEARD = {"breath-break": (), "deep-hip-release": ("Piriformis", "Outer hip")}
"""The routines, and the areas of each; none: all. `python -m benchmarks.listening` hears every line there is."""


def test_the_session_is_understood(coach: Coach, shared_cache: Path, tmp_path: Path) -> None:
    """An independent recogniser hears 90 % of the words inside their cues, of half the lines; and each caution in one
    of two readings. No line overruns its step.
    """
    require(installed(), "the speech recogniser is not installed: pip install --group listen")
    expected = found = 0
    for routine, areas in HEARD.items():
        only = [word for area in areas for word in ("--only", area)]
        coach("export", routine, *only, "-o", "x.wav", timeout=600)
        shown = json.loads(coach("show", routine, *only, "--json").out)
        assert shown["exact"]
        read, part = read_routine(ROOT / "scripts" / f"{routine}.md"), SessionRequest(Selection(only=areas))
        assert not Session(read, part, Settings(cache_dir=shared_cache)).plan().overruns
        spoken = [cue for cue in shown["cues"] if cue["text"]]
        # A line repeated on the other side is the same clip.
        lines = {cue["text"]: cue for cue in spoken}.values()
        distinct = [cue for number, cue in enumerate(lines) if cue["caution"] or number % 2 == 0]
        sound, rate = soundfile.read(tmp_path / "x.wav", dtype="int16")
        for cue, words in zip(distinct, heard_cues(distinct, sound, rate), strict=True):
            hits, total = recalled(cue["text"], words)
            found, expected = found + hits, expected + total
            if cue["caution"] and hits / total < 0.5:
                # The voice says a line a little differently each time, and what stands beside it can mislead.
                again = read_alone(coach, tmp_path, cue["text"])
                hits, total = recalled(cue["text"], again)
                assert hits / total >= 0.5, f"{cue['text']!r} was heard as {words!r}, and read alone as {again!r}"
    assert found / expected >= 0.9, f"{found} of {expected} words"
