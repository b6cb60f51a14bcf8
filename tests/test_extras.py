"""The optional packages, and the command that installs them."""

from __future__ import annotations

import importlib.util
import os
import shlex
import subprocess
import sys
import tomllib

import pytest

from coach.extras import EXTRAS, install_command, install_extra
from coach.speech.hibari import VERSION
from tests.conftest import ROOT, require


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


def test_odd_places_and_pythons_without_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """A path with spaces is quoted; where there is no pip, uv installs; a version's sign redirects nothing."""
    monkeypatch.setattr(sys, "executable", "/my tools/bin/python")
    usual = shlex.split(install_extra("m4b"))
    assert usual == ["/my tools/bin/python", "-m", "pip", "install", "av>=16"]
    assert shlex.split(install_extra("m4b", again=True))[4:6] == ["--force-reinstall", "--no-deps"]
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert shlex.split(install_extra("m4b")) == ["uv", "pip", "install", "--python", "/my tools/bin/python", "av>=16"]
    monkeypatch.setattr("coach.extras.os.name", "nt")
    assert install_extra("m4b") == 'uv pip install --python "/my tools/bin/python" "av>=16"'
