"""When reminders hold their tongue."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

import pytest

from coach.remind import do_not_disturb
from coach.remind.do_not_disturb import CALL, DO_NOT_DISTURB, GUIDED, ask, guided_session, unknown, why_quiet
from tests.conftest import ROOT, SoundServer, require

Answers = dict[str, str]


def desktop(answers: Answers) -> object:
    """A system on which these tools answer."""

    def answer(command: Sequence[str]) -> str | None:
        return answers.get(command[0] if command[0] != "pactl" else f"pactl {command[-1]}")

    return answer


HOLD = """
import sys
from pathlib import Path
from coach.remind.do_not_disturb import guided_session
with guided_session(Path(sys.argv[1])) as alone:
    print(alone, flush=True)
    sys.stdin.read()
"""


def test_one_at_a_time(tmp_path: Path) -> None:
    """While one makes sound all others know it, in this process or another; when it is over or dies, they may."""
    folder = tmp_path / "not" / "yet"
    assert why_quiet(folder, ask=lambda _: None) is None
    with guided_session(folder) as alone, guided_session(folder) as other:
        assert (alone, other) == (True, False)
        assert why_quiet(folder, ask=lambda _: None) == GUIDED
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"True\n"
        assert why_quiet(folder, ask=lambda _: None) == GUIDED
        process.kill()
    assert why_quiet(folder, ask=lambda _: None) is None


@pytest.mark.alone
def test_a_look_is_no_session(tmp_path: Path) -> None:
    """Whoever begins to make sound while another merely looks whether somebody does, is alone."""
    looks = Event()

    def check_due() -> None:
        with guided_session(tmp_path) as alone:
            assert alone
            looks.set()
            time.sleep(0.1)

    looker = Thread(target=check_due)
    looker.start()
    assert looks.wait(30)
    with guided_session(tmp_path) as alone:
        assert alone
    looker.join()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """Where the lock cannot be kept, nobody is kept from making sound."""
    (tmp_path / "file").write_text("")
    with guided_session(tmp_path / "file" / "folder") as alone:
        assert alone
    assert why_quiet(tmp_path / "file" / "folder", ask=lambda _: None) is None


MONITOR = "0\tci.monitor\tmodule-null-sink.c\ts16le 2ch 48000Hz\tIDLE\n1\tmic\tmodule-alsa\ts16le 2ch 44100Hz\tRUNNING"


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({}, None),
        ({"gsettings": "true"}, None),
        ({"gsettings": "false"}, DO_NOT_DISTURB),
        ({"gsettings": "true", "dunstctl": "true"}, DO_NOT_DISTURB),
        ({"gsettings": "true", "busctl": "b true"}, DO_NOT_DISTURB),
        ({"busctl": "b false", "pactl source-outputs": ""}, None),
        ({"pactl source-outputs": "5\t1\t9\tprotocol-native.c\ts16le 1ch 48000Hz", "pactl sources": MONITOR}, CALL),
        ({"pactl source-outputs": "5\t0\t9\tprotocol-native.c\ts16le 2ch 48000Hz", "pactl sources": MONITOR}, None),
        ({"pactl source-outputs": "5\t1\t9\tprotocol-native.c\tfloat32le 1ch 25Hz", "pactl sources": MONITOR}, None),
        ({"pactl source-outputs": "nonsense", "pactl sources": "more"}, None),
        ({"gsettings": "nonsense"}, None),
    ],
)
def test_what_the_desktop_says(tmp_path: Path, answers: Answers, reason: str | None) -> None:
    """Do-not-disturb and a microphone in use hold back; a recording of the loudspeaker or a level meter does not."""
    assert why_quiet(tmp_path, desktop(answers), "linux") == reason  # type: ignore[arg-type]


def test_what_cannot_be_known(tmp_path: Path) -> None:
    """What no tool tells is named in a sentence each, and does not hold back; other systems are not asked."""
    assert len(unknown(lambda _: None, "linux")) == 2
    assert unknown(desktop({"dunstctl": "false", "pactl source-outputs": ""}), "linux") == []  # type: ignore[arg-type]
    for platform in ("darwin", "win32"):
        assert len(unknown(lambda _: "false", platform)) == 2
        assert why_quiet(tmp_path, lambda _: "false", platform) is None


def test_a_tool_that_hangs_or_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tool that is not there, fails, or takes longer than a second has not answered."""
    assert ask(["no-such-tool-anywhere"]) is None
    assert ask([sys.executable, "-c", "raise SystemExit(3)"]) is None
    assert ask([sys.executable, "-c", "import time; time.sleep(60)"]) is None
    monkeypatch.setattr(do_not_disturb, "_TIMEOUT", 60)  # a busy machine may take its time to start one
    assert ask([sys.executable, "-c", "print(' b true ')"]) == "b true"


def test_a_real_microphone_in_use(tmp_path: Path, sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a real sound server: its loudspeaker recorded is no call, its microphone recorded is one."""
    require(sys.platform == "linux", "PulseAudio is asked on Linux only")
    for name, value in sound_server.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(do_not_disturb, "_TIMEOUT", 60)
    environ = {**os.environ, **sound_server.env}
    loaded = subprocess.run(
        ["pactl", "load-module", "module-null-source", "source_name=mic"], env=environ, capture_output=True, check=True
    ).stdout.strip()

    def waited(target: Path, device: str) -> str | None:
        command = ["parec", "-d", device, "--latency-msec=20"]
        with target.open("wb") as file, subprocess.Popen(command, stdout=file, env=environ) as recording:
            deadline = time.monotonic() + 30
            while target.stat().st_size == 0 and time.monotonic() < deadline:
                time.sleep(0.02)
            reason = why_quiet(tmp_path, lambda command: ask(command) if command[0] == "pactl" else None)
            recording.kill()
        return reason

    try:
        assert waited(tmp_path / "film", "ci.monitor") is None
        assert waited(tmp_path / "call", "mic") == CALL
    finally:
        subprocess.run(["pactl", "unload-module", loaded], env=environ, check=True)
