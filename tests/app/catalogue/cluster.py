"""A real scheduler and real workers of Dask, each a process of its own that can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.object_server import free_port

ROOT = Path(__file__).parents[3]


class Cluster:
    """The processes, and what they logged."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self._environ = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder), "TMPDIR": str(folder), **environ,
        }  # fmt: skip
        self._port = free_port()
        self._scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        """Of the scheduler."""
        return f"tcp://127.0.0.1:{self._port}"

    def start_scheduler(self) -> None:
        """Start the scheduler, at the same address each time."""
        self._scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(self._port), "--no-dashboard")
        deadline = time.monotonic() + 60
        while True:
            with socket.socket() as trying:
                if not trying.connect_ex(("127.0.0.1", self._port)):
                    return
            assert time.monotonic() < deadline, self.logs()
            time.sleep(0.1)

    def start_worker(self, **environ: str) -> subprocess.Popen[bytes]:
        """Start a worker; `environ` is what is different for it."""
        worker = self._start(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "60",
            environ=environ,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def restart_scheduler(self) -> None:
        """Kill the scheduler and start it again, and the workers too, which end when they lose theirs."""
        assert self._scheduler is not None
        self._scheduler.kill()
        self._scheduler.wait()
        count = len(self.workers)
        for worker in self.workers:
            worker.wait(90)
        self.workers.clear()
        self.start_scheduler()
        for _ in range(count):
            self.start_worker()

    def kill_workers(self) -> None:
        """Kill all workers, as the system would where memory runs out."""
        for worker in self.workers:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        self.workers.clear()

    def close(self) -> None:
        """Kill everything."""
        self.kill_workers()
        if self._scheduler is not None:
            self._scheduler.kill()
            self._scheduler.wait()

    def logs(self) -> str:
        """All that the processes printed."""
        return "".join(path.read_text("utf-8", "replace") for path in self.folder.glob("*.log"))

    def _start(self, *words: str, environ: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words]
        with (self.folder / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen(
                command, env={**self._environ, **(environ or {})}, cwd=self.folder, stdout=log, stderr=log
            )


@contextmanager
def cluster(folder: Path, environ: Mapping[str, str], workers: int) -> Iterator[Cluster]:
    """A scheduler and so many workers."""
    running = Cluster(folder, environ)
    try:
        running.start_scheduler()
        for _ in range(workers):
            running.start_worker()
        yield running
    finally:
        running.close()
