# mypy: allow-untyped-calls
"""A catalogue on several workers: `python -m benchmarks.many_machines [speed] [killed] [empty]`.

Real workers of Dask, and moto's S3 server, all on this machine. The store is on the same cores as the workers, where it
would be elsewhere: `speed` uses a folder instead.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from benchmarks.measure import machine
from coach.app.catalogue.engine import make_on_engine, workplace_for_engine
from coach.app.catalogue.job import CatalogueEntry, CatalogueJob, Workplace
from coach.app.catalogue.records import Records
from coach.app.catalogue.session_maker import SessionMaker
from coach.app.catalogue.worker import unpacked
from coach.errors import OutOfReach
from coach.plan.planner import Planner
from coach.script import read_routine
from coach.session_request import SessionRequest
from coach.settings import Settings, builtin_scripts, load_settings
from coach.storage.object_store import open_object_store
from coach.units import SECOND
from tests.app.catalogue.cluster import Cluster, cluster
from tests.object_server import object_server

VOICE = "hibari:heart"
LENGTHS = {"scalp-rub": 60, "hip-bridges": 50, "figure-four": 40, "collarbone-glide": 30, "childs-pose": 20}
"""How many lengths are made of each routine: 200 sessions."""
EACH = 4
"""Of so many files one is made here too."""
SPEEDS = ("collarbone-glide", "figure-four", "glute-ball", "hip-bridges", "knee-hug", "leg-kneading", "seated-feet",
          "upper-back-and-shoulders")  # fmt: skip
ROUNDS = 4
EMPTY = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One promise and what came of it."""

    promise: str
    measured: str


