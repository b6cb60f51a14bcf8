from __future__ import annotations

import importlib.util
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.remind.notify import DesktopNotifier, SilentNotifier
from coach.remind.plain_text import one_line, without_markup
from tests.conftest import ROOT, require


@pytest.fixture(scope="module")
def library() -> None:
    """The optional library is there."""
    require(importlib.util.find_spec("desktop_notifier"), "desktop-notifier is not installed")


@contextmanager
def session_bus(folder: Path) -> Iterator[str]:
    """A real session bus with nobody on it; its address."""
    require(shutil.which("dbus-daemon"), "dbus-daemon is not installed")
    if sys.platform != "linux":
        pytest.skip("the bus is how Linux shows notifications")
    config = folder / "bus.conf"
    config.write_text(
        "<busconfig><type>session</type><auth>EXTERNAL</auth>"
        f"<listen>unix:path={folder}/bus</listen>"
        '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
        '<allow own="*"/></policy></busconfig>'
    )
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        daemon.stdout.readline()  # it listens now
        yield f"unix:path={folder}/bus"
        daemon.kill()


@pytest.fixture
def bus(library: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A real session bus for this process, with nobody on it."""
    with session_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


def soon(holds: Callable[[], object]) -> bool:
    """Whether it holds within some seconds; the desktop hears of things a moment later."""
    deadline = time.monotonic() + 30
    while not holds() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    return bool(holds())


def test_a_notification_comes_through_with_its_buttons(bus: str) -> None:
    """The desktop gets title, text and buttons, not urgent and for a bounded time, and a pressed button is heard."""
    from tests.remind.desktop import notification_daemon

    pressed: queue.Queue[str] = queue.Queue()
    buttons = {"Snooze 5 min": lambda: pressed.put("snooze"), "Skip": lambda: pressed.put("skip")}
    with notification_daemon(bus) as desk, DesktopNotifier(timeout=30) as notifier:
        assert notifier.show("Neck & shoulders", "Time for <b>neck</b>.", buttons)
        assert notifier.problem == ""
        (note,) = desk.notes.values()
        assert (note.app, note.title, note.body) == ("Coach", "Neck & shoulders", "Time for neck.")
        assert set(buttons) <= set(note.actions)
        assert 0 < note.timeout <= 60_000
        assert note.urgency < 2
        desk.press("Skip")
        assert pressed.get(timeout=30) == "skip"
        assert pressed.empty()


def test_notifications_do_not_pile_up(bus: str) -> None:
    """One takes the place of the one before, also after a person closed that one, and none is left at the end."""
    from tests.remind.desktop import notification_daemon

    with notification_daemon(bus) as desk:
        with DesktopNotifier(timeout=30) as notifier:
            for title in ("one", "two", "three"):
                assert notifier.show(title, "", {})
                assert [note.title for note in desk.notes.values()] == [title]
            desk.dismiss(3)
            assert notifier.show("four", "", {})
            assert [note.title for note in desk.notes.values()] == ["four"]
        assert soon(lambda: not desk.notes)


def test_no_buttons_where_the_desktop_has_none(bus: str) -> None:
    """A desktop without buttons is not handed any: some would open a dialog instead."""
    from tests.remind.desktop import notification_daemon

    with notification_daemon(bus) as desk, DesktopNotifier(timeout=30) as notifier:
        desk.capabilities = ["body"]
        assert notifier.show("Hips", "", {"Skip": lambda: None})
        assert "Skip" not in desk.notes[1].actions


def test_a_button_that_fails_is_told_and_does_no_harm(bus: str) -> None:
    """An error in what a button does is kept as the problem, and the next notification comes through."""
    from tests.remind.desktop import notification_daemon

    with notification_daemon(bus) as desk, DesktopNotifier(timeout=30) as notifier:
        assert notifier.show("Hips", "", {"Skip": lambda: 1 // 0})
        desk.press("Skip")
        assert soon(lambda: "division" in notifier.problem)
        assert notifier.show("Neck", "", {})


def test_a_desktop_that_hangs_holds_nobody_up(bus: str) -> None:
    """When the daemon does not answer, `show` gives up within its time, and the next does not wait at all."""
    from tests.remind.desktop import notification_daemon

    with notification_daemon(bus) as desk, DesktopNotifier(timeout=30) as notifier:
        assert notifier.show("Hips", "", {})
        desk.answers = False
        notifier._timeout = 0.2
        began = time.monotonic()
        assert not notifier.show("Neck", "", {})
        assert "not answer" in notifier.problem
        notifier._timeout = 600
        assert not notifier.show("Back", "", {})
        assert "not answered" in notifier.problem
        assert time.monotonic() - began < 60
        notifier._timeout = 5


def test_a_daemon_that_comes_back_is_found_again(bus: str) -> None:
    """Without a daemon, and again after it died, `show` says no and why; once there is one, it works."""
    from tests.remind.desktop import notification_daemon

    with DesktopNotifier(timeout=30) as notifier:
        for _ in range(2):
            assert not notifier.show("Hips", "", {})
            assert "org.freedesktop.Notifications" in notifier.problem
            with notification_daemon(bus) as desk:
                assert notifier.show("Hips", "", {})
                assert len(desk.notes) == 1


def test_a_bus_that_comes_back_is_found_again(library: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the whole session goes, `show` says no in time; in the next session, it works again."""
    from tests.remind.desktop import notification_daemon

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/bus")
    with DesktopNotifier(timeout=30) as notifier:
        for _ in range(2):
            with session_bus(tmp_path) as address, notification_daemon(address) as desk:
                assert notifier.show("Hips", "", {})
                assert len(desk.notes) == 1
            assert not notifier.show("Hips", "", {})
            assert "no such file" in notifier.problem or "refused" in notifier.problem


@pytest.mark.skipif(sys.platform != "linux", reason="the bus is how Linux shows notifications")
@pytest.mark.parametrize("address", ["unix:path=/nowhere", "nonsense", None])
def test_without_a_bus_it_says_no(library: None, address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no bus there is no error and nothing shown, but a sentence why."""
    monkeypatch.delenv("DISPLAY", raising=False)
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with DesktopNotifier(timeout=30) as notifier:
        for _ in range(2):
            assert not notifier.show("Hips", "Time for hips.", {"Skip": lambda: None})
            assert notifier.problem.startswith("The desktop takes no notifications (")


def test_nothing_is_printed_when_it_fails(library: None) -> None:
    """The library's own log, a stack for each failure, does not reach the terminal; nor does anything else."""
    code = (
        "from coach.remind.notify import DesktopNotifier\n"
        "with DesktopNotifier(timeout=30) as notifier:\n"
        "    print(notifier.show('Hips', '', {}))"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], env=environ, capture_output=True, text=True)
    assert done.stderr == ""
    assert sys.platform != "linux" or done.stdout == "False\n"


def test_without_the_library_it_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the optional library is not installed, nothing is imported and the problem names it."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with DesktopNotifier() as notifier:
        assert not notifier.is_available()
        assert not notifier.show("Hips", "", {})
        assert "desktop-notifier" in notifier.problem


def test_closing_costs_nothing_when_nothing_was_shown() -> None:
    """A notifier that was never used starts no thread, and may be closed twice."""
    notifier = DesktopNotifier()
    assert notifier._thread is None
    notifier.close()
    notifier.close()


def test_the_silent_one_keeps_what_it_was_given() -> None:
    """The fake records each notification, delivers as told, and its buttons can be pressed."""
    pressed: list[str] = []
    notifier = SilentNotifier()
    assert notifier.is_available()
    assert notifier.show("Hips", "Time.", {"Skip": lambda: pressed.append("skip")})
    notifier.press("Skip")
    assert pressed == ["skip"]
    assert notifier.shown[0][:2] == ("Hips", "Time.")
    deaf = SilentNotifier(delivers=False)
    assert not deaf.show("Hips", "", {})
    assert deaf.problem


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Neck & <i>shoulders</i>", "Neck & shoulders"),
        ("<a href='http://x'>here</a><img src=x>", "here"),
        ("&amp;lt;b&amp;gt;bold", "bold"),
        ("2 < 3 > 1", "2 ‹ 3 › 1"),
        ("one\ntwo\x00\x1b[31mthree", "one two [31mthree"),
        ("left\u202ethgir", "leftthgir"),
        ("מתיחת צוואר 👩‍👩‍👧 🧘🏽", "מתיחת צוואר 👩‍👩‍👧 🧘🏽"),
        ("half \ud83d", "half"),
    ],
)
def test_markup_and_controls_go(text: str, plain: str) -> None:
    """Tags, entities and control characters go; other scripts and emoji stay whole."""
    assert without_markup(text) == plain


@given(st.text() | st.text("<>&;/#abgltmp \n\x07"))
def test_what_is_plain_stays_so(text: str) -> None:
    """Plain text has no tag, no control and no half character in it, and making it plain again changes nothing."""
    plain = without_markup(text)
    assert not set("<>\n\r\0\x07\x1b") & set(plain)
    assert without_markup(plain) == plain == one_line(plain)
    plain.encode()
