"""Keeping the computer awake, on a real session bus."""

# Without `annotations` from the future: the library reads None, when it is a string, as no signature at all.

import asyncio
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusBool, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method

from coach.live.awake import PATIENCE, Awake
from tests.conftest import require


class PowerManager(ServiceInterface):
    """What a desktop offers to programs that must not be sent to sleep."""

    def __init__(self) -> None:
        super().__init__("org.freedesktop.PowerManagement.Inhibit")
        self.held: set[int] = set()
        self.asked = 0

    @dbus_method()
    def Inhibit(self, application: DBusStr, reason: DBusStr) -> DBusUInt32:  # noqa: N802
        self.asked += 1
        self.held.add(self.asked)
        return self.asked

    @dbus_method()
    def UnInhibit(self, cookie: DBusUInt32) -> None:  # noqa: N802
        self.held.discard(cookie)

    @dbus_method()
    def HasInhibit(self) -> DBusBool:  # noqa: N802
        return bool(self.held)


def until(condition: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PowerManager]:
    """A session bus with a power manager on it."""
    require(sys.platform == "linux" and shutil.which("dbus-daemon"), "dbus-daemon is not installed")
    address = f"unix:path={tmp_path}/bus"
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    manager, ready, loop = PowerManager(), threading.Event(), asyncio.new_event_loop()

    async def serve() -> None:
        bus = await MessageBus(bus_address=address).connect()
        bus.export("/org/freedesktop/PowerManagement/Inhibit", manager)
        await bus.request_name("org.freedesktop.PowerManagement")
        ready.set()
        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]

    def run() -> None:
        try:
            loop.run_until_complete(serve())
        except EOFError:  # the bus has ended
            pass
        finally:
            loop.close()

    command = ["dbus-daemon", "--session", "--nofork", f"--address={address}", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as daemon:
        try:
            assert daemon.stdout is not None
            daemon.stdout.readline()  # it listens now
            thread = threading.Thread(target=run, daemon=True)
            thread.start()
            assert ready.wait(30)
            yield manager
        finally:
            daemon.kill()
            daemon.wait()
    thread.join(5)


def test_the_computer_stays_awake_while_something_goes_on(desktop: PowerManager) -> None:
    """It is kept awake while a session plays, may sleep after ten minutes of pause, and when the session is over."""
    now = 0.0
    with Awake(lambda: now, delay=0) as awake:
        awake.update("playing")
        until(lambda: desktop.held)
        now = PATIENCE - 1
        awake.update("paused")
        time.sleep(1.5)
        assert desktop.held
        now = PATIENCE + 1
        until(lambda: not desktop.held)
        awake.update("playing")
        until(lambda: desktop.held)
    until(lambda: not desktop.held)
    assert desktop.asked == 2


def test_where_nothing_can_keep_it_awake_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Without a desktop, nothing happens and nothing is written."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    with Awake(delay=0) as awake:
        awake.update("playing")
        until(lambda: awake.active or not awake._thread.is_alive())  # it has asked
        assert sys.platform != "linux" or not awake.active
    assert capfd.readouterr() == ("", "")