def main() -> None:
    """Run all measurements, or those named on the command line, and print them as a Markdown table."""
    print(f"Measured on {machine()}.\n\n| Promise | Measured |\n|---|---|")
    for bench in (speed, killed, empty):
        if len(sys.argv) > 1 and bench.__name__ not in sys.argv:
            continue
        folder = Path(tempfile.mkdtemp(prefix="coach-benchmark-"))
        try:
            for row in bench(folder):
                print(f"| {row.promise} | {row.measured} |", flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def nothing(sent: bytes) -> CatalogueEntry:
    """A task that does nothing but look at what it was sent."""
    return CatalogueEntry(unpacked(sent)[1].name, "there")


def speed(folder: Path) -> Iterator[Row]:
    """The same sessions on one worker and on two, in turns, each time with an empty store; the best of each counts.

    Each worker has a core of its own, as on a machine with one: otherwise a single worker borrows from the second core.
    """
    seconds: dict[int, list[float]] = {1: [], 2: []}
    busiest: dict[int, list[float]] = {1: [], 2: []}
    jobs = [_job(name, None) for name in SPEEDS]
    with ExitStack() as stack:
        running = {}
        for workers in seconds:
            here = folder / f"{workers} workers"
            here.mkdir()
            running[workers] = stack.enter_context(cluster(here, {}, workers))
            _warm(running[workers], here, workers)
            _pin(running[workers])
        for number in range(ROUNDS):
            for workers, taken in seconds.items():
                here = folder / f"{number} on {workers}"
                place = Workplace(str(here / "out"), "mp3", store=str(here / "store"))
                before, began = _cpu(running[workers]), time.perf_counter()
                _all_made(_make(running[workers], place, jobs, load_settings({"voice": VOICE})), len(jobs))
                taken.append(time.perf_counter() - began)
                used = [after - earlier for after, earlier in zip(_cpu(running[workers]), before, strict=True)]
                busiest[workers].append(max(used))
    one, two = min(seconds[1]), min(seconds[2])
    told = "; ".join(f"{count}: {', '.join(f'{taken:.0f} s' for taken in each)}" for count, each in seconds.items())
    yield Row(
        f"two worker processes against one, a core each, {len(jobs)} sessions, empty store in a folder",
        f"{one / two:.2f}x ({told})",
    )
    alone, shared = min(busiest[1]), min(busiest[2])
    yield Row(
        "the same in time of the busiest worker's core, which other work on the machine does not change",
        f"{alone / shared:.2f}x ({alone:.1f} s, {shared:.1f} s)",
    )


def killed(folder: Path) -> Iterator[Row]:
    """200 sessions through two workers and S3; one worker is killed on the way, and the scheduler restarted."""
    settings = load_settings({"voice": VOICE, "cache_dir": folder / "front"})
    jobs = [_job(name, length) for name, count in LENGTHS.items() for length in _lengths(name, count)]
    with object_server() as server, cluster(folder, server.env, 2) as running:
        os.environ.update(server.env)
        place = Workplace("s3://bucket/out", "mp3", store="s3://bucket")
        told: list[str] = []
        server.told(reset=True)
        began = time.perf_counter()
        entries = _make(running, place, jobs, settings, told.append)
        found = list(islice(entries, len(jobs) // 4))
        running.workers.pop(0).kill()
        running.start_worker()
        found += islice(entries, len(jobs) // 4)
        running.restart_scheduler()
        found += entries
        seconds = time.perf_counter() - began
        _all_made(found, len(jobs))
        counts = server.told()
        clips = {path: count for path, count in counts.created.items() if path.startswith("/bucket/clips/")}
        yield Row(
            f"{len(jobs)} sessions, a worker killed and the scheduler restarted on the way",
            f"{seconds:.0f} s, all made; {len(clips)} clips, stored {max(clips.values())} time each at most; "
            f"told: {' '.join(told)}",
        )
        requests = ", ".join(f"{count} {name}" for name, count in sorted(counts.requests.items()))
        yield Row(
            "requests and bytes of the store for these, what was done twice included",
            f"{requests}; {counts.received / 1e6:.0f} MB stored, {counts.sent / 1e6:.0f} MB read",
        )
        server.told(reset=True)
        known = Records(open_object_store(place.out)).known()
        done = [replace(job, known=known[f"{job.name}.mp3"]) for job in jobs]
        again = list(_make(running, place, done, settings, told.append))
        assert {entry.outcome for entry in again} == {"there"}
        yield Row("the same once more", f"{sum(server.told().requests.values())} requests, nothing made")
        some = jobs[::EACH]
        same = _as_here(folder, some, settings)
        yield Row("files with the same bytes as a local run's from the same clips", f"{same} of {len(some)} compared")


def empty(folder: Path) -> Iterator[Row]:
    """What the engine itself costs: tasks of the usual size that do nothing."""
    job = _job("along-the-spine", None)
    jobs = [replace(job, name=f"{job.name}-{number}") for number in range(EMPTY)]
    with cluster(folder, {}, 2) as running:
        _warm(running, folder, 2)
        place = Workplace(str(folder / "out"), "mp3", store=str(folder / "store"))
        began = time.perf_counter()
        _all_made(_make(running, place, jobs, load_settings({"voice": VOICE}), task=nothing), EMPTY)
        seconds = time.perf_counter() - began
    yield Row(f"{EMPTY} empty tasks on two workers", f"{seconds:.0f} s, {seconds / EMPTY * 1000:.1f} ms each")


def _make(
    running: Cluster,
    place: Workplace,
    jobs: Sequence[CatalogueJob],
    settings: Settings,
    tell: Callable[[str], object] = print,
    **task: Callable[[bytes], CatalogueEntry],
) -> Iterator[CatalogueEntry]:
    sent = workplace_for_engine(place, running.address, settings)
    return make_on_engine(jobs, sent, running.address, settings, tell, **task)  # type: ignore[arg-type]


def _all_made(entries: Iterator[CatalogueEntry] | list[CatalogueEntry], count: int) -> None:
    found = {entry.name: entry for entry in entries}
    wrong = [entry for entry in found.values() if entry.outcome not in ("made", "there")]
    if len(found) != count or wrong:
        raise SystemExit(f"{len(found)} of {count} sessions; not made: {wrong[:3]}")


def _job(name: str, length: int | None) -> CatalogueJob:
    routine = read_routine(builtin_scripts() / f"{name}.md")
    shown = name if length is None else f"{name}-{length // SECOND}-s"
    return CatalogueJob(shown, routine, SessionRequest(target=length), VOICE)


def _lengths(name: str, count: int) -> list[int]:
    """So many lengths that a routine can have, in whole seconds."""
    routine = read_routine(builtin_scripts() / f"{name}.md")
    found = []
    for seconds in range(120, 600):
        try:
            Planner.of_routine(routine, SessionRequest().selection, seconds * SECOND).plan()
        except OutOfReach:
            continue
        found.append(seconds * SECOND)
    if len(found) < count:
        raise SystemExit(f"{name} has only {len(found)} lengths")
    return [found[number * len(found) // count] for number in range(count)]


def _warm(running: Cluster, folder: Path, workers: int) -> None:
    """Wait for the workers, and have each import the program and load the voice."""
    from distributed import Client

    with Client(running.address, timeout=60) as client:
        client.wait_for_workers(workers, timeout=120)
    short = [replace(_job("breath-break", None), name=f"warm-{number}") for number in range(4 * workers)]
    place = Workplace(str(folder / "warm"), "wav", store=str(folder / "warm store"))
    _all_made(_make(running, place, short, load_settings({"voice": VOICE})), len(short))


def _pin(running: Cluster) -> None:
    """Give each worker a core of its own, where the system can."""
    import psutil

    if not hasattr(os, "sched_setaffinity"):
        return
    cores = sorted(os.sched_getaffinity(0))
    for number, worker in enumerate(running.workers):
        for thread in psutil.Process(worker.pid).threads():
            os.sched_setaffinity(thread.id, {cores[number % len(cores)]})


def _cpu(running: Cluster) -> list[float]:
    """The seconds of a core that each worker has used."""
    import psutil

    times = [psutil.Process(worker.pid).cpu_times() for worker in running.workers]
    return [each.user + each.system for each in times]


def _as_here(folder: Path, jobs: Sequence[CatalogueJob], settings: Settings) -> int:
    """How many files of the store are the same as those made here from its clips."""
    out = open_object_store("s3://bucket/out")
    place = Workplace(str(folder / "here"), "mp3", store="s3://bucket")
    same = 0
    with SessionMaker(place, settings) as maker:
        for job in jobs:
            entry = maker.make(job)
            assert entry.outcome == "made"
            assert entry.summary is not None
            assert entry.summary.voiced == 0
            same += Path(entry.where).read_bytes() == out.get(f"{job.name}.mp3")
    return same


if __name__ == "__main__":
    main()
