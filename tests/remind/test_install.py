from __future__ import annotations

import os
import plistlib
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

import coach
from coach.cli.app import coach as program
from coach.cli.remind.run import install as put_in_place
from coach.cli.remind.run import run
from coach.errors import OutputError, ReminderError
from coach.program import Program, this_program
from coach.remind.install import install, run_command, status, this_service, uninstall
from coach.remind.service import TASK, UNIT, Service, launchd, service_for, systemd, task_scheduler
from coach.settings import Settings, load_settings, settings_file
from tests.conftest import ROOT, require

PROGRAM = Program(("/opt/a b/python", "-m", "coach", "remind", "run", "--data-dir", "/d"), Path("/home/me"), {})
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30)


class System:
    """A system that knows services: it remembers what it was asked and answers as it would."""

    def __init__(self, present: bool = True, refuses: str = "") -> None:
        self.asked: list[str] = []
        self.runs = False
        self._present, self._refuses = present, refuses

    def __call__(self, command: Sequence[str]) -> tuple[int, str]:
        line = shlex.join(command)
        self.asked.append(line)
        if not self._present:
            return 1, "Failed to connect to bus: No medium found"
        if self._refuses and self._refuses in line:
            return 1, "Access denied.\n"
        if "enable --now" in line and "disable" not in line:
            self.runs = True
        if " stop " in line or "disable" in line:
            self.runs = False
        return (0 if self.runs else 3, "") if "is-active" in line else (0, "")

    @property
    def verbs(self) -> list[str]:
        """What it was asked, without the parts that are always the same, since last time."""
        asked, self.asked = self.asked, []
        return [line.removeprefix("systemctl --user ").replace(f" {UNIT}", "") for line in asked]


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """A service of a home that has no folder for it yet."""
    return systemd(PROGRAM, {}, tmp_path)


def line_of(service: Service, key: str) -> str:
    """What a unit says of this key."""
    (line,) = [line for line in service.content.decode().split("\n") if line.startswith(f"{key}=")]
    return line.removeprefix(f"{key}=")


def test_install_again_and_uninstall(service: Service) -> None:
    """The first time it is written and started, the second time left alone, and then taken away without a trace."""
    system = System()
    assert not status(service, system).installed
    assert install(service, system)[0].startswith("Installed: ")
    assert system.verbs == ["show-environment", "daemon-reload", "reset-failed", "stop", "enable --now"]
    assert service.path.read_bytes() == service.content
    assert [file.name for file in service.path.parent.iterdir()] == [UNIT]
    state = status(service, system)
    assert (state.installed, state.running) == (True, True)
    assert system.verbs == ["is-active --quiet"]
    assert install(service, system)[0].startswith("Already installed: ")
    assert system.verbs == ["show-environment", "enable --now"]
    assert uninstall(service, system)[0].startswith("Removed: ")
    assert system.verbs == ["disable --now", "reset-failed", "daemon-reload"]
    assert not service.path.exists()
    assert uninstall(service, system) == ["There is no systemd user service to remove."]
    assert system.verbs == []


def test_a_changed_unit_is_written_again_and_restarted(service: Service, tmp_path: Path) -> None:
    """With other settings the file is renewed, and what ran is stopped before it is started."""
    system = System()
    install(service, system)
    system.verbs  # noqa: B018 - forget them
    other = systemd(Program((*PROGRAM.command, "--voice", "humming"), PROGRAM.folder, {}), {}, tmp_path)
    assert other.path == service.path
    assert install(other, system)[0].startswith("Renewed: ")
    assert system.verbs == ["show-environment", "daemon-reload", "reset-failed", "stop", "enable --now"]
    assert service.path.read_bytes() == other.content
    assert system.runs


def test_without_systemd_a_sentence_says_what_to_do(service: Service) -> None:
    """In a container nothing is written, and the person is given the command to start by other means."""
    with pytest.raises(ReminderError) as told:
        install(service, System(present=False))
    assert shlex.join(PROGRAM.command) in str(told.value)
    assert "at login" in str(told.value)
    assert not service.path.parent.exists()


