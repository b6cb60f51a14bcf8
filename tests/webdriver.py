"""A browser led through its driver (https://www.w3.org/TR/webdriver2/)."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.object_server import free_port


class DrivenBrowser:
    """A session of a browser."""

    def __init__(self, port: int, capabilities: dict[str, Any]) -> None:
        self._base = f"http://127.0.0.1:{port}"
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self._base += f"/session/{session['sessionId']}"

    def call(self, method: str, path: str, content: object = None) -> Any:
        """The driver's answer to a command."""
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(self._base + path, body, method=method)
        with urllib.request.urlopen(request, timeout=90) as answer:
            return json.load(answer)["value"]

    def go(self, address: str) -> None:
        """Load a page."""
        self.call("POST", "/url", {"url": address})

    def run(self, script: str) -> Any:
        """What a script on the page returns."""
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def click(self, selector: str) -> None:
        """Click the first element, as a person would."""
        self.until(f"return document.querySelector({json.dumps(selector)})?.offsetHeight > 0")  # it can be seen
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        self.call("POST", f"/element/{next(iter(found.values()))}/click", {})

    def until(self, script: str, seconds: float = 30) -> Any:
        """What a script returns once it is true."""
        return until(lambda: self.run(script), seconds)


def until(found: Callable[[], Any], seconds: float = 30) -> Any:
    """What a function returns once that is true."""
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return value


@contextmanager
def driven(driver: str, capabilities: dict[str, Any], env: dict[str, str] | None = None) -> Iterator[DrivenBrowser]:
    """A browser of its own, closed at the end; `driver` is the program that leads it."""
    port, quiet = free_port(), subprocess.DEVNULL
    with subprocess.Popen([driver, f"--port={port}"], stdout=quiet, stderr=quiet, env=env) as process:
        try:

            def is_up() -> bool:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=5):
                        return True
                except OSError:
                    return False

            until(is_up)
            browser = DrivenBrowser(port, capabilities)
            yield browser
            browser.call("DELETE", "")
        finally:
            process.terminate()
