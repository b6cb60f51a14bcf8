"""Makes a catalogue on the workers of Dask distributed, here or on many machines."""

from __future__ import annotations

import hashlib
import logging
import queue
import signal
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from coach.app.catalogue.job import CatalogueEntry, CatalogueJob
from coach.app.catalogue.pinned import pinned
from coach.app.catalogue.records import IDENTITY
from coach.app.catalogue.worker import make_sent, packed
from coach.cores import usable_cores
from coach.errors import EngineError
from coach.extras import install_extra
from coach.speech.shared_cache import IDENTITY as STORE_IDENTITY
from coach.storage.object_store import open_object_store
from coach.storage.store_identity import store_identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from coach.app.catalogue.job import Workplace
    from coach.settings import Settings

HERE = "local"
"""The address that means a worker for each core of this machine."""
PATIENCE = 600.0
"""Seconds to wait for a scheduler that is lost."""

_CONNECTING = 10.0
_WAITING = 64
"""Sessions given to the engine at a time, and more where there are many workers: a part of the catalogue, which may be
large."""
_AHEAD = 4
"""Sessions given for each worker."""
_LOOK = 1.0
"""Seconds between two looks at the scheduler and its workers."""
_LONELY = 15.0
"""Seconds without a worker after which it is told."""
_IN_VAIN = 20
"""Sessions in a row that fail because nothing can be written, after which no more are tried."""
_MOST_CORES = 256
_GONE = ("cancelled", "lost")
"""States of a task that no worker has any more."""


def workplace_for_engine(place: Workplace, engine: str, settings: Settings) -> Workplace:
    """The workplace as it is sent to workers, with the identities of its stores. Raises EngineError,
    ObjectStoreError."""
    if engine != HERE and place.store is None:
        raise EngineError(
            "Workers on several machines share their speech: add --store with a store or folder that all can use, such "
            "as --store s3://bucket/coach."
        )
    found = replace(
        place,
        out_identity=store_identity(open_object_store(place.out), IDENTITY),
        store_identity="" if place.store is None else store_identity(open_object_store(place.store), STORE_IDENTITY),
    )
    if engine == HERE:  # the workers are on this machine, and use its folders
        found = replace(found, cache_dir=str(settings.cache_path()), voices_dir=str(settings.voices_path()))
    return found


def make_on_engine(
    jobs: Iterable[CatalogueJob],
    place: Workplace,
    engine: str,
    settings: Settings,
    tell: Callable[[str], object],
    *,
    patience: float = PATIENCE,
    task: Callable[[bytes], CatalogueEntry] = make_sent,
) -> Iterator[CatalogueEntry]:
    """Make the sessions on the workers of an engine, yielding what came of each, in the order in which they end.

    `place` is of `workplace_for_engine`; `engine` is `local` or the address of a scheduler. `tell` gets sentences about
    the engine. `task` is what a worker does with a packed job. A worker or a scheduler that is lost loses no session:
    what it had is given to another. Raises EngineError if there is no engine for `patience` seconds, or if nothing can
    be written.
    """
    waiting = pinned(jobs, settings)
    with _Engine(engine, tell, patience) as running:
        given: dict[str, CatalogueJob] = {}
        in_vain = 0
        while True:
            room = running.room()
            if len(given) <= room // 2:  # many at once cost the scheduler less than one by one
                more = list(islice(waiting, room - len(given)))
                yield from (job for job in more if isinstance(job, CatalogueEntry))
                new = {job.name: job for job in more if isinstance(job, CatalogueJob)}
                running.submit(task, {name: packed(place, job) for name, job in new.items()})
                given |= new
                if not given:
                    if more:
                        continue
                    return
            for name, entry in running.ended():
                job = given.pop(name)
                if entry is None:  # its worker or scheduler is gone
                    waiting = chain([job], waiting)
                    continue
                in_vain = in_vain + 1 if entry.lasting else 0
                if in_vain >= _IN_VAIN:
                    raise EngineError(f"{in_vain} sessions failed in a row. {entry.reason}")
                yield entry