def test_without_systemctl_it_is_the_same(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real run on a machine without the command, or without a user session, ends in that sentence too."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ReminderError, match="There is no systemd user service here"):
        install(service, run_command)
    assert not status(service, run_command).running


def test_a_refusal_is_told(service: Service) -> None:
    """When the system does not start it, the person hears its words and the way back, and status says it is down."""
    system = System(refuses="enable")
    with pytest.raises(ReminderError, match=r"failed \(Access denied\)\. `coach remind uninstall`"):
        install(service, system)
    state = status(service, system)
    assert (state.installed, state.running) == (True, False)
    assert f"journalctl --user -u {UNIT}" in state.sentence


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """Where a file stands in the place of the folder, it is an error in a sentence, not a stack."""
    (tmp_path / ".config").write_text("")
    service = systemd(PROGRAM, {}, tmp_path)
    assert not status(service, System()).installed
    with pytest.raises(OutputError, match="Cannot make the folder"):
        install(service, System())


def test_the_unit_says_what_it_must(service: Service) -> None:
    """It starts with the user's session, again after a failure, and stops trying when it never works."""
    assert line_of(service, "Restart") == "on-failure"
    assert line_of(service, "WantedBy") == "default.target"
    assert line_of(service, "StartLimitBurst") == "10"
    assert line_of(service, "ExecStart").startswith('"/opt/a b/python" "-m" "coach" "remind" "run"')


def test_the_unit_lies_where_the_user_keeps_settings(tmp_path: Path) -> None:
    """In ~/.config, or where XDG_CONFIG_HOME says; that counts only if it is absolute."""
    usual = tmp_path / ".config" / "systemd" / "user" / UNIT
    assert systemd(PROGRAM, {}, tmp_path).path == usual
    assert systemd(PROGRAM, {"XDG_CONFIG_HOME": "x"}, tmp_path).path == usual
    other = {"XDG_CONFIG_HOME": str(tmp_path / "other")}
    assert systemd(PROGRAM, other, tmp_path).path == tmp_path / "other" / "systemd" / "user" / UNIT


@given(st.lists(WORDS), WORDS)
def test_systemd_gets_every_word_as_it_is(arguments: list[str], value: str) -> None:
    """Spaces, quotes, backslashes, % and $ in arguments and in the environment come back by systemd's rules."""
    made = systemd(Program(("/p", *arguments), Path("/100% $x"), {"PYTHONPATH": value}), {}, Path("/h"))
    words = shlex.split(line_of(made, "ExecStart"))
    assert [word.replace("%%", "%").replace("$$", "$") for word in words] == ["/p", *arguments]
    assert shlex.split(line_of(made, "Environment")) == [f"PYTHONPATH={value.replace('%', '%%')}"]
    assert line_of(made, "WorkingDirectory") == "-/100%% $x"


def test_systemd_itself_reads_the_unit(tmp_path: Path) -> None:
    """`systemd-analyze verify` finds nothing amiss, and finds the program at a path with spaces, %, $ and quotes."""
    if sys.platform != "linux" or not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    environ = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}

    def verify(python: str) -> subprocess.CompletedProcess[str]:
        service = systemd(Program((python, "-c", 'a "b" $c %d \\'), tmp_path, {"A": '% "$"'}), {}, tmp_path)
        service.path.parent.mkdir(parents=True, exist_ok=True)
        service.path.write_bytes(service.content)
        command = ["systemd-analyze", "--user", "--man=no", "verify", str(service.path)]
        return subprocess.run(command, env=environ, capture_output=True, text=True)

    if "Failed to" in verify(sys.executable).stderr:
        pytest.skip("systemd-analyze does not work here")
    for name in ("plain", "a b", "50%h", "$HOME", "a'b", 'a"b', "a\\b"):
        python = tmp_path / name / "python"
        python.parent.mkdir()
        python.symlink_to(sys.executable)
        done = verify(str(python))
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), name
    assert "nowhere" in verify("/nowhere/python").stderr  # it does look


def test_the_program_is_absolute_and_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command names this Python, the data folder and what else is set, with absolute paths, and runs anywhere."""
    monkeypatch.chdir(tmp_path)
    made = this_program(Settings(data_dir=Path("my data"), voice="humming"), "remind", "run")
    assert made.command[0] == str(Path(sys.executable).absolute())
    assert made.command[1:] == (
        "-m", "coach", "remind", "run", "--data-dir", str(tmp_path / "my data"), "--voice", "humming",
    )  # fmt: skip
    assert made.folder == Path.home()
    usual = this_program(Settings())
    assert Path(usual.command[usual.command.index("--data-dir") + 1]).is_absolute()
    found = subprocess.run(
        [made.command[0], "-c", "import coach; print(coach.__file__)"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": "", **made.environment}, capture_output=True, text=True,
    )  # fmt: skip
    assert Path(found.stdout.strip()) == Path(coach.__file__)


def test_the_program_keeps_what_is_set() -> None:
    """Each setting that `remind install` takes is handed on to the waiting process, as an option that it has."""
    taken = {option.name for option in put_in_place.params} & {field.name for field in fields(Settings)}
    values: dict[str, Any] = {
        name: 1500 if name == "lead_in" else Path("/d") if "dir" in name else "heart" for name in taken
    }
    parent = click.Context(program, **program.context_settings)
    words = [*this_program(Settings(**values), "remind", "run").command[5:]]
    context = run.make_context("run", words, parent=parent)
    assert {name: value for name, value in context.params.items() if value is not None} == values
    assert {"player", "device", "lead_in", "voice"} < taken


def test_the_settings_file_stays_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the settings file says is not handed on: the waiting process finds the file, and so a later change of it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = settings_file()
    require(file.is_relative_to(tmp_path), "the settings file of this system cannot be moved")
    file.parent.mkdir()
    file.write_text(f"voice = 'heart'\nplayer = 'silent'\nlead_in = 1500\ncache_dir = '{tmp_path}'\nvoices_dir = 'v'\n")
    made = this_program(load_settings({"player": "pulse"}, {"COACH_VOICE": "heart"}), "remind", "run")
    options = dict(zip(made.command[5::2], made.command[6::2], strict=True))
    assert options.pop("--data-dir")
    assert options == {"--player": "pulse", "--voices-dir": str(Path("v").absolute())}  # a relative one moves
    assert made.environment["XDG_CONFIG_HOME"] == str(tmp_path)


def test_in_a_studio_it_runs_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Installed from within a studio, the service finds that studio's scripts."""
    for name in ("scripts", "audio_cache"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "scripts")
    assert this_program(Settings()).folder == tmp_path


