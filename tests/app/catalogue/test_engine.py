"""A catalogue on real workers of Dask, with a real S3 server, and what may go wrong there."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coach.app.catalogue.catalogue import Catalogue, Jobs
from coach.app.catalogue.engine import make_on_engine, workplace_for_engine
from coach.app.catalogue.job import CatalogueEntry, Workplace
from coach.errors import EngineError
from coach.settings import Settings
from coach.storage.object_store import open_object_store
from tests.app.catalogue.cluster import Cluster, cluster
from tests.app.catalogue.workshop import local_files, requests, settings
from tests.conftest import require
from tests.object_server import SECRET, Fault, ObjectServer

LENGTHS = (16, 18, 20)


@pytest.fixture(scope="module")
def running(running_object_server: ObjectServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers for all tests of this file."""
    pytest.importorskip("distributed")
    with cluster(tmp_path_factory.mktemp("cluster"), running_object_server.env, 2) as found:
        yield found
        assert SECRET not in found.logs()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files as one machine makes them."""
    return local_files(tmp_path_factory.mktemp("here"), requests(*LENGTHS))


@pytest.fixture
def given(tmp_path: Path) -> Settings:
    """The settings of the machine that gives the work."""
    return settings(tmp_path)


class Making:
    """A catalogue in a part of the store of its own."""

    def __init__(self, running: Cluster, name: str) -> None:
        self.running, self.name = running, name
        self.place = Workplace(f"s3://bucket/{name}/out", "flac", store=f"s3://bucket/{name}")
        self.catalogue = Catalogue(self.place, requests(*LENGTHS))
        self.told: list[str] = []

    def run(self, given: Settings, patience: float = 60) -> Iterator[CatalogueEntry]:
        """Make it, yielding what came of each session."""
        place = workplace_for_engine(self.place, self.running.address, given)
        jobs = Jobs(self.catalogue, given)
        return make_on_engine(jobs, place, self.running.address, given, self.told.append, patience=patience)

    def files(self) -> dict[str, bytes]:
        """What is there."""
        store = open_object_store(self.place.out)
        return {name: store.get(name) or b"" for name in store.sizes("")}

    def times_each_clip_was_made(self, s3: ObjectServer) -> set[int]:
        """For the clips of this catalogue."""
        made = s3.told().created
        return {count for path, count in made.items() if path.startswith(f"/bucket/{self.name}/clips/")}


def tally(entries: Iterator[CatalogueEntry]) -> dict[str, int]:
    """How many sessions came to what."""
    outcomes = [entry.outcome for entry in entries]
    return {outcome: outcomes.count(outcome) for outcome in outcomes}


def test_workers_make_what_one_machine_makes(
    running: Cluster, s3: ObjectServer, given: Settings, expected: dict[str, bytes]
) -> None:
    """The files are the same to the byte, each clip is made once, and a second run makes nothing."""
    making = Making(running, "whole")
    assert tally(making.run(given)) == {"made": 6}
    assert making.files() == expected
    assert making.times_each_clip_was_made(s3) == {1}
    assert tally(making.run(given)) == {"there": 6}


@pytest.mark.parametrize("harm", ["a worker", "the scheduler"])
def test_what_is_killed_loses_nothing(
    running: Cluster, s3: ObjectServer, given: Settings, expected: dict[str, bytes], harm: str
) -> None:
    """With a worker or the scheduler killed in the middle, each session is made, from clips that are made once."""
    making = Making(running, harm.replace(" ", "-"))
    s3.faults(Fault(path=f"/{making.name}/out/", status=0, delay=2))  # there is a middle, however late this one looks
    entries = making.run(given)
    first = next(entries)
    if harm == "a worker":
        running.workers[0].kill()
        running.workers.pop(0).wait()
        running.start_worker()
    else:
        running.restart_scheduler()
    s3.faults()
    rest = list(entries)
    assert {entry.name for entry in [first, *rest]} == {name.removesuffix(".flac") for name in expected}
    assert {entry.outcome for entry in [first, *rest]} <= {"made", "there"}
    assert making.files() == expected
    assert making.times_each_clip_was_made(s3) == {1}
    assert ("The scheduler is back. Going on." in making.told) == (harm == "the scheduler")


def test_two_runs_at_once(running: Cluster, s3: ObjectServer, given: Settings, expected: dict[str, bytes]) -> None:
    """Two that make the same catalogue at the same time end with one, and both say that all is done."""
    making = Making(running, "twice")
    done: list[dict[str, int]] = []
    runs = [threading.Thread(target=lambda: done.append(tally(making.run(given)))) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [sum(each.values()) for each in done] == [6, 6]
    assert {outcome for each in done for outcome in each} <= {"made", "there"}
    assert making.files() == expected
    assert making.times_each_clip_was_made(s3) == {1}
    assert tally(making.run(given)) == {"there": 6}


def test_a_store_in_trouble_for_a_while(
    running: Cluster, s3: ObjectServer, given: Settings, expected: dict[str, bytes]
) -> None:
    """Where the store fails now and then, and is slow, it only takes longer."""
    making = Making(running, "trouble")
    s3.faults(Fault(times=6), Fault("GET", status=503, times=6), Fault("PUT", status=0, delay=0.2, times=20))
    assert tally(making.run(given)) == {"made": 6}
    assert making.files() == expected


def test_a_full_store(running: Cluster, s3: ObjectServer, given: Settings) -> None:
    """Where nothing can be stored each session says so; when there is room again, the same command makes them."""
    making = Making(running, "full")
    s3.faults(Fault(path="/clips/", status=403, code="QuotaExceeded"))
    failed = list(making.run(given))
    assert {entry.outcome for entry in failed} == {"failed"}
    assert all("cannot be written (QuotaExceeded, status 403)" in entry.reason for entry in failed)
    assert not making.files()
    s3.faults()
    assert tally(making.run(given)) == {"made": 6}


def test_a_session_fails_alone(running: Cluster, s3: ObjectServer, given: Settings, tmp_path: Path) -> None:
    """A script that cannot be read, and a session that cannot be made, are named; the others are made."""
    (tmp_path / "scripts" / "bad.md").write_text("---\ntitle: [\n---\n", "utf-8")
    making = Making(running, "alone")
    jobs = Jobs(making.catalogue, given)
    assert [(entry.name, "bad.md:" in entry.reason) for entry in jobs.failed] == [("bad", True)]
    first, *rest = jobs
    wrong = replace(first, request=replace(first.request, music=tmp_path / "gone.mp3"))
    place = workplace_for_engine(making.place, running.address, given)
    entries = {each.name: each for each in make_on_engine([wrong, *rest], place, running.address, given, print)}
    failed = entries.pop(first.name)
    assert failed.outcome == "failed"
    assert "gone.mp3" in failed.reason
    assert {entry.outcome for entry in entries.values()} == {"made"}
    assert len(entries) == 5


def test_folders_must_be_shared(running: Cluster, given: Settings, tmp_path: Path, s3: ObjectServer) -> None:
    """Workers on other machines need a store, and a folder that is theirs too: what is elsewhere is refused."""
    with pytest.raises(EngineError, match="add --store"):
        workplace_for_engine(Workplace("out", "flac"), running.address, given)
    making = Making(running, "elsewhere")
    place = workplace_for_engine(
        Workplace(str(tmp_path / "out"), "flac", store="s3://bucket/shared"), running.address, given
    )
    shutil.rmtree(tmp_path / "out")
    entries = list(make_on_engine(Jobs(making.catalogue, given), place, running.address, given, print))
    assert {entry.outcome for entry in entries} == {"failed"}
    assert all("is something else on this machine" in entry.reason for entry in entries)


def test_without_an_engine(given: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the packages, or a scheduler, there is a sentence with what to do."""
    pytest.importorskip("distributed")
    monkeypatch.setattr("coach.app.catalogue.engine._CONNECTING", 1.0)
    place = Workplace("out", "flac", store="clips")
    with pytest.raises(EngineError, match=r"No scheduler answers at tcp://127\.0\.0\.1:9\. Start one with `dask"):
        list(make_on_engine([], place, "tcp://127.0.0.1:9", given, print))
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineError, match=r"--engine needs the package distributed\. Install it: .*distributed"):
        list(make_on_engine([], place, "tcp://127.0.0.1:9", given, print))


def test_workers_that_cannot_work(running: Cluster, s3: ObjectServer, given: Settings) -> None:
    """Wrong credentials or a wrong clock on the workers is said in a sentence that holds no key; a clock that is a few
    minutes off does no harm."""
    fake = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
    require(fake, "faketime is not installed")
    off = {"LD_PRELOAD": str(fake), "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    making = Making(running, "refused")
    starts: list[tuple[Callable[[], object], str]] = [
        (lambda: running.start_worker(AWS_ACCESS_KEY_ID="somebody"), "it refuses the credentials"),
        (lambda: running.start_worker(FAKETIME="+2h", **off), "clock of this machine is wrong"),
        (lambda: running.start_worker(FAKETIME="-8m", **off), ""),
    ]
    for start, said in starts:
        running.kill_workers()
        start()
        entries = list(making.run(given))
        if said:
            assert {entry.outcome for entry in entries} == {"failed"}
        else:
            assert {entry.outcome for entry in entries} == {"made"}
        assert all(said in entry.reason and SECRET not in entry.reason for entry in entries)
