"""A process that has loaded the libraries Coach stands on, and forks for each command.

A command started so is a process of its own, and imports all of Coach anew; only what is not ours is there already.
"""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self

LIBRARIES = (
    "click", "difflib", "filelock", "icalendar", "markdown_it.tree", "numpy", "platformdirs", "plistlib", "sqlite3",
    "tomllib", "tzlocal", "yaml",
)  # fmt: skip


class Starter:
    """Starts commands; a context manager."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes what the command under way writes."""
        self._out, self._err = folder / "out", folder / "err"
        self._turn = threading.Lock()
        # A library that had threads could not be forked.
        environ = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.starter"], cwd=Path(__file__).parent.parent, env=environ, bufsize=0,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    @staticmethod
    def is_available() -> bool:
        """Whether processes can be forked here."""
        return hasattr(os, "fork")

    def run(self, arguments: list[str], cwd: Path, environ: dict[str, str], timeout: float) -> tuple[int, str, str]:
        """Run `coach` to its end: its exit code, output and errors. Raises TimeoutError, and kills it then."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        job = {"arguments": arguments, "cwd": str(cwd), "environ": environ, "files": [str(self._out), str(self._err)]}
        with self._turn:
            self._process.stdin.write(json.dumps(job).encode() + b"\n")
            command = int(self._process.stdout.readline())
            if not select.select([self._process.stdout], [], [], timeout)[0]:
                os.kill(command, signal.SIGKILL)
                self._process.stdout.readline()
                raise TimeoutError(f"coach {' '.join(arguments)} took more than {timeout} s")
            code = int(self._process.stdout.readline())
            return code, self._out.read_text("utf-8"), self._err.read_text("utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()


def serve() -> dict[str, Any]:
    """Fork for each line of standard input. Returns in the new processes only, each time with what to do there."""
    for library in LIBRARIES:
        import_module(library)
    for line in sys.stdin:
        command = os.fork()
        if not command:
            job: dict[str, Any] = json.loads(line)
            return job
        os.write(1, f"{command}\n".encode())
        os.write(1, f"{os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])}\n".encode())
    sys.exit()


def become_coach(job: dict[str, Any]) -> None:
    """Go on as `python -m coach` would begin."""
    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["environ"])
    time.tzset()
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = [os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) for path in job["files"]]
    for target, source in enumerate([nothing, *written]):
        os.dup2(source, target)
        os.close(source)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.path[:1] = [job["cwd"], *job["environ"].get("PYTHONPATH", "").split(os.pathsep)]
    sys.argv = ["coach", *job["arguments"]]
    runpy.run_module("coach", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        become_coach(serve())
