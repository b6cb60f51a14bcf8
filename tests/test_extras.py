"""The optional packages, and the command that installs them."""

from __future__ import annotations

import importlib.util
import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from coach.extras import EXTRAS, install_command, install_extra
from coach.speech.hibari import VERSION
from tests.conftest import ROOT, require
from tests.wheels import wheel


def test_the_extras_are_those_of_the_project() -> None:
    """Each extra of `pyproject.toml` stands here with the same packages."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    known = {
        name: sorted(package.partition(";")[0].strip() for package in packages)
        for name, packages in project["optional-dependencies"].items()
    }
    assert {name: sorted(packages) for name, packages in EXTRAS.items()} == known
    assert EXTRAS["natural"] == (f"hibari-tts=={VERSION}",)


def test_the_command_works_where_we_are() -> None:
    """A shell that gets the command runs the pip of this Python, with the versions as they are."""
    require(os.name == "posix" and importlib.util.find_spec("pip") is not None, "needs a shell and pip")
    command = f"{install_command('numpy>=1.26', 'click>=8.2')} --dry-run --no-index --no-deps"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "already satisfied: numpy>=1.26" in done.stdout


PROGRAM = """
from coach.extras import install_command
def main(): print(install_command("tiny-two>=1"), install_command("tiny-two>=1", again=True), sep="\\n")
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of wheels: a program with the real advice, which has an extra, and another package."""
    folder = tmp_path_factory.mktemp("index of wheels")
    wheel(
        folder,
        "bodywork_coach-0.1.0",
        {
            "coach/__init__.py": "",
            "coach/extras.py": (ROOT / "coach" / "extras.py").read_text("utf-8"),
            "coach/tiny.py": PROGRAM,
            "bodywork_coach-0.1.0.dist-info/entry_points.txt": "[console_scripts]\ncoach=coach.tiny:main\n",
        },
    )
    wheel(folder, "tiny_two-1.0", {"tiny_two.py": ""})
    return folder


WAYS = {
    "venv, as run.py makes it": [
        "$UV_PYTHON -m venv --without-pip .venv && ln -s $PIP .venv/lib/python3*/site-packages",  # as ensurepip does
        ".venv/bin/python -m pip install bodywork-coach",
    ],
    "uv venv": ["uv venv -q .venv", "uv pip install -q --python .venv/bin/python bodywork-coach"],
    "pipx": ["pipx install bodywork-coach"],
    "uv tool": ["uv tool install -q bodywork-coach"],
    "uv tool, from a folder": ["uv tool install -q bodywork_coach-0.1.0-py3-none-any.whl"],
}
"""How people install the program, as commands for a shell."""


@pytest.mark.parametrize("way", WAYS)
def test_the_advice_installs_it_there(way: str, index: Path, tmp_path: Path) -> None:
    """However the program was installed, the command that it names installs a package into its own environment."""
    tools = Path(sys.executable).parent
    require(os.name == "posix" and (tools / "uv").exists() and (tools / "pipx").exists(), "needs a shell, uv and pipx")
    require(pip := importlib.util.find_spec("pip"), "needs pip")
    assert pip is not None
    home = tmp_path / "a home"
    home.mkdir()
    for name in index.glob("*.whl"):
        (home / name.name).symlink_to(name)
    path = os.pathsep.join(map(str, (home / "bin", tools, "/usr/bin", "/bin")))
    environ = {
        "PATH": path, "HOME": str(home), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": index.as_uri(),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIPX_HOME": str(home / "pipx"), "PIPX_BIN_DIR": str(home / "bin"),
        "PIPX_DEFAULT_BACKEND": "uv", "PIPX_DEFAULT_PYTHON": sys.executable, "UV_NO_INDEX": "1", "UV_OFFLINE": "1",
        "UV_FIND_LINKS": str(index), "UV_TOOL_BIN_DIR": str(home / "bin"), "UV_TOOL_DIR": str(home / "tools"),
        "UV_CACHE_DIR": str(home / "cache"), "UV_PYTHON": sys.executable, "UV_LINK_MODE": "copy",
        "PIP": str(Path(pip.origin or "").parent),
    }  # fmt: skip

    def shell(command: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", command], cwd=home, env=environ, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    for command in WAYS[way]:
        shell(command)
    program = next(each for each in (home / "bin" / "coach", home / ".venv" / "bin" / "coach") if each.exists())
    advice, again = shell(shlex.quote(str(program))).splitlines()
    shell(advice)
    (installed,) = (each for each in home.rglob("tiny_two.py") if "cache" not in each.parts)
    assert (installed.parent / "coach" / "extras.py").is_file()
    installed.write_text("damaged")
    shell(again)
    assert installed.read_text("utf-8") == ""


def test_a_receipt_of_uv_is_the_command_that_made_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was installed with it, from where and with which extras, is in the command; an unknown receipt is left."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    receipts = {
        '{ name = "bodywork-coach", extras = ["natural", "piper"], directory = "/a b" }, { name = "x" }':
            ["uv", "tool", "install", "--with", "av>=16", "--with", "x", "/a b[natural,piper]"],
        '{ name = "bodywork-coach", editable = "/c" }':
            ["uv", "tool", "install", "--with", "av>=16", "--editable", "/c"],
        '{ name = "bodywork-coach", extras = ["m4b"], specifier = "==1.0" }':
            ["uv", "tool", "install", "--with", "av>=16", "bodywork-coach[m4b]==1.0"],
    }  # fmt: skip
    for requirements, command in receipts.items():
        (tmp_path / "uv-receipt.toml").write_text(f"[tool]\nrequirements = [{requirements}]\n", "utf-8")
        assert shlex.split(install_extra("m4b")) == command
    for odd in ('{ name = "bodywork-coach", git = "https://x" }', "", "["):
        (tmp_path / "uv-receipt.toml").write_text(f"[tool]\nrequirements = [{odd}]\n", "utf-8")
        assert "tool" not in shlex.split(install_extra("m4b"))


def test_odd_places_and_pythons_without_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """A path with spaces is quoted; where there is no pip, uv installs; a version's sign redirects nothing."""
    monkeypatch.setattr(sys, "executable", "/my tools/bin/python")
    usual = shlex.split(install_extra("m4b"))
    assert usual == ["/my tools/bin/python", "-m", "pip", "install", "av>=16"]
    assert shlex.split(install_extra("m4b", again=True))[4:6] == ["--force-reinstall", "--no-deps"]
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert shlex.split(install_extra("m4b")) == ["uv", "pip", "install", "--python", "/my tools/bin/python", "av>=16"]
    monkeypatch.setattr("coach.extras._WINDOWS", True)
    assert install_extra("m4b") == 'uv pip install --python "/my tools/bin/python" "av>=16"'