class _Engine:
    """A scheduler that tasks are given to, reached again where it is lost. A context manager."""

    def __init__(self, address: str, tell: Callable[[str], object], patience: float) -> None:
        try:
            import distributed
        except ImportError:
            raise EngineError(
                f"--engine needs the package distributed. Install it: {install_extra('cluster')}"
            ) from None
        self._distributed: Any = distributed
        self._address, self._tell, self._patience = address, tell, patience
        self._closing = ExitStack()
        self._ended: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._futures: dict[str, Any] = {}
        self._threads, self._looked, self._alone_since = 0, 0.0, time.monotonic()
        self._told_alone = False
        self._client: Any = None

    def __enter__(self) -> _Engine:
        for name in ("distributed", "distributed.client"):  # what matters is told in sentences
            logging.getLogger(name).setLevel(logging.CRITICAL)
        with ExitStack() as stack:
            if self._address == HERE:
                self._address = stack.enter_context(self._workers_here())
            self._client = self._connected()
            if self._client is None:
                raise EngineError(
                    f"No scheduler answers at {self._address}. Start one with `dask scheduler`, or correct --engine."
                )
            self._closing = stack.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(Exception):
            self._client.cancel(list(self._futures.values()))
        with suppress(Exception):
            self._client.close(timeout=5)
        self._closing.close()

    @contextmanager
    def _workers_here(self) -> Iterator[str]:
        """A scheduler, and a worker for each core, on this machine; its address."""
        with _unheard_interrupts():
            cluster = self._distributed.LocalCluster(
                n_workers=usable_cores(_MOST_CORES), threads_per_worker=1, processes=True, dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )  # fmt: skip
        try:
            yield str(cluster.scheduler_address)
        finally:
            cluster.close(timeout=5)

    def room(self) -> int:
        """How many tasks may be given at once."""
        now = time.monotonic()
        if now - self._looked > _LOOK:
            self._looked = now
            with suppress(Exception):  # a lost scheduler is noticed by `ended`
                self._threads = sum(self._client.nthreads().values())
            if self._threads:
                self._alone_since, self._told_alone = now, False
            elif now - self._alone_since > _LONELY and not self._told_alone:
                self._told_alone = True
                self._tell(f"No worker is there yet. Start some with `dask worker {self._address} --nthreads 1`.")
        return max(_WAITING, self._threads * _AHEAD)

    def submit(self, task: Callable[[bytes], CatalogueEntry], sent: Mapping[str, bytes]) -> None:
        """Give tasks to the workers. Each is called by what it makes, so that two who ask for it get it made once.

        The scheduler takes them in the order of their keys. That of a hash keeps sessions with the same words apart.
        """
        if not sent:
            return
        keys = [f"session-{hashlib.sha256(what).hexdigest()[:32]}" for what in sent.values()]
        try:
            futures = self._client.map(task, list(sent.values()), key=keys)
        except Exception:  # a scheduler lost at this moment: it is noticed by `ended`
            futures = [None] * len(sent)
        for name, future in zip(sent, futures, strict=True):
            self._futures[name] = future
            if future is None:
                self._ended.put((name, None))
            else:
                future.add_done_callback(partial(self._end, name))

    def _end(self, name: str, future: Any) -> None:
        self._ended.put((name, future))

    def ended(self) -> Iterator[tuple[str, CatalogueEntry | None]]:
        """The tasks that ended, after a moment's wait for the first; None for one that was lost. Raises EngineError."""
        wait = _LOOK
        while True:
            try:
                name, done = self._ended.get(timeout=wait)
            except queue.Empty:
                break
            wait = 0.0
            if self._futures.get(name) is done:
                self._futures.pop(name, None)
                yield name, self._result(name, done)
        connected = self._client.status == "running"
        lost = [name for name, each in self._futures.items() if not connected or each is None or each.status in _GONE]
        for name in lost:
            del self._futures[name]
        if not connected:
            self._again()
        for name in lost:
            yield name, None

    def _result(self, name: str, done: Any) -> CatalogueEntry | None:
        if done is None or done.status in _GONE:
            return None
        try:
            entry = done.result(timeout=30)
        except self._distributed.KilledWorker:
            return CatalogueEntry(name, "failed", reason="Several workers died while they made it: too little memory?")
        except ModuleNotFoundError:
            why = "A worker does not have this program: install the same version of Coach on every machine."
            return CatalogueEntry(name, "failed", reason=why, lasting=True)
        except Exception as error:  # cancelled or lost in the meantime, or what a worker cannot read
            if type(error).__name__ in ("CancelledError", "FutureCancelledError", "TimeoutError", "CommClosedError"):
                return None
            return CatalogueEntry(name, "failed", reason=f"A worker could not take it ({type(error).__name__}).")
        return replace(entry, name=name) if isinstance(entry, CatalogueEntry) else None

    def _again(self) -> None:
        """Reach the scheduler again."""
        with suppress(Exception):
            self._client.close(timeout=1)
        self._tell(f"The scheduler at {self._address} is gone. Waiting for it; what is made stays.")
        deadline = time.monotonic() + self._patience
        while time.monotonic() < deadline:
            client = self._connected()
            if client is not None:
                self._client, self._looked = client, 0.0
                self._tell("The scheduler is back. Going on.")
                return
            time.sleep(_LOOK)
        raise EngineError(
            f"The scheduler at {self._address} has not come back. What is made stays: run the same command again."
        )

    def _connected(self) -> Any:
        """A client of the scheduler; None if it does not answer."""
        with suppress(OSError, TimeoutError, ValueError):
            return self._distributed.Client(self._address, timeout=_CONNECTING, set_as_default=False)
        return None


@contextmanager
def _unheard_interrupts() -> Iterator[None]:
    """Processes started meanwhile do not hear Ctrl-C, which is for the one that gives them work."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
