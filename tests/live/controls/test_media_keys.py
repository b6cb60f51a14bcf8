"""Media keys reach the session over a real bus, and a bus that is not there or goes away harms nothing."""

from __future__ import annotations

import importlib.util
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.live.controls import media_keys
from coach.live.controls.media_keys import MediaKeys
from coach.live.controls.mpris import NAME
from tests.conftest import require

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the bus is how Linux sends media keys")


@contextmanager
def session_bus(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A real session bus, at `bus` in this folder, with nobody on it."""
    require(importlib.util.find_spec("dbus_fast"), "dbus-fast is not installed")
    require(shutil.which("dbus-daemon"), "dbus-daemon is not installed")
    config = folder / "bus.conf"
    config.write_text(
        f"<busconfig><type>session</type><auth>EXTERNAL</auth><listen>unix:path={folder}/bus</listen>"
        '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
        '<allow own="*"/></policy></busconfig>'
    )
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        daemon.stdout.readline()  # it listens now
        yield daemon
        daemon.kill()


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where this process looks for a bus."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/bus")
    return f"unix:path={tmp_path}/bus"


@pytest.fixture
def bus(address: str, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A bus there."""
    with session_bus(tmp_path) as daemon:
        yield daemon


def soon(holds: Callable[[], object]) -> bool:
    """Whether it holds within some seconds."""
    deadline = time.monotonic() + 30
    while not holds() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    return bool(holds())


def drained(pressed: queue.Queue[str]) -> list[str]:
    """What was asked for so far."""
    return [pressed.get_nowait() for _ in range(pressed.qsize())]


def test_every_button_is_a_command(bus: object, address: str) -> None:
    """Each button of a remote control asks for its command; none can end the session, and seeking does nothing."""
    from dbus_fast import Variant

    from tests.live.controls.media_remote import remote_control

    pressed: queue.Queue[str] = queue.Queue()
    with remote_control(address) as remote, MediaKeys(pressed.put) as keys:
        assert soon(lambda: remote.players() == [NAME])
        for button in ("PlayPause", "Play", "Pause", "Next", "Previous", "Stop"):
            remote.press(NAME, button)
        assert drained(pressed) == ["toggle", "resume", "pause", "next", "back", "pause"]
        remote.press(NAME, "Seek", "x", [5_000_000])
        remote.press(NAME, "SetPosition", "ox", ["/coach/session", 0])
        remote.press(NAME, "OpenUri", "s", ["file:///x"])
        for name, value in (("Volume", 0.5), ("Volume", 0.55), ("Volume", 0.4), ("Rate", 2.0)):
            remote.set(NAME, name, Variant("d", value))
        assert drained(pressed) == ["louder", "softer"]
        with pytest.raises(LookupError):
            remote.press(NAME, "Dance")
        assert keys.trouble is None


def test_the_desktop_sees_the_session(bus: object, address: str) -> None:
    """What plays, whether it plays and where it stands can be read, and every change is said once."""
    from tests.live.controls.media_remote import remote_control

    with remote_control(address) as remote, MediaKeys(lambda command: None) as keys:
        assert soon(lambda: remote.players() == [NAME])
        keys.update("playing", "Deep hip release", "Piriformis, left side", 2_700_000, 500)
        assert soon(lambda: remote.heard)
        told = remote.told(NAME)
        assert told["Metadata"] == {
            "mpris:trackid": "/coach/session", "mpris:length": 2_700_000_000, "xesam:title": "Deep hip release",
            "xesam:artist": ["Piriformis, left side"], "xesam:album": "Coach",
        }  # fmt: skip
        assert (told["PlaybackStatus"], told["Position"], told["CanGoNext"], told["CanSeek"]) == (
            "Playing", 500_000, True, False
        )  # fmt: skip
        assert remote.told(NAME, "org.mpris.MediaPlayer2")["Identity"] == "Coach"
        for state in ("playing", "speaking", "paused", "paused", "playing", "voicing", "ended"):
            keys.update(state, "Deep hip release", "Piriformis, left side", 2_700_000, 500)
        keys.update("ended", "Deep hip release", "Rest", 2_700_000, 90_000)
        assert soon(lambda: ("Seeked", {"Position": 90_000_000}) in remote.heard)
        statuses = [values["PlaybackStatus"] for _, values in remote.heard if "PlaybackStatus" in values]
        assert statuses == ["Paused", "Playing", "Stopped"]
        assert [values["Metadata"]["xesam:artist"] for _, values in remote.heard if "Metadata" in values] == [
            ["Piriformis, left side"], ["Rest"]
        ]  # fmt: skip
        assert [name for name, _ in remote.heard].count("Seeked") == 1
        for name in told:
            assert remote.get(NAME, name) == remote.told(NAME)[name]
            assert f'name="{name}"' in remote.described(NAME)


def test_two_sessions_are_two_players(bus: object, address: str) -> None:
    """Where the name is taken a second one is used, and where that is taken too, it is told; each leaves the bus."""
    from tests.live.controls.media_remote import remote_control

    second = f"{NAME}.instance{os.getpid()}"
    with remote_control(address) as remote:
        remote.take(NAME)
        with MediaKeys(lambda command: None) as keys:
            assert soon(lambda: remote.players() == [NAME, second])
            with MediaKeys(lambda command: None) as third:
                assert soon(lambda: third.trouble)
                assert NAME in str(third.trouble)
            assert keys.trouble is None
        assert soon(lambda: remote.players() == [NAME])


def test_without_a_bus_the_session_goes_on(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no bus, a sentence says so, and all else may be called."""
    require(importlib.util.find_spec("dbus_fast"), "dbus-fast is not installed")
    for where in (address, "", "nonsense"):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", where)
        monkeypatch.delenv("DISPLAY", raising=False)
        with MediaKeys(lambda command: None) as keys:
            keys.update("playing", "Hips", "", 60_000, 0)
            assert soon(lambda: keys.trouble)
            keys.update("paused", "Hips", "", 60_000, 9_000)
        assert str(keys.trouble).startswith("Media keys do nothing: ")


def test_a_bus_that_goes_away_is_told(bus: subprocess.Popen[str], address: str) -> None:
    """When the bus ends in the middle of a session, the session goes on and a sentence says what is lost."""
    from tests.live.controls.media_remote import remote_control

    with MediaKeys(lambda command: None) as keys:
        with remote_control(address) as remote:
            assert soon(lambda: remote.players() == [NAME])
            bus.kill()
            assert soon(lambda: keys.trouble)
        keys.update("paused", "Hips", "", 60_000, 9_000)
        assert "has gone" in str(keys.trouble)


def test_a_bus_that_hangs_holds_nobody_up(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beginning, telling and ending take no time where something listens at the bus that never answers."""
    require(importlib.util.find_spec("dbus_fast"), "dbus-fast is not installed")
    monkeypatch.setattr(media_keys, "_PATIENCE", 60)  # so that a thread that does not end is seen
    with socket.socket(socket.AF_UNIX) as mute:
        mute.settimeout(30)
        mute.bind(f"{tmp_path}/bus")
        mute.listen()
        began = time.monotonic()
        with MediaKeys(lambda command: None) as keys:
            for position in range(100):
                keys.update("playing", "Hips", str(position), 60_000, position)
            entered = time.monotonic() - began
            caller, _ = mute.accept()
            began = time.monotonic()
        assert entered < 20
        assert time.monotonic() - began < 20
        caller.close()
        assert keys.trouble is None


def test_elsewhere_it_is_said_that_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """On other systems, and without the library, nothing is begun and a sentence says why."""
    monkeypatch.setattr(sys, "platform", "darwin")
    with MediaKeys(lambda command: None) as keys:
        assert not keys.is_available()
        keys.update("playing", "Hips", "", 60_000, 0)
        assert "Linux" in str(keys.trouble)
