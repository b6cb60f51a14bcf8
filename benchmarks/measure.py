"""Timing whole processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took."""

    seconds: float
    megabytes: float
    """The most memory it held at once."""
    output: str


def run(command: Sequence[str], feed: Path | None = None) -> Run:
    """Run a command to its end, and measure it. Fails where it fails. `feed` is what it gets on standard input."""
    # The peak of all children only grows, so each command gets a parent of its own to be measured by.
    wrapper = (
        "import json, resource, subprocess, sys, time\n"
        "began = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True, text=True)\n"
        "seconds = time.perf_counter() - began\n"
        "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(json.dumps([done.returncode, seconds, peak, done.stdout, done.stderr]))\n"
    )
    # An installed program has its modules compiled; without, the first word comes 0.15 s later.
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with Path(feed or os.devnull).open("rb") as given:
        outcome = subprocess.run(
            [sys.executable, "-c", wrapper, *command],
            stdin=given, capture_output=True, text=True, check=True, env=compiled,
        )  # fmt: skip
    code, seconds, peak, output, errors = json.loads(outcome.stdout)
    if code:
        raise SystemExit(f"{' '.join(command)} failed: {errors[-500:]}")
    return Run(seconds, peak / (1e6 if sys.platform == "darwin" else 1024), output)


def side_by_side(rounds: int, *contestants: Callable[[], float]) -> list[float]:
    """The median of each contestant's figure, all taking turns so that a busy moment meets them alike."""
    figures: list[list[float]] = [[] for _ in contestants]
    for _ in range(rounds):
        for taken, contestant in zip(figures, contestants, strict=True):
            taken.append(contestant())
    return [sorted(taken)[len(taken) // 2] for taken in figures]


def machine() -> str:
    """The machine in a few words."""
    import platform

    busy = f", with other work on the machine (load {os.getloadavg()[0]:.1f})" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}{busy}"