@pytest.mark.parametrize("name", ["a\nExecStartPre=/bin/x", "a\x00", "a\ud800", "a\u2028b"])
def test_a_path_that_could_smuggle_a_line_is_refused(name: str) -> None:
    """Control characters in a path do not reach a service file."""
    with pytest.raises(OutputError, match="such a character"):
        this_program(Settings(data_dir=Path("/d") / name))


def test_launchd_gets_a_plist(tmp_path: Path) -> None:
    """The agent runs at login and after a failure, its text is escaped, and the output marks it as untried."""
    made = Program(("/p <&>", "-m", "coach"), Path("/h"), {"PYTHONPATH": "/x"})
    service = launchd(made, tmp_path, 501)
    assert service.path.parent == tmp_path / "Library" / "LaunchAgents"
    read = plistlib.loads(service.content)
    assert read["ProgramArguments"] == ["/p <&>", "-m", "coach"]
    assert read["EnvironmentVariables"] == {"PYTHONPATH": "/x"}
    assert read["RunAtLoad"] is True
    assert read["KeepAlive"] == {"SuccessfulExit": False}
    system = System()
    assert install(service, system)[-1].startswith("Not tested: ")
    assert system.asked == [
        "launchctl bootout gui/501/org.bodywork-coach.reminders",
        f"launchctl bootstrap gui/501 {shlex.quote(str(service.path))}",
        "launchctl enable gui/501/org.bodywork-coach.reminders",
        "launchctl kickstart gui/501/org.bodywork-coach.reminders",
    ]
    assert "Not tested" in status(service, system).sentence
    assert uninstall(service, system)[-1].startswith("Not tested: ")
    assert not service.path.exists()


def test_windows_gets_a_task(tmp_path: Path) -> None:
    """The task belongs to this user, never ends by the clock, opens no console, and is marked as untried."""
    made = Program(("/py/python.exe", "-m", "coach", "remind", "run", "--data-dir", 'a b"'), Path("/h"), {})
    environ = {"USERDOMAIN": "PC", "USERNAME": "Zoë & Co", "LOCALAPPDATA": str(tmp_path)}
    service = task_scheduler(made, environ, tmp_path)
    assert service.content[:2] in (b"\xff\xfe", b"\xfe\xff")  # the byte order mark
    tree = ElementTree.fromstring(service.content)
    found = {element.tag.partition("}")[2]: element.text for element in tree.iter()}
    assert found["UserId"] == "PC\\Zoë & Co"
    assert PurePosixPath(str(found["Command"])).name == "pythonw.exe"
    assert found["Arguments"] == '-m coach remind run --data-dir "a b\\""'
    assert found["ExecutionTimeLimit"] == "PT0S"
    assert found["DisallowStartIfOnBatteries"] == "false"
    system = System()
    assert install(service, system)[-1].startswith("Not tested: ")
    assert system.asked[1] == shlex.join(["schtasks", "/Create", "/F", "/TN", TASK, "/XML", str(service.path)])
    assert uninstall(service, system)[-1].startswith("Not tested: ")


def test_windows_finds_a_package_that_is_not_installed() -> None:
    """A task has no environment, so what stands in for it puts the package's folder in Python's path."""
    made = Program(("/py/python.exe", "-m", "coach", "--version"), ROOT, {"PYTHONPATH": str(ROOT)})
    tree = ElementTree.fromstring(task_scheduler(made, {}, Path("/h")).content)
    arguments = shlex.split(str(next(e.text for e in tree.iter() if e.tag.endswith("Arguments"))))
    done = subprocess.run([sys.executable, *arguments], cwd="/", capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_each_platform_has_its_own(tmp_path: Path) -> None:
    """macOS, Windows and all others get theirs; only what a system has read counts as tried."""
    named = {platform: service_for(PROGRAM, platform, {}, tmp_path) for platform in ("linux", "darwin", "win32")}
    assert [service.tried for service in named.values()] == [True, False, False]
    assert len({service.path for service in named.values()}) == 3


def test_this_computer_has_a_service() -> None:
    """The service of this very place can be made, and its command really is a Python."""
    service = this_service(Settings())
    code, said = run_command([service.program.command[0], "--version"])
    assert (code, said.startswith("Python 3")) == (0, True)


def test_a_command_that_is_not_there() -> None:
    """Running what is not installed gives the shell's code for it and a reason, no error."""
    assert run_command(["/nowhere/x"]) == (127, "/nowhere/x: no such file or directory")
