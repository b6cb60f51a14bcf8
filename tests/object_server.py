"""An S3 server in a process of its own: moto's, with the counting of requests and with faults on demand.

It adds what moto leaves out and S3 does: of two requests that create the same object one wins, unknown keys are
refused, and so are requests whose clock is off by more than a quarter of an hour. Run it as
`python -m tests.object_server PORT`.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

BUCKET = "bucket"
KEY, SECRET = "studio", "not-for-your-eyes-4711"
_CONTROL = "/-/"
_CREDENTIAL = re.compile(r"Credential=([^/,]+)/")
_SKEW = 900.0

Answer = Iterable[bytes]


@dataclass
class Fault:
    """How requests that match are answered for a while."""

    method: str = "PUT"
    path: str = ""
    """A part of their paths."""
    status: int = 500
    """0: as always, but late."""
    code: str = "InternalError"
    delay: float = 0.0
    """Seconds."""
    times: int = 1_000_000
    """How often it still strikes."""


@dataclass
class Told:
    """What the server counted."""

    requests: dict[str, int]
    """By method and status: `PUT 200`."""
    created: dict[str, int]
    """How often each object was stored anew."""
    received: int
    """Bytes."""
    sent: int
    """Bytes."""


@dataclass
class _Counts:
    requests: Counter[str] = field(default_factory=Counter)
    created: Counter[str] = field(default_factory=Counter)
    received: int = 0
    sent: int = 0


class _Application:
    """Moto's application behind the counting and the faults."""

    def __init__(self) -> None:
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

        self._moto = DomainDispatcherApplication(create_backend_app)
        self._lock = threading.Lock()
        self._counts = _Counts()
        self._faults: list[Fault] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Answer:
        path, method = str(environ["PATH_INFO"]), str(environ["REQUEST_METHOD"])
        if path.startswith(_CONTROL):
            return self._control(path.removeprefix(_CONTROL), environ, start_response)
        with self._lock:
            fault = next((f for f in self._faults if f.method == method and f.path in path and f.times > 0), None)
            if fault is not None:
                fault.times -= 1
        if fault is not None:
            time.sleep(fault.delay)
        refused = _refusal(environ)
        if refused is None and fault is not None and fault.status:
            refused = fault.status, fault.code
        answered: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            answered.append(status[:3])
            return start_response(status, headers, *rest)

        if refused is not None:
            # As S3 does, it quotes the request; whoever shows that to people gives the key away.
            quoted = f"<Auth>{environ.get('HTTP_AUTHORIZATION')} {SECRET}</Auth>"
            body = f"<Error><Code>{refused[1]}</Code>{quoted}</Error>".encode()
            start(f"{refused[0]} no", [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
            pieces = [body]
        else:
            with self._lock:  # S3 looks and stores in one step, moto in two
                pieces = list(self._moto(environ, start))
        sent = sum(len(piece) for piece in pieces)
        with self._lock:
            self._counts.requests[f"{method} {answered[-1]}"] += 1
            self._counts.received += int(environ.get("CONTENT_LENGTH") or 0)
            self._counts.sent += sent
            if (method, answered[-1]) == ("PUT", "200"):
                self._counts.created[path] += 1
        return pieces

    def _control(self, what: str, environ: dict[str, Any], start_response: Any) -> Answer:
        given = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        with self._lock:
            if what == "faults":
                self._faults = [Fault(**each) for each in json.loads(given)]
            elif what == "reset":
                self._counts = _Counts()
            data = json.dumps(vars(self._counts)).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
        return [data]


def _refusal(environ: dict[str, Any]) -> tuple[int, str] | None:
    signed = _CREDENTIAL.search(str(environ.get("HTTP_AUTHORIZATION", "")))
    if signed is None:
        return None  # the bucket is made by a plain request
    if signed[1] != KEY:
        return 403, "InvalidAccessKeyId"
    if date := environ.get("HTTP_X_AMZ_DATE"):
        at = datetime.strptime(str(date), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if abs(at.timestamp() - time.time()) > _SKEW:
            return 403, "RequestTimeTooSkewed"
    return None


@dataclass(frozen=True)
class ObjectServer:
    """The running server, for whoever tests or measures."""

    port: int

    @property
    def env(self) -> dict[str, str]:
        """What a program needs to use it."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}", "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET,
        }  # fmt: skip

    def faults(self, *faults: Fault) -> None:
        """Answer so from now on; none: as it should."""
        self._ask("faults", json.dumps([asdict(each) for each in faults]).encode())

    def told(self, *, reset: bool = False) -> Told:
        """What was counted since the last reset."""
        counts = Told(**json.loads(self._ask("counts")))
        if reset:
            self._ask("reset")
        return counts

    def _ask(self, what: str, body: bytes = b"") -> bytes:
        address = f"http://127.0.0.1:{self.port}{_CONTROL}{what}"
        with urllib.request.urlopen(urllib.request.Request(address, body, method="PUT"), timeout=20) as answer:
            return bytes(answer.read())


def free_port() -> int:
    """A port that nothing listens on, of those that the system gives nobody who asks for any: it stays free."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


@contextmanager
def object_server() -> Iterator[ObjectServer]:
    """The server in a process of its own, with an empty bucket."""
    port = free_port()
    command = [sys.executable, "-m", "tests.object_server", str(port)]
    root = Path(__file__).parent.parent
    environ = {**os.environ, "PYTHONPATH": str(root), "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            bucket = urllib.request.Request(f"http://127.0.0.1:{port}/{BUCKET}", method="PUT")
            deadline = time.monotonic() + 60
            while True:
                try:
                    urllib.request.urlopen(bucket, timeout=5).close()
                    break
                except (urllib.error.URLError, ConnectionError):
                    if time.monotonic() > deadline or process.poll() is not None:
                        raise
                    time.sleep(0.1)
            yield ObjectServer(port)
        finally:
            process.kill()


def main() -> None:
    """Serve until killed."""
    from werkzeug.serving import run_simple

    run_simple("127.0.0.1", int(sys.argv[1]), _Application(), threaded=True)


if __name__ == "__main__":
    main()
